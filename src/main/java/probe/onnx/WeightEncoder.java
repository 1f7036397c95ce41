package probe.onnx;

import java.lang.foreign.MemorySegment;
import probe.ProbeException;
import probe.tensor.DType;

/** Puts a weight's new values into the bytes of an initializer, in the type that the file has. */
final class WeightEncoder {
  private static final int BLOCK_FLOATS = 1 << 18;

  private final WeightValues values;

  WeightEncoder(WeightValues values) {
    this.values = values;
  }

  /**
   * Fills {@code out}, rounding to the nearest number of {@code dtype}.
   *
   * @param transposed whether {@code out} holds the two-dimensional weight with its axes swapped
   * @throws ProbeException if a value is not finite or lies outside the range of {@code dtype}
   */
  void fill(Weight weight, boolean transposed, DType dtype, MemorySegment out) {
    long columns = transposed ? weight.dims()[1] : 1;
    long rows = weight.size() / columns;
    int step = Math.toIntExact(Math.min(rows, Math.max(1, BLOCK_FLOATS / columns)));
    float[] block = new float[Math.toIntExact(step * columns)];
    for (long from = 0; from < rows; from += step) {
      int count = Math.toIntExact(Math.min(step, rows - from));
      int n = Math.toIntExact(count * columns);
      values.copy(weight, from * columns, block, n);
      check(weight, from * columns, block, n);
      for (int c = 0; c < columns; c++) {
        // elements of one column lie next to each other in the transpose
        long at = c * rows + from;
        for (int r = 0; r < count; r++) {
          dtype.writeFloat(out, at + r, block[Math.toIntExact(r * columns + c)]);
        }
      }
      checkRange(weight, dtype, from * columns, block, n);
    }
  }

  private static void check(Weight weight, long from, float[] block, int count) {
    for (int i = 0; i < count; i++) {
      if (!Float.isFinite(block[i])) {
        throw ProbeException.numeric(
            "weight %s: element %d is %s; nothing was written, train with a smaller step"
                .formatted(weight.name(), from + i, block[i]));
      }
    }
  }

  private static void checkRange(Weight weight, DType dtype, long from, float[] block, int count) {
    float end = dtype.roundsToInfinityFrom();
    for (int i = 0; i < count; i++) {
      if (Math.abs(block[i]) >= end) {
        throw ProbeException.numeric(
            "weight %s: element %d is %s, which %s cannot hold; nothing was written, take a float32 export of the model"
                .formatted(weight.name(), from + i, block[i], dtype));
      }
    }
  }
}
