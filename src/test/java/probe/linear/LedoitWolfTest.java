package probe.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import probe.algebra.Cholesky;
import probe.algebra.Dense;

class LedoitWolfTest {
  @Test
  void rowsOfEqualLengthOnTheAxesNeedNoShrinking() {
    // C is a multiple of I: nothing between it and its target
    Dense rows = Dense.of(new double[][] {{1, 0}, {-1, 0}, {0, 1}, {0, -1}});
    assertThat(LedoitWolf.of(rows).shrinkage()).isZero();
    assertThat(LedoitWolf.covariance(rows).values()).containsExactly(0.5, 0, 0, 0.5);
  }

  @Test
  void valuesAreThoseOfScikitLearn() {
    // scikit-learn 1.9.1: ledoit_wolf(X)
    Dense tall = Dense.of(LabelledRows.exact(40, 4).x());
    assertThat(LedoitWolf.of(tall).shrinkage()).isCloseTo(0.4674932030763648, within(1e-14));
    assertThat(LedoitWolf.covariance(tall).row(0))
        .containsExactly(
            new double[] {
              51.31058654514289, 0.22864510592908593, 4.158878083973591, -0.24162495910409926
            },
            within(1e-13));
    Dense wide = Dense.of(LabelledRows.exact(12, 30).x());
    assertThat(LedoitWolf.of(wide).shrinkage()).isCloseTo(0.7017419724039138, within(1e-14));
    assertThat(LabelledRows.firstFour(LedoitWolf.covariance(wide).row(0)))
        .containsExactly(
            new double[] {
              36.566191606436035, -0.3852499523116114, 1.8641126724755388, 0.584088637375669
            },
            within(1e-12));
  }

  @Test
  void theTraceIsKeptAndTheResultIsPositiveDefinite() {
    Dense rows = Dense.of(LabelledRows.gaussian(10, 60, 0, 1).x());
    LedoitWolf shrunk = LedoitWolf.of(rows);
    Dense covariance = LedoitWolf.covariance(rows);
    assertThat(shrunk.shrinkage()).isBetween(0.0, 1.0);
    assertThat(covariance.trace()).isCloseTo(60 * shrunk.mean(), within(1e-10));
    Cholesky.of(covariance);
  }

  @Test
  void oneColumnIsNotShrunk() {
    LedoitWolf shrunk = LedoitWolf.of(Dense.of(new double[][] {{1}, {2}, {6}}));
    assertThat(shrunk.shrinkage()).isZero();
    assertThat(shrunk.mean()).isCloseTo(14.0 / 3, within(1e-14));
  }

  @Test
  void noRowsAreRefused() {
    assertThatThrownBy(() -> LedoitWolf.of(Dense.zeros(0, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a covariance needs rows and columns, got Dense[0, 3]");
  }
}
