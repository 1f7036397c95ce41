package probe.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DTypeTest {
  private static MemorySegment bytes(String hex) {
    return MemorySegment.ofArray(HexFormat.of().parseHex(hex));
  }

  private static MemorySegment le(int size, java.util.function.Consumer<ByteBuffer> writer) {
    ByteBuffer buffer = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    writer.accept(buffer);
    return MemorySegment.ofArray(buffer.array());
  }

  // np.array([1, -2], dtype=...).tobytes().hex(); for uint8 254 and for bool [True, False]
  @ParameterizedTest
  @CsvSource({
    "I64, 0100000000000000feffffffffffffff, 1, -2",
    "I32, 01000000feffffff, 1, -2",
    "I16, 0100feff, 1, -2",
    "I8, 01fe, 1, -2",
    "U8, 01fe, 1, 254",
    "BOOL, 0100, 1, 0",
    "F64, 000000000000f03f00000000000000c0, 1, -2",
    "F32, 0000803f000000c0, 1, -2",
    "F16, 003c00c0, 1, -2",
    "BF16, 803f00c0, 1, -2"
  })
  void everyTypeIsReadAsAllThreeKindsOfNumber(DType dtype, String hex, long first, long second) {
    MemorySegment data = bytes(hex);

    assertThat(data.byteSize()).isEqualTo(2L * dtype.bytes());
    assertThat(dtype.readLong(data, 0)).isEqualTo(first);
    assertThat(dtype.readLong(data, 1)).isEqualTo(second);
    assertThat(dtype.readFloat(data, 0)).isEqualTo((float) first);
    assertThat(dtype.readFloat(data, 1)).isEqualTo((float) second);
    assertThat(dtype.readDouble(data, 0)).isEqualTo((double) first);
    assertThat(dtype.readDouble(data, 1)).isEqualTo((double) second);
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void onlyTheFourFloatTypesAreFloats(DType dtype) {
    boolean named = dtype.name().equals("BF16") || dtype.name().startsWith("F");

    assertThat(dtype.isFloat()).isEqualTo(named);
  }

  @Test
  void doublesKeepAllTheirBits() {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 200; i++) {
      double value = random.nextDouble(-1e6, 1e6);
      MemorySegment data = le(8, buffer -> buffer.putDouble(value));
      assertThat(DType.F64.readDouble(data, 0)).isEqualTo(value);
      assertThat(DType.F64.readFloat(data, 0)).isEqualTo((float) value);
    }
  }

  @Test
  void longsKeepAllTheirBits() {
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < 200; i++) {
      long value = random.nextLong();
      assertThat(DType.I64.readLong(le(8, buffer -> buffer.putLong(value)), 0)).isEqualTo(value);
    }
  }

  @Test
  void fractionsOfFloatsAreCutOff() {
    MemorySegment data = le(8, buffer -> buffer.putFloat(2.75f).putFloat(-2.75f));

    assertThat(DType.F32.readLong(data, 0)).isEqualTo(2);
    assertThat(DType.F32.readLong(data, 1)).isEqualTo(-2);
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void anElementBehindTheEndIsRefused(DType dtype) {
    MemorySegment data = MemorySegment.ofArray(new byte[2 * dtype.bytes()]);

    assertThatThrownBy(() -> dtype.readFloat(data, 2))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> dtype.readLong(data, -1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
