package probe.stats;

import org.jspecify.annotations.Nullable;
import probe.result.Estimate;

/**
 * A number and the range that the data leave it.
 *
 * @param low lower end, or NaN where the data are too few for an interval
 * @param high upper end, or NaN likewise
 * @param level coverage, such as .95
 * @param clusters number of independent units
 * @param draws resamples that the interval rests on, or 0 for an interval without resampling
 * @param method how it was made; with NaN ends, why there are none
 */
public record Interval(
    double estimate,
    double low,
    double high,
    double level,
    int clusters,
    int draws,
    String method) {

  /** Whether the data were enough for an interval. */
  public boolean defined() {
    return !Double.isNaN(low) && !Double.isNaN(high);
  }

  /** Whether {@code value} is in the interval; false where there is none. */
  public boolean contains(double value) {
    return low <= value && value <= high;
  }

  /** The interval as a result, with {@code unit} naming the clusters. */
  public Estimate named(String name, String unit) {
    return new Estimate(
        name,
        finite(estimate),
        defined() ? finite(low) : null,
        defined() ? finite(high) : null,
        defined() ? level : null,
        clusters,
        unit,
        method);
  }

  private static @Nullable Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
