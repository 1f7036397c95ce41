package probe.stats;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;

/**
 * What leaving out one cluster at a time says of a smooth statistic (Efron and Tibshirani 1993,
 * chapter 11); it fails for medians and other quantiles.
 *
 * @param bias (G - 1) (mean of the left-out values - estimate)
 * @param standardError sqrt((G - 1) / G * sum of squares of the left-out values about their mean)
 */
public record Jackknife(double estimate, double bias, double standardError, int clusters) {

  /** From the values without each cluster in turn. */
  public static Jackknife of(double estimate, double[] leftOut) {
    int count = leftOut.length;
    if (count < 2) {
      throw new IllegalArgumentException("a jackknife needs at least 2 clusters, got " + count);
    }
    if (!Double.isFinite(estimate)) {
      throw new IllegalArgumentException("the estimate must be a number, got " + estimate);
    }
    double largest = 0;
    for (int g = 0; g < count; g++) {
      if (!Double.isFinite(leftOut[g])) {
        throw new IllegalArgumentException("without cluster " + g + " the value is " + leftOut[g]);
      }
      largest = Math.max(largest, Math.abs(leftOut[g]));
    }
    double mean = Arrays.stream(leftOut).sum() / count;
    double squares = Arrays.stream(leftOut).map(x -> (x - mean) * (x - mean)).sum();
    double error = Math.sqrt(squares * (count - 1) / count);
    return new Jackknife(
        estimate,
        (count - 1) * (mean - estimate),
        error > 1e-12 * largest ? error : 0, // else it is rounding
        count);
  }

  /**
   * Of a statistic of how often each cluster is there, such as {@link WeightedRatio} or {@link
   * Auc#weighted}.
   */
  public static Jackknife of(int clusters, ToDoubleFunction<int[]> statistic) {
    int[] weights = new int[clusters];
    Arrays.fill(weights, 1);
    double estimate = statistic.applyAsDouble(weights);
    double[] leftOut = new double[clusters];
    for (int g = 0; g < clusters; g++) {
      weights[g] = 0;
      leftOut[g] = statistic.applyAsDouble(weights);
      weights[g] = 1;
    }
    return of(estimate, leftOut);
  }

  /** The same with the bias taken off the estimate. */
  public Jackknife unbiased() {
    return new Jackknife(estimate - bias, 0, standardError, clusters);
  }

  /** estimate +- t(G - 1) standard errors. */
  public Interval interval(double level) {
    Distributions.checkShare("level", level);
    double half = -Distributions.tQuantile((1 - level) / 2, clusters - 1.0) * standardError;
    return new Interval(
        estimate, estimate - half, estimate + half, level, clusters, 0, "jackknife, Student t");
  }
}
