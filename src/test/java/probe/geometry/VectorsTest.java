package probe.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VectorsTest {
  private static double[] random(SplittableRandom random, int d) {
    double[] out = new double[d];
    for (int i = 0; i < d; i++) {
      out[i] = random.nextDouble(-10, 10);
    }
    return out;
  }

  @Test
  void threeFourFiveIsATriangle() {
    assertThat(Vectors.norm(new double[] {3, 4})).isEqualTo(5);
    assertThat(Vectors.normalise(new double[] {3, 4})).containsExactly(0.6, 0.8);
    assertThat(Vectors.dot(new double[] {1, 2, 3}, new double[] {4, -5, 6})).isEqualTo(12);
    assertThat(Vectors.difference(new float[] {1, 2}, new float[] {4, -2})).containsExactly(3, -4);
  }

  @Test
  void differencesAreTakenInFloat64() {
    // in float32, 1 - 1e-9 is 1
    double[] difference = Vectors.difference(new float[] {1e-9f}, new float[] {1});

    assertThat(difference[0]).isEqualTo(1 - (double) 1e-9f).isLessThan(1);
  }

  @Test
  void theCosineOfTwoVectorsLiesBetweenMinusOneAndOneAndIsSymmetric() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 200; i++) {
      int d = random.nextInt(1, 50);
      double[] a = random(random, d);
      double[] b = random(random, d);
      double[] before = a.clone();
      double cosine = Vectors.dot(Vectors.normalise(a), Vectors.normalise(b));
      assertThat(Math.abs(cosine)).isLessThanOrEqualTo(1 + 1e-12);
      assertThat(Vectors.dot(a, b)).isEqualTo(Vectors.dot(b, a));
      assertThat(Vectors.norm(Vectors.normalise(a))).isCloseTo(1, within(1e-12));
      assertThat(a).containsExactly(before);
    }
  }

  @Test
  void valuesAreThoseOfNumpy() {
    // numpy 2.4.6: a @ b, np.linalg.norm(a), a / np.linalg.norm(a)
    double[] a = {1.5, -2.25, 3, 0.125};
    double[] b = {-0.5, 4, 2.75, 8};

    assertThat(Vectors.dot(a, b)).isEqualTo(-0.5);
    assertThat(Vectors.norm(a)).isCloseTo(4.0408074688111535, within(1e-15));
    assertThat(Vectors.normalise(a))
        .containsExactly(
            new double[] {
              0.37121293493384755, -0.5568194024007713, 0.7424258698676951, 0.030934411244487297
            },
            within(1e-15));
  }

  @Test
  void vectorsOfDifferentLengthAreRefused() {
    assertThatThrownBy(() -> Vectors.dot(new double[2], new double[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("vector dimensions differ: 2 != 3");
    assertThatThrownBy(() -> Vectors.difference(new float[3], new float[1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("vector dimensions differ: 3 != 1");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void aVectorWithoutALengthHasNoDirection(double value) {
    assertThatThrownBy(() -> Vectors.normalise(new double[] {0, value}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has no direction");
  }
}
