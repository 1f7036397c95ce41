package probe.algebra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SymmetricTest {
  @Test
  void twoByTwo() {
    Symmetric.Eigen eigen = Symmetric.eigen(Dense.of(new double[][] {{2, -1}, {-1, 2}}));
    assertThat(eigen.values()).containsExactly(new double[] {3, 1}, within(1e-15));
    double half = Math.sqrt(0.5);
    assertThat(Math.abs(eigen.vectors().at(0, 0))).isCloseTo(half, within(1e-15));
    assertThat(eigen.vectors().row(1)).containsExactly(new double[] {half, half}, within(1e-15));
  }

  @Test
  void valuesAreThoseOfNumpy() {
    // numpy 2.4.6: np.linalg.eigh(np.cov(X.T, bias=True)), reversed, signs fixed
    Symmetric.Eigen eigen =
        Symmetric.eigen(Gram.covariance(Samples.small(), Gram.all(Samples.small())));
    assertThat(eigen.values())
        .containsExactly(
            new double[] {
              63.115861593718726, 51.14471787452329, 31.483787833235088, 20.736882698522912
            },
            within(1e-12));
    assertThat(eigen.vectors().values())
        .containsExactly(
            new double[] {
              0.19489061608805958, 0.08981539671700611, 0.8349440545470603, -0.5067733892479938,
              0.9802798028955845, 0.0008860937394348511, -0.15299960844852964, 0.12506735260440754,
              -0.01517756659547641, 0.98918024332152, -0.1355905458803047, -0.05391930602761396,
              -0.02896199696240291, 0.1159950670193794, 0.5109547430634073, 0.851252957527976
            },
            within(1e-13));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 63, 256, 513, 800})
  void vectorsAreOrthonormalAndRebuildTheMatrix(int n) {
    Dense a = Samples.gaussian(n + 5, n, n).gram();
    Symmetric.Eigen eigen = Symmetric.eigen(a);
    Dense v = eigen.vectors();
    assertThat(Samples.largestDifference(v.outerGram(), Dense.identity(n))).isLessThan(1e-12);
    Dense rebuilt = v.transpose().multiply(Dense.diagonal(eigen.values())).multiply(v);
    assertThat(Samples.largestDifference(rebuilt, a)).isLessThan(1e-12 * a.trace());
    double[] sorted = eigen.values().clone();
    Arrays.sort(sorted);
    for (int i = 0; i < n; i++) {
      assertThat(eigen.values()[i]).isEqualTo(sorted[n - 1 - i]);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-300, 1e-200, 1e200, 1e300})
  void entriesOfAnySizeAreNoTrouble(double size) {
    Dense a = Dense.of(new double[][] {{2 * size, -size}, {-size, 2 * size}});
    double[] values = Symmetric.eigen(a).values();
    assertThat(values[0] / size).isCloseTo(3, within(1e-14));
    assertThat(values[1] / size).isCloseTo(1, within(1e-14));
  }

  @Test
  void zerosHaveZeros() {
    assertThat(Symmetric.eigen(Dense.zeros(3, 3)).values()).containsExactly(0, 0, 0);
    assertThat(Symmetric.eigen(Dense.zeros(0, 0)).values()).isEmpty();
  }

  @Test
  void whatHasNoEigenvaluesIsRefused() {
    assertThatThrownBy(() -> Symmetric.eigen(Dense.zeros(2, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a symmetric matrix is square, got [2, 3]");
    assertThatThrownBy(() -> Symmetric.eigen(new Dense(1, 1, new double[] {Double.NaN})))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Dense[1, 1] has an entry that is NaN");
  }
}
