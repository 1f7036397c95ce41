package probe.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DTypeWritingTest {
  private static float written(DType dtype, float value) {
    MemorySegment data = MemorySegment.ofArray(new byte[16]);
    dtype.writeFloat(data, 1, value);
    return dtype.readFloat(data, 1);
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F64"})
  void floatsAreKept(DType dtype) {
    assertThat(written(dtype, 0.1f)).isEqualTo(0.1f);
  }

  @Test
  void bfloat16RoundsToTheNearestAndTiesToEven() {
    // eight bits of mantissa: 1 + 2^-7 is the next number after 1
    assertThat(written(DType.BF16, 1 + 0x1p-8f)).isEqualTo(1f);
    assertThat(written(DType.BF16, 1 + 3 * 0x1p-8f)).isEqualTo(1 + 2 * 0x1p-7f);
    assertThat(written(DType.BF16, 1 + 0x1.1p-8f)).isEqualTo(1 + 0x1p-7f);
    assertThat(written(DType.BF16, -1 - 0x1.1p-8f)).isEqualTo(-1 - 0x1p-7f);
    assertThat(written(DType.BF16, Float.NaN)).isNaN();
  }

  @ParameterizedTest
  @EnumSource(names = {"F16", "BF16"})
  void whatWasReadIsWrittenBackAsItWas(DType dtype) {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 1000; i++) {
      float value = written(dtype, (float) random.nextGaussian());

      assertThat(written(dtype, value)).isEqualTo(value);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F16", "BF16"})
  void infinityBeginsWhereRoundingLeavesTheRange(DType dtype) {
    float end = dtype.roundsToInfinityFrom();

    assertThat(written(dtype, end)).isInfinite();
    assertThat(written(dtype, Math.nextDown(end))).isFinite();
  }

  @Test
  void integersAreRefused() {
    assertThatThrownBy(() -> written(DType.I8, 1)).hasMessage("I8 holds integers, got 1.0");
  }
}
