package probe.geometry;

import java.util.Arrays;

/**
 * Variance of log-odds y[pair][context] = overall + pair + context + rest, each part by the method
 * of moments; without common words these are the estimates of the two-way analysis of variance
 * (Searle, Casella and McCulloch 1992).
 *
 * <p>The part of the context is the mean covariance, over contexts, of pairs that are not linked by
 * common words: a common word moves the log-odds of its pairs together in any model.
 *
 * @param pair variance between pairs
 * @param context variance of the effect that a context has on all pairs; negative by chance
 * @param within mean variance of a pair's log-odds over contexts: context and rest together
 */
public record LogOddsComponents(double pair, double context, double within) {

  /** What is neither the pair's nor the context's. */
  public double rest() {
    return within - context;
  }

  /** The share of a pair's variance over contexts that is common to all pairs; 0 of nothing. */
  public double share() {
    return within > 0 ? context / within : 0;
  }

  /** The components of {@code y} [pairs][contexts], pairs in clusters of {@code clusterOf}. */
  static LogOddsComponents of(double[][] y, int[] clusterOf) {
    int[] pairTimes = new int[Draws.count(clusterOf)];
    Arrays.fill(pairTimes, 1);
    int[] contextTimes = new int[y.length == 0 ? 0 : y[0].length];
    Arrays.fill(contextTimes, 1);
    return of(y, clusterOf, pairTimes, contextTimes);
  }

  /**
   * The components in a sample that has cluster g {@code pairTimes[g]} times and context c {@code
   * contextTimes[c]} times; no copy of a cluster is held against another copy.
   */
  static LogOddsComponents of(double[][] y, int[] clusterOf, int[] pairTimes, int[] contextTimes) {
    int contexts = contextTimes.length;
    double n = Arrays.stream(contextTimes).sum();
    double[][] sums = new double[pairTimes.length][contexts];
    int[] sizes = new int[pairTimes.length];
    double[] means = new double[y.length];
    double within = 0;
    double pairs = 0;
    double grand = 0;
    for (int i = 0; i < y.length; i++) {
      int g = clusterOf[i];
      if (pairTimes[g] == 0) {
        continue;
      }
      for (int c = 0; c < contexts; c++) {
        means[i] += contextTimes[c] * y[i][c];
      }
      means[i] /= n;
      double squares = 0;
      for (int c = 0; c < contexts; c++) {
        double x = y[i][c] - means[i];
        squares += contextTimes[c] * x * x;
        sums[g][c] += x;
      }
      sizes[g]++;
      pairs += pairTimes[g];
      within += pairTimes[g] * squares;
      grand += pairTimes[g] * means[i];
    }
    within /= pairs * (n - 1);
    double context = betweenClusters(sums, sizes, pairTimes, contextTimes) / (n - 1);
    double between = 0;
    for (int i = 0; i < y.length; i++) {
      double x = means[i] - grand / pairs;
      between += pairTimes[clusterOf[i]] * x * x;
    }
    double pair = between / (pairs - 1) - (within - context) / n;
    return new LogOddsComponents(pair, context, within);
  }

  /** Mean product of centred log-odds over all pairs of different clusters. */
  private static double betweenClusters(
      double[][] sums, int[] sizes, int[] pairTimes, int[] contextTimes) {
    double[] all = new double[contextTimes.length];
    double products = 0;
    double size = 0;
    double count = 0;
    for (int g = 0; g < sums.length; g++) {
      double m = (double) pairTimes[g] * sizes[g];
      size += m;
      count -= m * m;
      for (int c = 0; c < all.length && pairTimes[g] > 0; c++) {
        double x = pairTimes[g] * sums[g][c];
        all[c] += x;
        products -= contextTimes[c] * x * x;
      }
    }
    for (int c = 0; c < all.length; c++) {
      products += contextTimes[c] * all[c] * all[c];
    }
    count += size * size;
    // of one cluster only, nothing can be held against anything
    return count > 0.5 ? products / count : Double.NaN;
  }
}
