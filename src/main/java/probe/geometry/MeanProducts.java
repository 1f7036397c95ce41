package probe.geometry;

import java.util.Arrays;

/**
 * Products of the means of groups of words, each without bias: between groups the product of the
 * means, within a group the mean product of two different words (a U-statistic), so that no word is
 * held against itself.
 *
 * <p>Everything is worked out from the sums of the groups, so that leaving a word out costs nothing
 * in d.
 */
final class MeanProducts {
  private final int[] sizes;
  private final double[][] sums; // [groups, groups] products of the groups' sums
  private final double[] squares; // [groups] sums of the words' squared lengths
  private final double[][][] words; // [groups][words, groups] products of a word with a sum
  private final double[][] lengths; // [groups][words] squared lengths

  private MeanProducts(
      int[] sizes, double[][] sums, double[] squares, double[][][] words, double[][] lengths) {
    this.sizes = sizes;
    this.sums = sums;
    this.squares = squares;
    this.words = words;
    this.lengths = lengths;
  }

  /**
   * Works out the products.
   *
   * @param groups [groups][words, d], each with at least one word
   */
  static MeanProducts of(double[][][] groups) {
    double[][] sum = Arrays.stream(groups).map(MeanProducts::sum).toArray(double[][]::new);
    int[] sizes = Arrays.stream(groups).mapToInt(g -> g.length).toArray();
    double[][] lengths =
        Arrays.stream(groups)
            .map(g -> Arrays.stream(g).mapToDouble(x -> Vectors.dot(x, x)).toArray())
            .toArray(double[][]::new);
    double[][][] words =
        Arrays.stream(groups)
            .map(
                g ->
                    Arrays.stream(g)
                        .map(x -> Arrays.stream(sum).mapToDouble(s -> Vectors.dot(x, s)).toArray())
                        .toArray(double[][]::new))
            .toArray(double[][][]::new);
    double[] squares = Arrays.stream(lengths).mapToDouble(l -> Arrays.stream(l).sum()).toArray();
    return new MeanProducts(sizes, Linearity.gram(sum), squares, words, lengths);
  }

  int groups() {
    return sizes.length;
  }

  int size(int group) {
    return sizes[group];
  }

  /** The products of all words: [groups, groups]. */
  double[][] table() {
    double[][] out = new double[groups()][groups()];
    for (int a = 0; a < out.length; a++) {
      for (int b = 0; b < out.length; b++) {
        out[a][b] =
            a == b
                ? (sums[a][a] - squares[a]) / ((double) sizes[a] * (sizes[a] - 1))
                : sums[a][b] / ((double) sizes[a] * sizes[b]);
      }
    }
    return out;
  }

  /** The same without word {@code word} of {@code group}. */
  double[][] without(int group, int word) {
    double[][] out = table();
    double n = sizes[group] - 1.0;
    for (int b = 0; b < out.length; b++) {
      if (b != group) {
        out[group][b] = (sums[group][b] - words[group][word][b]) / (n * sizes[b]);
        out[b][group] = out[group][b];
      }
    }
    // |S - x|^2 - (q - |x|^2)
    double own = sums[group][group] - squares[group];
    own += 2 * (lengths[group][word] - words[group][word][group]);
    out[group][group] = own / (n * (n - 1));
    return out;
  }

  /** The mean row. */
  static double[] mean(double[][] rows) {
    double[] out = sum(rows);
    for (int j = 0; j < out.length; j++) {
      out[j] /= rows.length;
    }
    return out;
  }

  private static double[] sum(double[][] rows) {
    double[] out = new double[rows[0].length];
    for (double[] row : rows) {
      for (int j = 0; j < out.length; j++) {
        out[j] += row[j];
      }
    }
    return out;
  }
}
