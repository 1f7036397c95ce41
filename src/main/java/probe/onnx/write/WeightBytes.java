package probe.onnx.write;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.LongConsumer;
import probe.ProbeException;
import probe.tensor.DType;
import probe.tensor.Matrix;
import probe.tensor.RowReader;

/** Turns the values of weights into bytes of a file, a few megabytes at a time. */
final class WeightBytes {
  private static final float LARGEST_FLOAT16 = 65_504f;

  private final DType type;
  private final WeightSource source;
  private final LongConsumer progress;
  private ByteBuffer bytes = ByteBuffer.allocate(0);
  private double largest;
  private double error;

  /**
   * @param type F32 or F16
   * @param progress told the number of bytes after each block
   */
  WeightBytes(DType type, WeightSource source, LongConsumer progress) {
    this.type = type;
    this.source = source;
    this.progress = progress;
  }

  /**
   * Writes the values of {@code weight} to {@code out}.
   *
   * @throws ProbeException if a value is not finite, or too large for the type
   */
  StoredWeight write(Weight weight, OutputStream out) throws IOException {
    Matrix values = source.get(weight);
    if (values.rows() != weight.rows() || values.columns() != weight.columns()) {
      throw new IllegalArgumentException(
          "%s is [%d, %d], the graph wants %s"
              .formatted(source.describe(weight), values.rows(), values.columns(), weight.shape()));
    }
    largest = 0;
    error = 0;
    Matrix stored = weight.transposed() ? values.transpose() : values;
    RowReader.forEachBlock(
        stored,
        (from, count, block) -> {
          int n = count * stored.columns();
          measure(weight, block, n);
          out.write(bytes(block, n), 0, n * type.bytes());
          progress.accept((long) n * type.bytes());
        });
    return new StoredWeight(weight, values.dtype(), type, largest, error);
  }

  private void measure(Weight weight, float[] block, int n) {
    float most = 0;
    for (int i = 0; i < n; i++) {
      float x = Math.abs(block[i]);
      if (!(x <= Float.MAX_VALUE)) {
        throw ProbeException.numeric(
            "%s holds the value %s; the file is damaged, fetch it again"
                .formatted(source.describe(weight), block[i]));
      }
      most = Math.max(most, x);
    }
    if (type == DType.F16 && Float.isInfinite(Float.float16ToFloat(Float.floatToFloat16(most)))) {
      throw ProbeException.numeric(
          "%s holds a value of size %s, and float16 ends at %.0f; write it with --dtype float32"
              .formatted(source.describe(weight), most, LARGEST_FLOAT16));
    }
    largest = Math.max(largest, most);
  }

  private byte[] bytes(float[] block, int n) {
    if (bytes.capacity() < n * type.bytes()) {
      bytes = ByteBuffer.allocate(n * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    }
    if (type == DType.F32) {
      bytes.asFloatBuffer().put(block, 0, n);
      return bytes.array();
    }
    for (int i = 0; i < n; i++) {
      short half = Float.floatToFloat16(block[i]);
      error = Math.max(error, Math.abs((double) block[i] - Float.float16ToFloat(half)));
      bytes.putShort(i * Short.BYTES, half);
    }
    return bytes.array();
  }
}
