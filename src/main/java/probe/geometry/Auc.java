package probe.geometry;

import java.util.Arrays;

/**
 * The area under the ROC curve, ties counted as a half: the chance that a value of the second class
 * is the larger of two (Hanley and McNeil 1982).
 *
 * @param wins [clusters][clusters] pairs that are won, second class by rows, first class by columns
 * @param sizes [clusters] values of either class
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Auc(double[][] wins, int[] sizes) {

  /** The area for {@code second} [m] against {@code first} [n]; NaN where either is empty. */
  static double of(double[] first, double[] second) {
    double[] sorted = first.clone();
    Arrays.sort(sorted);
    double sum = 0;
    for (double x : second) {
      sum += below(sorted, x, false) + below(sorted, x, true);
    }
    return first.length == 0 ? Double.NaN : sum / (2.0 * first.length * second.length);
  }

  // binary search: how many of the ascending values are less than x, or at most x
  private static int below(double[] sorted, double x, boolean orEqual) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < x || (orEqual && sorted[middle] == x)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /**
   * Counts won pairs by cluster, so that any sample of the clusters is quickly judged.
   *
   * @param first [n]
   * @param second [n]
   * @param clusterOf [n] cluster of the n-th value of both
   */
  static Auc of(double[] first, double[] second, int[] clusterOf) {
    int clusters = Draws.count(clusterOf);
    double[][] wins = new double[clusters][clusters];
    int[] sizes = new int[clusters];
    for (int i = 0; i < second.length; i++) {
      sizes[clusterOf[i]]++;
      double[] row = wins[clusterOf[i]];
      for (int k = 0; k < first.length; k++) {
        row[clusterOf[k]] += second[i] > first[k] ? 1 : second[i] == first[k] ? 0.5 : 0;
      }
    }
    return new Auc(wins, sizes);
  }

  /** The area in a sample that has cluster c {@code times[c]} times. */
  double of(int[] times) {
    double won = 0;
    double n = 0;
    for (int c = 0; c < wins.length; c++) {
      n += (double) times[c] * sizes[c];
      if (times[c] > 0) {
        double row = 0;
        for (int e = 0; e < wins.length; e++) {
          row += times[e] * wins[c][e];
        }
        won += times[c] * row;
      }
    }
    return won / (n * n);
  }
}
