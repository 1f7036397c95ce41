package probe.tensor;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import probe.ProbeException;

/** Room for matrices that the system may write to disk and drop: a mapped file without a name. */
public final class TemporaryMemory {
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private TemporaryMemory() {}

  /** {@code floats} float32 zeros. */
  public static MemorySegment ofFloats(long floats) {
    long bytes = Math.max(1, floats * Float.BYTES);
    try {
      Path file = Files.createTempFile("probe-matrix", ".f32");
      try (FileChannel channel =
          FileChannel.open(
              file,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE)) {
        channel.write(ByteBuffer.allocate(1), bytes - 1);
        return channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes, Arena.ofAuto());
      }
    } catch (IOException e) {
      throw ProbeException.output(
          "the temporary folder %s has no room for %,d bytes (%s); set -Djava.io.tmpdir"
              .formatted(System.getProperty("java.io.tmpdir"), bytes, e.getMessage()),
          e);
    }
  }

  /** Writes the first {@code count} of {@code values} from element {@code at} on. */
  public static void put(MemorySegment out, long at, float[] values, int count) {
    MemorySegment.copy(values, 0, out, FLOAT, at * Float.BYTES, count);
  }

  /** {@code matrix} with its rows one after another, for access in any order. */
  public static Matrix rowMajor(Matrix matrix) {
    if (!matrix.isTransposed()) {
      return matrix;
    }
    MemorySegment out = ofFloats((long) matrix.rows() * matrix.columns());
    RowReader.forEachBlock(
        matrix,
        (from, count, block) ->
            put(out, (long) from * matrix.columns(), block, count * matrix.columns()));
    return Matrix.of(out, DType.F32, matrix.rows(), matrix.columns());
  }
}
