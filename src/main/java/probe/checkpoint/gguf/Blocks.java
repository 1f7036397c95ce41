package probe.checkpoint.gguf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import probe.tensor.DType;
import probe.tensor.Elements;

/** Numbers that are stored in quantised blocks, decoded as they are read. */
record Blocks(MemorySegment data, int size, int bytes, GgufType.Decoder decoder)
    implements Elements {

  @Override
  public long count() {
    return data.byteSize() / bytes * size;
  }

  @Override
  public DType dtype() {
    return DType.F32;
  }

  @Override
  public int block() {
    return size;
  }

  @Override
  public void read(long from, int count, float[] out, int at) {
    byte[] stored = new byte[bytes];
    float[] part = new float[size];
    for (int done = 0; done < count; ) {
      long index = (from + done) / size;
      int skip = (int) ((from + done) % size);
      int n = Math.min(size - skip, count - done);
      MemorySegment.copy(data, ValueLayout.JAVA_BYTE, index * bytes, stored, 0, bytes);
      if (n == size) {
        decoder.decode(stored, out, at + done);
      } else {
        decoder.decode(stored, part, 0);
        System.arraycopy(part, skip, out, at + done, n);
      }
      done += n;
    }
  }
}
