package probe.geometry;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import probe.tensor.Matrix;

/** Categories over the tokens of null models, and means planted in their words. */
final class Categories {
  private Categories() {}

  /** Categories of {@code words} tokens each, from random tokens. */
  static WordGroups groups(String name, int children, int words, int vocabulary, long seed) {
    int[] order = IntStream.range(0, vocabulary).toArray();
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < children * words; i++) {
      int k = i + random.nextInt(vocabulary - i);
      int swap = order[i];
      order[i] = order[k];
      order[k] = swap;
    }
    return from(name, children, words, order);
  }

  /** Categories of consecutive entries of {@code tokens}. */
  static WordGroups from(String name, int children, int words, int[] tokens) {
    return new WordGroups(
        name,
        IntStream.range(0, children).mapToObj(c -> name + "-" + c).toList(),
        IntStream.range(0, children)
            .mapToObj(c -> Arrays.copyOfRange(tokens, c * words, (c + 1) * words))
            .toArray(int[][]::new));
  }

  /** The rows of {@code gamma} with {@code means[c]} added to the words of child c. */
  static Matrix planted(Matrix gamma, WordGroups groups, double[][] means) {
    int d = gamma.columns();
    float[] values = new float[gamma.rows() * d];
    gamma.copyRows(0, gamma.rows(), values);
    for (int c = 0; c < groups.size(); c++) {
      for (int token : groups.tokens()[c]) {
        for (int j = 0; j < means[c].length; j++) {
          values[token * d + j] += (float) means[c][j];
        }
      }
    }
    return Matrix.of(values, gamma.rows(), d);
  }

  /**
   * Means of a hierarchy: {@code share[c]} times a parent along the first axis, and something of
   * the child's own along an axis that no other child has.
   */
  static double[][] hierarchy(int d, double parent, double own, double... share) {
    double[][] out = new double[share.length][d];
    for (int c = 0; c < share.length; c++) {
      out[c][0] = parent * share[c];
      out[c][c + 1] = own;
    }
    return out;
  }
}
