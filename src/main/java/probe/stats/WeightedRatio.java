package probe.stats;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/**
 * A ratio of two sums over items, such as a mean or an accuracy, as a function of how often each
 * cluster is drawn; NaN where that leaves nothing to divide by.
 */
public final class WeightedRatio implements ToDoubleFunction<int[]> {
  /** [2 G]: numerator and denominator of each cluster, side by side for the cache. */
  private final double[] sums;

  private WeightedRatio(double[] numerators, double[] denominators, Clusters clusters) {
    clusters.checkItems("numerators", numerators.length);
    clusters.checkItems("denominators", denominators.length);
    sums = new double[2 * clusters.count()];
    for (int i = 0; i < numerators.length; i++) {
      if (!Double.isFinite(numerators[i]) || !Double.isFinite(denominators[i])) {
        throw new IllegalArgumentException(
            "item " + i + " is " + numerators[i] + " / " + denominators[i]);
      }
      sums[2 * clusters.index()[i]] += numerators[i];
      sums[2 * clusters.index()[i] + 1] += denominators[i];
    }
  }

  /** Sum of numerators over sum of denominators. */
  public static WeightedRatio ratio(double[] numerators, double[] denominators, Clusters clusters) {
    return new WeightedRatio(numerators, denominators, clusters);
  }

  /** Mean over items. */
  public static WeightedRatio mean(double[] values, Clusters clusters) {
    double[] ones = new double[values.length];
    Arrays.fill(ones, 1);
    return new WeightedRatio(values, ones, clusters);
  }

  /** Accuracy of {@code first} less that of {@code second} on the same items. */
  public static WeightedRatio difference(boolean[] first, boolean[] second, Clusters clusters) {
    clusters.checkItems("second answers", second.length);
    clusters.checkItems("first answers", first.length);
    double[] differences = new double[first.length];
    Arrays.setAll(differences, i -> (first[i] ? 1 : 0) - (second[i] ? 1 : 0));
    return mean(differences, clusters);
  }

  /** Number of clusters. */
  public int clusters() {
    return sums.length / 2;
  }

  @Override
  public double applyAsDouble(int[] weights) {
    if (weights.length != clusters()) {
      throw new IllegalArgumentException(
          "weights and clusters differ in number: " + weights.length + " != " + clusters());
    }
    double numerator = 0;
    double denominator = 0;
    for (int g = 0; g < weights.length; g++) {
      numerator += weights[g] * sums[2 * g];
      denominator += weights[g] * sums[2 * g + 1];
    }
    return divide(numerator, denominator);
  }

  /** The ratio of a resample, without counting how often each cluster was drawn. */
  double resampled(SplittableRandom random) {
    int count = clusters();
    double numerator = 0;
    double denominator = 0;
    for (int i = 0; i < count; i++) {
      int g = random.nextInt(count);
      numerator += sums[2 * g];
      denominator += sums[2 * g + 1];
    }
    return divide(numerator, denominator);
  }

  private static double divide(double numerator, double denominator) {
    return denominator == 0 ? Double.NaN : numerator / denominator;
  }
}
