package probe.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/** Numbers that a float32 cannot hold and a float64 can. */
class DTypeRoundingTest {
  private static final long BEYOND_FLOAT = (1L << 24) + 1;

  @Test
  void wholeNumbersReadAsDoublesAreNotRounded() {
    ByteBuffer buffer = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putLong(BEYOND_FLOAT);
    MemorySegment data = MemorySegment.ofArray(buffer.array());

    assertThat(DType.I64.readDouble(data, 0)).isEqualTo((double) BEYOND_FLOAT);
    assertThat(DType.I32.readDouble(data, 0)).isEqualTo((double) BEYOND_FLOAT);
  }

  @Test
  void doublesReadAsWholeNumbersLoseOnlyTheirFraction() {
    ByteBuffer buffer = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putDouble(BEYOND_FLOAT + 0.5).putDouble(0.999999999);
    MemorySegment data = MemorySegment.ofArray(buffer.array());

    assertThat(DType.F64.readLong(data, 0)).isEqualTo(BEYOND_FLOAT);
    assertThat(DType.F64.readLong(data, 1)).isEqualTo(0);
  }
}
