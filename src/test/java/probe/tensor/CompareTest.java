package probe.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.FloatBuffer;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CompareTest {
  @Test
  void aShareIsTheLargestDifferenceOverTheLargestValue() {
    assertThat(Compare.share(new float[] {1, -3.5f, 0}, new float[] {1, -4, 0.25f}))
        .isEqualTo(0.125, within(1e-12));
    assertThat(Compare.share(new float[] {0, 0}, new float[] {0, 0})).isZero();
  }

  @Test
  void aShareDoesNotDependOnTheScale() {
    SplittableRandom random = new SplittableRandom(3);
    for (int trial = 0; trial < 100; trial++) {
      float[] a = new float[20];
      float[] b = new float[20];
      float[] doubleA = new float[20];
      float[] doubleB = new float[20];
      for (int i = 0; i < a.length; i++) {
        a[i] = (float) random.nextGaussian();
        b[i] = (float) random.nextGaussian();
        doubleA[i] = 2 * a[i];
        doubleB[i] = 2 * b[i];
      }
      assertThat(Compare.share(doubleA, doubleB)).isEqualTo(Compare.share(a, b));
    }
  }

  @Test
  void nanIsNoSmallDifference() {
    assertThat(Compare.share(new float[] {Float.NaN, 1}, new float[] {1, 1})).isNaN();
    assertThat(Compare.isFinite(new float[] {1, Float.NaN}, 2)).isFalse();
    assertThat(Compare.isFinite(new float[] {1, Float.NEGATIVE_INFINITY}, 2)).isFalse();
    assertThat(Compare.isFinite(new float[] {Float.MAX_VALUE, Float.MAX_VALUE, Float.NaN}, 2))
        .isTrue();
  }

  @Test
  void differentLengthsAreRefused() {
    assertThatThrownBy(() -> Compare.share(new float[2], new float[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 != 3");
  }

  @Test
  void theFirstOfEqualMaximaIsTaken() {
    assertThat(Compare.argmax(new float[] {1, 5, 5})).isEqualTo(1);
  }

  @Test
  void copyingLeavesTheBufferWhereItWas() {
    FloatBuffer buffer = FloatBuffer.wrap(new float[] {1, 2, 3}).position(1);
    assertThat(Compare.copy(buffer)).containsExactly(2, 3);
    assertThat(buffer.position()).isEqualTo(1);
  }
}
