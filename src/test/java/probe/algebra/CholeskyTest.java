package probe.algebra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CholeskyTest {
  @Test
  void twoByTwo() {
    Cholesky cholesky = Cholesky.of(Dense.of(new double[][] {{4, 2}, {2, 3}}));
    assertThat(cholesky.solve(new double[] {8, 8}))
        .containsExactly(new double[] {1, 2}, within(1e-15));
    assertThat(cholesky.logDeterminant()).isCloseTo(Math.log(8), within(1e-15));
  }

  @Test
  void valuesAreThoseOfNumpy() {
    // numpy 2.4.6: np.linalg.solve(C, [1, 2, 3, 4]), np.linalg.slogdet(C)[1]
    Cholesky cholesky = Cholesky.of(Gram.covariance(Samples.small(), Gram.all(Samples.small())));
    assertThat(cholesky.solve(new double[] {1, 2, 3, 4}))
        .containsExactly(
            new double[] {
              0.01441909495201229, 0.07211112995217916, 0.12911032460248287, 0.2043983219632556
            },
            within(1e-15));
    assertThat(cholesky.logDeterminant()).isCloseTo(14.561017959042845, within(1e-13));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 64, 65, 400})
  void solutionsMultiplyBackToTheRightHandSides(int n) {
    Dense a = Samples.gaussian(2 * n, n, 1).gram();
    Dense b = Samples.gaussian(130, n, 2);
    Dense x = Cholesky.of(a).solve(b);
    assertThat(Samples.largestDifference(x.multiply(a), b)).isLessThan(1e-9);
  }

  @Test
  void whatIsNotPositiveDefiniteIsRefused() {
    assertThatThrownBy(() -> Cholesky.of(Dense.of(new double[][] {{1, 2}, {2, 1}})))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "matrix [2, 2] is not positive definite: its leading minor of order 2 is not positive;"
                + " add a ridge to the diagonal");
    assertThatThrownBy(() -> Cholesky.of(Dense.of(new double[][] {{Double.NaN}})))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("matrix [1, 1] is not positive definite");
    assertThatThrownBy(() -> Cholesky.of(Dense.zeros(1, 2)))
        .hasMessage("a symmetric matrix is square, got [1, 2]");
    assertThatThrownBy(() -> Cholesky.of(Dense.identity(2)).solve(new double[3]))
        .hasMessage("vector dimensions differ: 3 != 2");
  }
}
