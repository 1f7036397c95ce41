package probe.geometry;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The cosine of two concepts' directions as it would be with any number of pairs.
 *
 * <p>A direction from few pairs is noisy, and noise makes any two directions look orthogonal. Here
 * squared lengths are estimated from products of different pairs only (a U-statistic), so that the
 * noise of the pairs does not add to them: c = (mean_a . mean_b) / sqrt(U_a U_b). The standard
 * error is that of the delete-one-cluster jackknife over the pairs of both concepts.
 *
 * @param value c; NaN where a squared length is estimated as zero or less
 * @param error its standard error; NaN likewise
 * @param freedom degrees of freedom: the clusters of the smaller concept, less one
 */
public record TrueCosine(double value, double error, int freedom) {

  /**
   * Estimates c.
   *
   * @param a [n, d] differences of one concept
   * @param clustersOfA [n] cluster of each pair, from 0
   * @param b [m, d] differences of the other, with no word of the first
   */
  public static TrueCosine of(double[][] a, int[] clustersOfA, double[][] b, int[] clustersOfB) {
    double[][] aa = Linearity.gram(a);
    double[][] bb = Linearity.gram(b);
    double[][] ab = new double[a.length][b.length];
    for (int i = 0; i < a.length; i++) {
      for (int k = 0; k < b.length; k++) {
        ab[i][k] = Vectors.dot(a[i], b[k]);
      }
    }
    int groupsA = Arrays.stream(clustersOfA).max().orElse(-1) + 1;
    int groupsB = Arrays.stream(clustersOfB).max().orElse(-1) + 1;
    double all = cosine(aa, bb, ab, clustersOfA, clustersOfB, -1, -1);
    if (Double.isNaN(all) || groupsA < 3 || groupsB < 3) {
      return new TrueCosine(all, Double.NaN, Math.min(groupsA, groupsB) - 1);
    }
    double variance =
        variance(
                IntStream.range(0, groupsA)
                    .mapToDouble(g -> cosine(aa, bb, ab, clustersOfA, clustersOfB, g, -1))
                    .toArray())
            + variance(
                IntStream.range(0, groupsB)
                    .mapToDouble(g -> cosine(aa, bb, ab, clustersOfA, clustersOfB, -1, g))
                    .toArray());
    return new TrueCosine(all, Math.sqrt(variance), Math.min(groupsA, groupsB) - 1);
  }

  /** The delete-one jackknife: (n - 1) / n times the sum of squares about the mean. */
  private static double variance(double[] without) {
    double mean = Arrays.stream(without).average().orElse(Double.NaN);
    double sum = 0;
    for (double x : without) {
      sum += (x - mean) * (x - mean);
    }
    return sum * (without.length - 1) / without.length;
  }

  private static double cosine(
      double[][] aa,
      double[][] bb,
      double[][] ab,
      int[] clustersOfA,
      int[] clustersOfB,
      int leaveA,
      int leaveB) {
    double cross = 0;
    int count = 0;
    for (int i = 0; i < ab.length; i++) {
      for (int k = 0; k < ab[i].length; k++) {
        if (clustersOfA[i] != leaveA && clustersOfB[k] != leaveB) {
          cross += ab[i][k];
          count++;
        }
      }
    }
    double square = squaredLength(aa, clustersOfA, leaveA) * squaredLength(bb, clustersOfB, leaveB);
    boolean defined = squaredLength(aa, clustersOfA, leaveA) > 0 && square > 0;
    return defined ? cross / count / Math.sqrt(square) : Double.NaN;
  }

  /** Mean product of pairs of different clusters, without the cluster {@code leave}. */
  private static double squaredLength(double[][] gram, int[] clusters, int leave) {
    double sum = 0;
    int count = 0;
    for (int i = 0; i < gram.length; i++) {
      for (int k = 0; k < i; k++) {
        if (clusters[i] != clusters[k] && clusters[i] != leave && clusters[k] != leave) {
          sum += gram[i][k];
          count++;
        }
      }
    }
    return count == 0 ? Double.NaN : sum / count;
  }
}
