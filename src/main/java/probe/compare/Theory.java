package probe.compare;

import java.util.Arrays;
import probe.ProbeException;
import probe.stats.Interval;
import probe.stats.PredictionInterval;

/**
 * What the toy gives for a statistic.
 *
 * @param interval the mean over seeds, and where one more seed would fall
 * @param setup which toy, with its sizes
 */
public record Theory(Interval interval, String setup) {
  static final double LEVEL = 0.95;

  /** Of a prediction that nothing was measured for. */
  static final Theory NOT_ASKED =
      new Theory(
          new Interval(Double.NaN, Double.NaN, Double.NaN, LEVEL, 0, 0, "not asked"),
          "not trained here, as nothing was measured; see probe compare");

  /** "10 seeds", or that there are none. */
  String source() {
    return interval.clusters() == 0 ? "solved" : interval.clusters() + " seeds";
  }

  /** A value that depends on no seed. */
  static Theory exact(double value, String setup) {
    return new Theory(new Interval(value, value, value, LEVEL, 0, 0, "exact"), setup);
  }

  /**
   * From one value a seed.
   *
   * @throws ProbeException if fewer than two are numbers
   */
  static Theory over(double[] seeds, String setup) {
    double[] values = Arrays.stream(seeds).filter(Double::isFinite).toArray();
    if (values.length < 2) {
      throw ProbeException.numeric(
          "%s: %d of %d seeds gave a number, 2 are needed"
              .formatted(setup, values.length, seeds.length));
    }
    return new Theory(PredictionInterval.of(values, LEVEL), setup);
  }
}
