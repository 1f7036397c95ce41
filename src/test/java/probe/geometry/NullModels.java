package probe.geometry;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import probe.tensor.Matrix;

/** Random unembeddings in which no concept is planted, and concepts over their tokens. */
public final class NullModels {
  private NullModels() {}

  /** What the rows of a random unembedding are like. */
  public enum Shape {
    /** Every direction alike. */
    ISOTROPIC,
    /** Standard deviations fall as the square root of the rank, and the mean is far from zero. */
    POWER_LAW,
    /** Tokens of low number are up to five times as long, isotropic. */
    FREQUENCY,
    /** Both of the above. */
    POWER_LAW_AND_FREQUENCY
  }

  /** A random unembedding [vocabulary, width]. */
  public static Matrix unembedding(Shape shape, int vocabulary, int width, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    boolean spectrum = shape == Shape.POWER_LAW || shape == Shape.POWER_LAW_AND_FREQUENCY;
    boolean frequency = shape == Shape.FREQUENCY || shape == Shape.POWER_LAW_AND_FREQUENCY;
    float[] values = new float[vocabulary * width];
    for (int v = 0; v < vocabulary; v++) {
      double length = frequency ? 1 + 4 * Math.exp(-8.0 * v / vocabulary) : 1;
      for (int j = 0; j < width; j++) {
        double scale = spectrum ? 1 / Math.sqrt(j + 1) : 1;
        double mean = spectrum && j < 3 ? 1 : 0;
        values[v * width + j] = (float) (mean + length * scale * random.nextGaussian());
      }
    }
    return Matrix.of(values, vocabulary, width);
  }

  /** A space over it, in which every token is declared. */
  public static Space space(Matrix gamma) {
    return new Space("euclidean", gamma, IntStream.range(0, gamma.rows()).toArray());
  }

  /**
   * Concepts over tokens of low number; every fourth pair of a concept shares its second word with
   * the pair before, and neighbouring concepts share a few words.
   */
  public static List<TokenPairs> concepts(int concepts, int pairs, int vocabulary, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] order = IntStream.range(0, vocabulary).toArray();
    // frequent tokens first, with some disorder
    double[] key = new double[vocabulary];
    for (int v = 0; v < vocabulary; v++) {
      key[v] = v + vocabulary * 0.3 * random.nextDouble();
    }
    Integer[] sorted = IntStream.of(order).boxed().toArray(Integer[]::new);
    java.util.Arrays.sort(sorted, java.util.Comparator.comparingDouble(v -> key[v]));
    int next = 0;
    int carried = -1;
    List<TokenPairs> out = new ArrayList<>();
    for (int c = 0; c < concepts; c++) {
      int[] from = new int[pairs];
      int[] to = new int[pairs];
      for (int i = 0; i < pairs; i++) {
        from[i] = i == 0 && carried >= 0 ? carried : sorted[next++];
        to[i] = i % 4 == 3 ? to[i - 1] : sorted[next++];
      }
      carried = to[0];
      out.add(new TokenPairs("concept-" + c, from, to));
    }
    return out;
  }

  /**
   * The rows of {@code gamma} with a concept added: a multiple of one direction to each second
   * word.
   */
  public static Matrix planted(
      Matrix gamma, TokenPairs pairs, double[] direction, double strength) {
    float[] values = new float[gamma.rows() * gamma.columns()];
    gamma.copyRows(0, gamma.rows(), values);
    for (int token : IntStream.of(pairs.to()).distinct().toArray()) {
      for (int j = 0; j < direction.length; j++) {
        values[token * gamma.columns() + j] += (float) (strength * direction[j]);
      }
    }
    return Matrix.of(values, gamma.rows(), gamma.columns());
  }
}
