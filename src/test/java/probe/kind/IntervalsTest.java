package probe.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import probe.result.Estimate;
import probe.stats.Interval;

class IntervalsTest {
  private static double[] replicates(double from, double to) {
    return IntStream.rangeClosed(0, 1000).mapToDouble(i -> from + (to - from) * i / 1000).toArray();
  }

  @Test
  void movedToTheEstimateAndNoWider() {
    Interval plain = Intervals.shifted(0.5, replicates(0.4, 0.6), 12);
    Interval moved = Intervals.shifted(0.5, replicates(0.1, 0.3), 12);
    assertThat(moved.low()).isEqualTo(plain.low(), within(1e-12));
    assertThat(moved.high()).isEqualTo(plain.high(), within(1e-12));
    // 95 % of a uniform distribution and a little more, for the few clusters
    assertThat(moved.high() - moved.low()).isBetween(0.19, 0.2);
    assertThat(moved.estimate()).isEqualTo(0.5);
    assertThat(moved.clusters()).isEqualTo(12);
  }

  @Test
  void replicatesWithoutAValueAreLeftOut() {
    double[] some = replicates(0.4, 0.6);
    some[0] = Double.NaN;
    some[1000] = Double.NaN;
    Interval interval = Intervals.shifted(0.5, some, 12);
    assertThat(interval.defined()).isTrue();
    assertThat(interval.low() + interval.high()).isEqualTo(1, within(1e-9));
  }

  @Test
  void noneFromOneCluster() {
    for (double[] replicates : new double[][] {{}, replicates(0, 1)}) {
      Interval none = Intervals.shifted(0.3, replicates, 1);
      assertThat(none.defined()).isFalse();
      assertThat(none.low() > 0 || none.high() < 1).isFalse();
      assertNothingButTheValue(none, 0.3);
    }
  }

  @Test
  void noneFromReplicatesThatAreMostlyUndefined() {
    double[] some = replicates(0, 1);
    java.util.Arrays.fill(some, 0, 200, Double.NaN);
    assertNothingButTheValue(Intervals.shifted(0.3, some, 12), 0.3);
  }

  /** In the results ends and level belong together: all of them or none. */
  private static void assertNothingButTheValue(Interval interval, double value) {
    Estimate estimate = interval.named("x", "pairs");
    assertThat(estimate.value()).isEqualTo(value);
    assertThat(estimate.low()).isNull();
    assertThat(estimate.high()).isNull();
    assertThat(estimate.level()).isNull();
    assertThat(estimate.method()).startsWith("no interval: ");
  }

  @Test
  void lessAValue() {
    Interval less = Intervals.less(Intervals.shifted(0.5, replicates(0.4, 0.6), 12), 0.2);
    assertThat(less.estimate()).isEqualTo(0.3, within(1e-12));
    assertThat(less.low()).isBetween(0.2, 0.21);
    assertThat(less.high()).isBetween(0.39, 0.4);
    assertThat(less.level()).isEqualTo(0.95);
  }
}
