package probe.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class EquivalenceTest {
  private static final double[] X = {3.1, -.4, 1.7, 2.2, .9, 5.6, -1.3, 2.8};

  @Test
  void ofAMeanItIsTwoTTests() {
    // scipy 1.17.1: the larger p of ttest_1samp(X, 3, "less") and (X, -3, "greater"); interval of
    // 90 %
    Equivalence equivalence = Equivalence.of(mean(X), 3, .05);

    assertThat(equivalence.p()).isCloseTo(0.08359967536699249, within(1e-12));
    assertThat(equivalence.interval().low()).isCloseTo(0.3804670088689106, within(1e-11));
    assertThat(equivalence.interval().high()).isCloseTo(3.269532991131089, within(1e-11));
    assertThat(equivalence.shown()).isFalse();
    assertThat(equivalence.excluded()).isFalse();
    assertThat(Equivalence.of(mean(X), 4, .05).shown()).isTrue();
    assertThat(Equivalence.of(mean(X), .3, .05).excluded()).isTrue();
  }

  @Test
  void theIntervalIsWithinTheMarginExactlyWhenPIsAtMostAlpha() {
    SplittableRandom random = new SplittableRandom(9);
    for (int trial = 0; trial < 500; trial++) {
      double margin = random.nextDouble(0.1, 2);
      Equivalence equivalence =
          Equivalence.of(mean(Simulated.gaussians(random.nextInt(2, 20), random)), margin, .05);
      Interval interval = equivalence.interval();
      assertThat(equivalence.shown())
          .isEqualTo(interval.low() >= -margin && interval.high() <= margin);
      assertThat(equivalence.shown() && equivalence.excluded()).isFalse();
    }
  }

  @Test
  void theSignOfTheEstimateDoesNotMatter() {
    double[] negative = Arrays.stream(X).map(x -> -x).toArray();
    assertThat(Equivalence.of(mean(negative), 3, .05).p())
        .isEqualTo(Equivalence.of(mean(X), 3, .05).p());
  }

  @Test
  void clustersWithoutSpreadShowNothing() {
    Equivalence equivalence = Equivalence.of(mean(new double[] {0, 0, 0}), 0.5, .05);
    assertThat(equivalence.p()).isOne();
    assertThat(equivalence.excluded()).isFalse();
    assertThat(Equivalence.of(mean(new double[] {2, 2, 2}), 0.5, .05).excluded()).isFalse();
  }

  @Test
  void aMeanAtTheMarginIsRejectedAsOftenAsItSays() {
    for (int clusters : new int[] {8, 15, 50}) {
      double rate =
          Simulated.share(
              2000,
              51,
              random -> {
                double[] values = Simulated.gaussians(clusters, random);
                Arrays.setAll(values, i -> values[i] + 3);
                return Equivalence.of(mean(values), 3, .05).shown();
              });
      assertThat(rate).as("%d clusters", clusters).isBetween(.04, .06);
    }
  }

  @Test
  void aPairedDifferenceAtTheMarginIsRejectedAtMostAsOftenAsItSays() {
    for (int clusters : new int[] {8, 15, 50}) {
      assertThat(atMargin(Simulated.PAIRED, clusters)).isBetween(0.0, .065);
      assertThat(atMargin(Simulated.PAIRED_SKEWED, clusters)).isBetween(.03, .08);
    }
  }

  private static double atMargin(Simulated samples, int clusters) {
    return Simulated.share(
        2000,
        52,
        random ->
            Equivalence.of(
                    Jackknife.of(clusters, samples.sample(clusters, random)), samples.truth, .05)
                .shown());
  }

  /** Mean vectors of two concepts in 20 dimensions with a cosine of .3, from noisy pairs. */
  @Test
  void aCosineAtTheMarginIsRejectedAsOftenAsItSays() {
    for (int pairs : new int[] {8, 15, 50}) {
      double rate =
          Simulated.share(
              1000,
              53,
              random -> {
                double[][] a = noisy(pairs, 3, 0, random);
                double[][] b = noisy(pairs, 3 * .3, 3 * Math.sqrt(1 - .09), random);
                ToDoubleFunction<int[]> cosine = weights -> cosine(a, b, weights);
                return Equivalence.of(Jackknife.of(pairs, cosine), .3, .05).shown();
              });
      assertThat(rate).as("%d pairs", pairs).isBetween(.025, .08);
    }
  }

  private static double[][] noisy(int pairs, double x, double y, SplittableRandom random) {
    double[][] rows = new double[pairs][];
    for (int i = 0; i < pairs; i++) {
      rows[i] = Simulated.gaussians(20, random);
      rows[i][0] += x;
      rows[i][1] += y;
    }
    return rows;
  }

  private static double cosine(double[][] a, double[][] b, int[] weights) {
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int k = 0; k < 20; k++) {
      double x = 0;
      double y = 0;
      for (int i = 0; i < weights.length; i++) {
        x += weights[i] * a[i][k];
        y += weights[i] * b[i][k];
      }
      ab += x * y;
      aa += x * x;
      bb += y * y;
    }
    return ab / Math.sqrt(aa * bb);
  }

  private static Jackknife mean(double[] values) {
    return Jackknife.of(
        values.length, WeightedRatio.mean(values, Clusters.singletons(values.length)));
  }

  @Test
  void impossibleMarginsAndLevelsAreRefused() {
    for (double margin : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> Equivalence.of(mean(X), margin, .05))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("margin must be positive, got " + margin);
    }
    assertThatThrownBy(() -> Equivalence.of(mean(X), 1, .5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("alpha must be between 0 and 0.5, got 0.5");
  }
}
