package probe.geometry;

import java.util.List;

/**
 * Mean differences of two concepts at a time, each from the pairs that share no word with the other
 * concept: a common word alone makes directions alike.
 */
final class PairedDirections {
  private final int[][][] kept;

  /** Works out, for every ordered pair of {@code concepts}, which pairs are kept. */
  PairedDirections(List<TokenPairs> concepts) {
    int m = concepts.size();
    kept = new int[m][m][];
    for (int a = 0; a < m; a++) {
      for (int b = 0; b < m; b++) {
        if (a != b) {
          kept[a][b] = concepts.get(a).disjointFrom(concepts.get(b));
        }
      }
    }
  }

  /** Pairs of concept {@code a} that share no word with {@code b}. */
  int[] kept(int a, int b) {
    return kept[a][b];
  }

  /** The fewer of the pairs that either of the two keeps. */
  int fewest(int a, int b) {
    return Math.min(kept[a][b].length, kept[b][a].length);
  }

  /**
   * The cosine of the mean differences of {@code a} and {@code b}; 0 where one is zero.
   *
   * @param differences [concepts][pairs, d]
   * @param sums [concepts][d] sums of all differences
   */
  double cosine(double[][][] differences, double[][] sums, int a, int b) {
    double[] x = sum(differences[a], sums[a], kept[a][b]);
    double[] y = sum(differences[b], sums[b], kept[b][a]);
    double xy = 0;
    double xx = 0;
    double yy = 0;
    for (int j = 0; j < x.length; j++) {
      xy += x[j] * y[j];
      xx += x[j] * x[j];
      yy += y[j] * y[j];
    }
    return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : 0;
  }

  private static double[] sum(double[][] differences, double[] all, int[] which) {
    if (which.length == differences.length) {
      return all;
    }
    double[] out = new double[all.length];
    for (int i : which) {
      for (int j = 0; j < out.length; j++) {
        out[j] += differences[i][j];
      }
    }
    return out;
  }

  /** Sums of the differences of each concept: [concepts][d]. */
  static double[][] sums(double[][][] differences) {
    double[][] out = new double[differences.length][];
    for (int c = 0; c < out.length; c++) {
      out[c] = new double[differences[c][0].length];
      for (double[] difference : differences[c]) {
        for (int j = 0; j < out[c].length; j++) {
          out[c][j] += difference[j];
        }
      }
    }
    return out;
  }
}
