package probe.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import probe.result.Estimate;
import probe.stats.ClusterBootstrap.Kind;

class ClusterBootstrapTest {
  @ParameterizedTest
  @CsvSource({ // scipy 1.17.1: ndtr(-sqrt(g / (g - 1)) * t.ppf(0.975, g - 1))
    "8, 0.0057375205170298775",
    "15, 0.013207173126811439",
    "40, 0.020257536362843834"
  })
  void expandedTailsAreHesterbergs(int clusters, double tail) {
    assertThat(Kind.EXPANDED.tail(0.95, clusters)).isCloseTo(tail, within(1e-12));
    assertThat(Kind.PERCENTILE.tail(0.95, clusters)).isCloseTo(0.025, within(1e-15));
  }

  @Test
  void endsAreQuantilesOfTheResamples() {
    double[] replicates = IntStream.rangeClosed(0, 1000).mapToDouble(i -> 1000 - i).toArray();

    Interval plain = ClusterBootstrap.interval(480, replicates, 15, 0.9, Kind.PERCENTILE);
    assertThat(plain.low()).isCloseTo(50, within(1e-9));
    assertThat(plain.high()).isCloseTo(950, within(1e-9));
    assertThat(plain.method()).isEqualTo("cluster bootstrap, percentile");

    Interval expanded = ClusterBootstrap.interval(480, replicates, 15, 0.95, Kind.EXPANDED);
    assertThat(expanded.low()).isCloseTo(13.207173126811439, within(1e-8));
    assertThat(expanded.high()).isCloseTo(1000 - 13.207173126811439, within(1e-8));
    assertThat(expanded.draws()).isEqualTo(1001);
    assertThat(expanded.estimate()).isEqualTo(480);
    assertThat(expanded.clusters()).isEqualTo(15);
  }

  /** Of a mean over G clusters, the bootstrap variance is known: the sum of squares over G^2. */
  @Test
  void theSpreadOfAMeanIsItsClosedForm() {
    double[] values = Simulated.gaussians(50, new SplittableRandom(5));
    Summary sample = Summary.of(values);

    Summary drawn =
        Summary.of(
            ClusterBootstrap.replicates(
                50, WeightedRatio.mean(values, Clusters.singletons(50)), 20_000, 1));

    double expected = sample.sd() * Math.sqrt(49 / 50.0) / Math.sqrt(50);
    assertThat(drawn.sd()).isCloseTo(expected, within(0.02 * expected));
    assertThat(drawn.mean()).isCloseTo(sample.mean(), within(4 * expected / Math.sqrt(20_000)));
  }

  @Test
  void theFastPathDrawsWhatTheWeightsDo() {
    SplittableRandom random = new SplittableRandom(6);
    int[] ids = random.ints(200, 0, 30).toArray();
    WeightedRatio ratio =
        WeightedRatio.ratio(
            Simulated.gaussians(200, random),
            random.doubles(200, 0, 1).toArray(),
            Clusters.of(ids));

    double[] fast = ClusterBootstrap.replicates(30, ratio, 300, 9);

    assertThat(ClusterBootstrap.replicates(30, weights -> ratio.applyAsDouble(weights), 300, 9))
        .containsExactly(fast, within(1e-12));
  }

  @Test
  void aClusterIsDrawnWithAllItsItems() {
    // two items that always come together are as good as one
    double[] values = {1, 1, 5, 5, 2, 2, 8, 8};
    Interval pairs = ClusterBootstrap.mean(values, new int[] {3, 3, 4, 4, 9, 9, 1, 1}, .95, 500, 2);
    Interval single =
        ClusterBootstrap.mean(new double[] {8, 1, 5, 2}, new int[] {1, 2, 3, 4}, .95, 500, 2);

    assertThat(pairs).isEqualTo(single);
    assertThat(pairs.clusters()).isEqualTo(4);
  }

  @Test
  void theSeedAloneDecidesNotTheNumberOfThreads() throws Exception {
    double[] values = Simulated.gaussians(100, new SplittableRandom(1));
    int[] ids = IntStream.range(0, 100).map(i -> i / 5).toArray();
    Interval here = ClusterBootstrap.mean(values, ids, 0.95, 1000, 12);

    try (ForkJoinPool one = new ForkJoinPool(1);
        ForkJoinPool five = new ForkJoinPool(5)) {
      assertThat(one.submit(() -> ClusterBootstrap.mean(values, ids, 0.95, 1000, 12)).get())
          .isEqualTo(here);
      assertThat(five.submit(() -> ClusterBootstrap.mean(values, ids, 0.95, 1000, 12)).get())
          .isEqualTo(here);
    }
    assertThat(ClusterBootstrap.mean(values, ids, 0.95, 1000, 13)).isNotEqualTo(here);
  }

  @Test
  void undefinedResamplesAreLeftOutUnlessThereAreMany() {
    // the denominator is 0 in resamples without either of the last clusters
    double[] top = {0, 0, 0, 0, 0, 0, 1, 2, 3, 4};
    double[] bottom = {0, 0, 0, 0, 0, 0, 1, 1, 1, 1};
    int[] ids = IntStream.range(0, 10).toArray();

    Interval some = ClusterBootstrap.ratio(top, bottom, ids, 0.95, 5000, 1);
    assertThat(some.draws() / 5000.0).isCloseTo(1 - Math.pow(0.6, 10), within(0.003));
    assertThat(some.defined()).isTrue();
    assertThat(some.low()).isBetween(1.0, 2.5);
    assertThat(some.high()).isBetween(2.5, 4.0);

    Interval none =
        ClusterBootstrap.ratio(
            new double[] {0, 0, 0, 0, 5},
            new double[] {0, 0, 0, 0, 1},
            new int[] {1, 2, 3, 4, 5},
            0.95,
            2000,
            1);
    assertThat(none.defined()).isFalse();
    assertThat(none.contains(5)).isFalse();
    assertThat(none.method()).matches("no interval: undefined in \\d+ of 2000 draws");
    Estimate estimate = none.named("share", "entities");
    assertThat(estimate.value()).isEqualTo(5);
    assertThat(estimate.low()).isNull();
    assertThat(estimate.high()).isNull();
  }

  @Test
  void anIntervalIsAnEstimate() {
    assertThat(new Interval(.5, .4, .7, .95, 12, 2000, "so").named("accuracy", "entities"))
        .isEqualTo(new Estimate("accuracy", .5, .4, .7, .95, 12, "entities", "so"));
  }

  @Test
  void equalClustersHaveAnIntervalOfNoWidth() {
    Interval interval =
        ClusterBootstrap.difference(
            new boolean[] {true, false}, new boolean[] {true, false}, new int[] {1, 2}, .95, 50, 1);
    assertThat(interval.low()).isZero();
    assertThat(interval.high()).isZero();
  }

  @Test
  void whatCannotBeResampledIsRefused() {
    double[] two = {1, 2};
    assertThatThrownBy(() -> ClusterBootstrap.mean(two, new int[] {7, 7}, .95, 100, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a bootstrap needs at least 2 clusters, got 1");
    assertThatThrownBy(() -> ClusterBootstrap.mean(two, new int[] {7, 8}, .95, 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a bootstrap needs at least 1 draw, got 0");
    assertThatThrownBy(() -> ClusterBootstrap.mean(two, new int[] {7, 8}, 1, 100, 1))
        .hasMessage("level must be between 0 and 1, got 1.0");
    assertThatThrownBy(() -> ClusterBootstrap.interval(2, Arrays::hashCode, Double.NaN, .9, 9, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the estimate must be a number, got NaN");
  }
}
