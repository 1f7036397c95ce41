package probe.stats;

import java.util.Arrays;

/**
 * A sample in a few numbers.
 *
 * @param n size
 * @param sd standard deviation with n - 1; 0 for one value
 * @param q05 5 % quantile, interpolated between order statistics (type 7 of Hyndman and Fan)
 */
public record Summary(
    int n, double mean, double sd, double min, double q05, double median, double q95, double max) {

  /**
   * Summarises {@code values}.
   *
   * @throws IllegalArgumentException for an empty sample or one with NaN
   */
  public static Summary of(double[] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("a sample of no values has no summary");
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    if (Double.isNaN(sorted[sorted.length - 1])) {
      throw new IllegalArgumentException("a sample with NaN has no summary");
    }
    double mean = Arrays.stream(sorted).sum() / sorted.length;
    double squares = 0;
    for (double x : sorted) {
      squares += (x - mean) * (x - mean);
    }
    return new Summary(
        sorted.length,
        mean,
        sorted.length > 1 ? Math.sqrt(squares / (sorted.length - 1)) : 0,
        sorted[0],
        quantile(sorted, 0.05),
        quantile(sorted, 0.5),
        quantile(sorted, 0.95),
        sorted[sorted.length - 1]);
  }

  /** Quantile {@code p} of ascending values, by linear interpolation. */
  static double quantile(double[] sorted, double p) {
    double at = p * (sorted.length - 1);
    int low = (int) Math.floor(at);
    int high = Math.min(low + 1, sorted.length - 1);
    return sorted[low] + (at - low) * (sorted[high] - sorted[low]);
  }
}
