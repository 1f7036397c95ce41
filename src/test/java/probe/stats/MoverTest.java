package probe.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MoverTest {
  private static final double Z = 1.959963984540054;

  private static Interval normal(double mean, double error) {
    return new Interval(mean, mean - Z * error, mean + Z * error, 0.95, 10, 0, "normal");
  }

  @Test
  void ofNormalEstimatesADifferenceHasTheRootOfTheSumOfSquares() {
    Interval difference = Mover.difference(normal(3, 0.3), normal(1, 0.4));
    assertThat(difference.estimate()).isEqualTo(2);
    assertThat(difference.low()).isCloseTo(2 - Z * 0.5, within(1e-12));
    assertThat(difference.high()).isCloseTo(2 + Z * 0.5, within(1e-12));
    assertThat(difference.clusters()).isEqualTo(20);
  }

  @Test
  void ofTwoSharesItIsNewcombesHybridScoreInterval() {
    // Newcombe 1998, method 10, example (a): 56/70 less 48/80 is 0.2000 (0.0524 to 0.3339), from
    // Wilson's intervals of the two shares
    Interval difference =
        Mover.difference(
            BinomialInterval.wilson(56, 70, .95), BinomialInterval.wilson(48, 80, .95));
    assertThat(difference.estimate()).isCloseTo(0.2, within(1e-12));
    assertThat(difference.low()).isCloseTo(0.0524, within(5e-5));
    assertThat(difference.high()).isCloseTo(0.3339, within(5e-5));
  }

  @Test
  void ofNormalEstimatesARatioHasFiellersInterval() {
    double a = 3;
    double b = 2;
    double va = Z * Z * 0.3 * 0.3;
    double vb = Z * Z * 0.2 * 0.2;
    double root = Math.sqrt(a * b * a * b - (a * a - va) * (b * b - vb));
    Interval ratio = Mover.ratio(normal(a, 0.3), normal(b, 0.2));
    assertThat(ratio.estimate()).isEqualTo(1.5);
    assertThat(ratio.low()).isCloseTo((a * b - root) / (b * b - vb), within(1e-12));
    assertThat(ratio.high()).isCloseTo((a * b + root) / (b * b - vb), within(1e-12));
  }

  @Test
  void aRatioOfNegativesIsThatOfPositives() {
    Interval ratio = Mover.ratio(normal(3, 0.3), normal(2, 0.2));
    Interval turned = Mover.ratio(normal(-3, 0.3), normal(-2, 0.2));
    assertThat(turned.low()).isCloseTo(ratio.low(), within(1e-12));
    assertThat(turned.high()).isCloseTo(ratio.high(), within(1e-12));
  }

  @Test
  void anUpperEndOfTwiceTheDenominatorIsTheLimitOfItsNeighbours() {
    Interval wide = new Interval(2, 0.5, 4, 0.95, 5, 0, "");
    Interval wider = new Interval(2, 0.5, 4 + 1e-9, 0.95, 5, 0, "");
    Interval ratio = Mover.ratio(normal(3, 0.3), wide);
    assertThat(ratio.low()).isCloseTo(Mover.ratio(normal(3, 0.3), wider).low(), within(1e-7));
    assertThat(ratio.low()).isPositive();
  }

  @Test
  void aDenominatorThatMayBeZeroLeavesNoInterval() {
    Interval ratio = Mover.ratio(normal(3, 0.3), normal(0.2, 0.2));
    assertThat(ratio.defined()).isFalse();
    assertThat(ratio.estimate()).isCloseTo(15, within(1e-12));
    assertThat(ratio.method()).contains("may be 0");
  }

  @Test
  void theMeanOfOneIsThatOne() {
    Interval one = normal(3, 0.3);
    assertThat(Mover.mean(List.of(one))).isEqualTo(one);
    Interval mean = Mover.mean(List.of(normal(3, 0.3), normal(5, 0.4)));
    assertThat(mean.estimate()).isEqualTo(4);
    assertThat(mean.high() - mean.low()).isCloseTo(2 * Z * 0.25, within(1e-12));
  }

  @Test
  void aNegativeWeightTurnsTheEndsRound() {
    Interval skew = new Interval(1, 0.9, 2, 0.95, 5, 0, "");
    Interval turned = Mover.sum(List.of(skew), new double[] {-1});
    assertThat(turned.low()).isCloseTo(-2, within(1e-12));
    assertThat(turned.high()).isCloseTo(-0.9, within(1e-12));
  }

  @Test
  void differencesOfNormalEstimatesAreCoveredAsOftenAsSaid() {
    SplittableRandom random = new SplittableRandom(5);
    int covered = 0;
    for (int k = 0; k < 4000; k++) {
      Interval first = normal(2 + 0.3 * random.nextGaussian(), 0.3);
      Interval second = normal(1 + 0.7 * random.nextGaussian(), 0.7);
      covered += Mover.difference(first, second).contains(1) ? 1 : 0;
    }
    assertThat(covered / 4000.0).isCloseTo(0.95, within(0.012));
  }

  @Test
  void refusesEstimatesWithoutIntervalOrOfAnotherLevel() {
    Interval none = new Interval(1, Double.NaN, Double.NaN, 0.95, 1, 0, "none");
    assertThatThrownBy(() -> Mover.difference(normal(1, 1), none))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("needs an interval");
    Interval other = new Interval(1, 0, 2, 0.9, 1, 0, "");
    assertThatThrownBy(() -> Mover.ratio(normal(1, 1), other))
        .hasMessageContaining("different levels: 0.95 != 0.9");
    assertThatThrownBy(() -> Mover.sum(List.of(other), new double[2]))
        .hasMessageContaining("1 estimates for 2 weights");
  }
}
