package probe.checkpoint.gguf;

import probe.tensor.DType;
import probe.tensor.Elements;

/** Numbers with {@code shift} added, in float32. */
record Shifted(Elements stored, float shift) implements Elements {
  @Override
  public long count() {
    return stored.count();
  }

  @Override
  public DType dtype() {
    return DType.F32;
  }

  @Override
  public int block() {
    return stored.block();
  }

  @Override
  public void read(long from, int count, float[] out, int at) {
    stored.read(from, count, out, at);
    for (int i = at; i < at + count; i++) {
      out[i] += shift;
    }
  }
}
