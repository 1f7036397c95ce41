package probe.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class JackknifeTest {
  private static final double[] X = {3.1, -.4, 1.7, 2.2, .9, 5.6, -1.3, 2.8};
  private static final double[] K = {2, 5, 1, 3, 4, 2, 6, 3};

  @Test
  void ofAMeanItIsTheOneSampleTInterval() {
    // scipy 1.17.1: ttest_1samp(X, 0).confidence_interval(), and std(ddof=1) / sqrt(8)
    Jackknife mean = Jackknife.of(8, WeightedRatio.mean(X, Clusters.singletons(8)));

    assertThat(mean.estimate()).isCloseTo(1.825, within(1e-14));
    assertThat(mean.bias()).isCloseTo(0, within(1e-13));
    assertThat(mean.standardError()).isCloseTo(0.7624560877285231, within(1e-13));
    Interval interval = mean.interval(.95);
    assertThat(interval.low()).isCloseTo(0.022077844182578854, within(1e-11));
    assertThat(interval.high()).isCloseTo(3.6279221558174215, within(1e-11));
    assertThat(interval.method()).isEqualTo("jackknife, Student t");
  }

  @Test
  void ofARatioItIsTheFormula() {
    // numpy 2.4.6: loo = (x.sum() - x) / (k.sum() - k), 7 (loo.mean() - est), sqrt(7/8 sum of
    // squares)
    Jackknife ratio = Jackknife.of(8, WeightedRatio.ratio(X, K, Clusters.singletons(8)));

    assertThat(ratio.estimate()).isCloseTo(0.5615384615384615, within(1e-15));
    assertThat(ratio.bias()).isCloseTo(0.05429014011351074, within(1e-13));
    assertThat(ratio.standardError()).isCloseTo(0.3341514478139246, within(1e-13));
    assertThat(ratio.unbiased().estimate())
        .isCloseTo(0.5615384615384615 - 0.05429014011351074, within(1e-13));
    assertThat(ratio.unbiased().bias()).isZero();
  }

  /** The variance with n is too small by the variance with n - 1 over n: the classical example. */
  @Test
  void takingOffTheBiasOfTheVarianceDividesByOneLess() {
    SplittableRandom random = new SplittableRandom(7);
    for (int trial = 0; trial < 50; trial++) {
      int n = random.nextInt(3, 40);
      double[] values = Simulated.gaussians(n, random);
      Jackknife variance =
          Jackknife.of(
              n,
              weights -> {
                double count = Arrays.stream(weights).sum();
                double sum = 0;
                double squares = 0;
                for (int i = 0; i < n; i++) {
                  sum += weights[i] * values[i];
                  squares += weights[i] * values[i] * values[i];
                }
                return squares / count - sum / count * (sum / count);
              });
      double sd = Summary.of(values).sd();
      assertThat(variance.unbiased().estimate()).isCloseTo(sd * sd, within(1e-11));
    }
  }

  @Test
  void equalValuesHaveNoErrorNotARoundedOne() {
    assertThat(Jackknife.of(0.1, new double[] {0.1, 0.1 + 1e-17, 0.1 - 2e-17}).standardError())
        .isZero();
  }

  @Test
  void fewerThanTwoClustersAndNanAreRefused() {
    assertThatThrownBy(() -> Jackknife.of(1, new double[] {1}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a jackknife needs at least 2 clusters, got 1");
    assertThatThrownBy(() -> Jackknife.of(1, new double[] {1, Double.NaN}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("without cluster 1 the value is NaN");
    assertThatThrownBy(() -> Jackknife.of(Double.NaN, new double[] {1, 2}))
        .hasMessageContaining("estimate");
    assertThatThrownBy(() -> Jackknife.of(1, new double[] {1, 2}).interval(1.5))
        .hasMessage("level must be between 0 and 1, got 1.5");
  }
}
