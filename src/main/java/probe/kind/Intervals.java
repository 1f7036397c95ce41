package probe.kind;

import java.util.Arrays;
import probe.stats.ClusterBootstrap;
import probe.stats.Interval;

/** Intervals from bootstrap replicates. */
final class Intervals {
  private static final double LEVEL = 0.95;

  private Intervals() {}

  /**
   * A 95 % interval about {@code estimate}, for a statistic that resampling makes smaller or larger
   * as a whole: what the pairs of a resample agree on is noisier, because some of them stand in it
   * twice. The replicates are moved so that their mean is the estimate.
   */
  static Interval shifted(double estimate, double[] replicates, int clusters) {
    if (clusters < 2) {
      return new Interval(
          estimate,
          Double.NaN,
          Double.NaN,
          LEVEL,
          clusters,
          0,
          "no interval: everything hangs together, and a bootstrap needs two clusters");
    }
    double mean = Arrays.stream(replicates).filter(Double::isFinite).average().orElse(Double.NaN);
    if (clusters < 2 || !Double.isFinite(mean) || !Double.isFinite(estimate)) {
      return new Interval(
          estimate,
          Double.NaN,
          Double.NaN,
          LEVEL,
          clusters,
          0,
          clusters < 2 ? "no interval: nothing to resample" : "no interval: not defined");
    }
    double[] moved = Arrays.stream(replicates).map(x -> x - mean + estimate).toArray();
    return ClusterBootstrap.interval(
        estimate, moved, clusters, LEVEL, ClusterBootstrap.Kind.EXPANDED);
  }

  /** {@code interval} cut off at what the statistic cannot go beyond. */
  static Interval within(Interval interval, double least, double most) {
    return interval.defined()
        ? new Interval(
            interval.estimate(),
            Math.clamp(interval.low(), least, most),
            Math.clamp(interval.high(), least, most),
            interval.level(),
            interval.clusters(),
            interval.draws(),
            interval.method())
        : interval;
  }

  /** {@code interval} less {@code value}. */
  static Interval less(Interval interval, double value) {
    return new Interval(
        interval.estimate() - value,
        interval.low() - value,
        interval.high() - value,
        interval.level(),
        interval.clusters(),
        interval.draws(),
        interval.method());
  }
}
