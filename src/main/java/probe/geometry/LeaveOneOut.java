package probe.geometry;

import java.util.Arrays;

/**
 * Each pair's difference against the direction of the pairs that it shares no word with.
 *
 * <p>With distinct words this is the leave-one-out projection of Park, Choe and Veitch (arXiv
 * 2311.03658). A common word alone gives two differences a cosine of about .5, so pairs that share
 * one with the pair in question are left out with it.
 */
final class LeaveOneOut {
  private LeaveOneOut() {}

  /** The fewest other pairs that a direction may be made from. */
  private static final int FEWEST_OTHERS = 2;

  /**
   * Cosines with the sum of the others.
   *
   * @param differences [n, d]
   * @param sharing [n] pairs to leave out beside the pair itself
   * @return [n]; NaN where fewer than two pairs are left, or where the cosine is not defined
   */
  static double[] cosines(double[][] differences, int[][] sharing) {
    int n = differences.length;
    double[] out = new double[n];
    if (n == 0) {
      return out;
    }
    int d = differences[0].length;
    double[] sum = new double[d];
    for (double[] difference : differences) {
      for (int j = 0; j < d; j++) {
        sum[j] += difference[j];
      }
    }
    double[] others = new double[d];
    for (int i = 0; i < n; i++) {
      if (n - 1 - sharing[i].length < FEWEST_OTHERS) {
        out[i] = Double.NaN;
        continue;
      }
      double[] own = differences[i];
      for (int j = 0; j < d; j++) {
        others[j] = sum[j] - own[j];
      }
      for (int k : sharing[i]) {
        for (int j = 0; j < d; j++) {
          others[j] -= differences[k][j];
        }
      }
      double product = 0;
      double square = 0;
      double ownSquare = 0;
      for (int j = 0; j < d; j++) {
        product += others[j] * own[j];
        square += others[j] * others[j];
        ownSquare += own[j] * own[j];
      }
      out[i] = square > 0 && ownSquare > 0 ? product / Math.sqrt(square * ownSquare) : Double.NaN;
    }
    return out;
  }

  /** The mean of the cosines that are defined, or NaN where none is. */
  static double mean(double[] cosines) {
    return Arrays.stream(cosines).filter(x -> !Double.isNaN(x)).average().orElse(Double.NaN);
  }

  /**
   * The mean cosine of a weighted sample of the pairs, from their Gram matrix: pair i stands {@code
   * weight[i]} times in it, and no copy of a pair is held against another copy.
   *
   * @param gram [n, n] products of the differences
   */
  static double weightedMean(double[][] gram, int[][] sharing, int[] weight) {
    int n = gram.length;
    double[] product = new double[n];
    double total = 0;
    for (int i = 0; i < n; i++) {
      double sum = 0;
      double[] row = gram[i];
      for (int k = 0; k < n; k++) {
        sum += weight[k] * row[k];
      }
      product[i] = sum;
      total += weight[i] * sum;
    }
    double sum = 0;
    int count = 0;
    for (int i = 0; i < n; i++) {
      if (weight[i] == 0 || n - 1 - sharing[i].length < FEWEST_OTHERS) {
        continue;
      }
      double cross = product[i] - weight[i] * gram[i][i];
      double removed = weight[i] * product[i];
      double inner = (double) weight[i] * weight[i] * gram[i][i];
      for (int k : sharing[i]) {
        cross -= weight[k] * gram[i][k];
        removed += weight[k] * product[k];
        inner += 2.0 * weight[i] * weight[k] * gram[i][k];
        for (int l : sharing[i]) {
          inner += (double) weight[k] * weight[l] * gram[k][l];
        }
      }
      double square = total - 2 * removed + inner;
      if (square > 0 && gram[i][i] > 0) {
        sum += weight[i] * cross / Math.sqrt(square * gram[i][i]);
        count += weight[i];
      }
    }
    return count == 0 ? Double.NaN : sum / count;
  }
}
