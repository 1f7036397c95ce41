package probe.geometry;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import probe.stats.PermutationTest;

/** Hidden states of context pairs that know nothing of any unembedding. */
final class NullStates {
  private NullStates() {}

  /** What the states of a pair's two contexts have to do with each other. */
  enum Kind {
    /** Nothing but their template. */
    RANDOM,
    /** They differ by the same vector in every pair and every model, along the first dimensions. */
    CLASS_DIFFERENCE
  }

  /** Pairs in templates of two, every third with one of {@code tokens} as its difference. */
  static StatePairs pairs(Kind kind, int pairs, int width, int[] tokens, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] template = new double[(pairs + 1) / 2][width];
    for (double[] row : template) {
      Arrays.setAll(row, j -> random.nextGaussian());
    }
    double[][] left = new double[pairs][width];
    double[][] right = new double[pairs][width];
    int[] templates = new int[pairs];
    int[][] differing = new int[pairs][];
    for (int i = 0; i < pairs; i++) {
      templates[i] = i / 2;
      differing[i] =
          i % 3 == 0 && tokens.length > 0 ? new int[] {tokens[i % tokens.length]} : new int[0];
      for (int j = 0; j < width; j++) {
        double shift = kind == Kind.CLASS_DIFFERENCE ? 2.0 / (j + 1) : 0;
        left[i][j] = template[i / 2][j] + random.nextGaussian();
        right[i][j] = template[i / 2][j] + random.nextGaussian() + shift;
      }
    }
    return new StatePairs("contexts", left, right, templates, differing);
  }

  /** The same pairs with {@code strength} times {@code direction} added to the right states. */
  static StatePairs planted(StatePairs pairs, double[] direction, double strength) {
    double[][] right = Arrays.stream(pairs.right()).map(double[]::clone).toArray(double[][]::new);
    for (double[] row : right) {
      for (int j = 0; j < row.length; j++) {
        row[j] += strength * direction[j];
      }
    }
    return new StatePairs(pairs.name(), pairs.left(), right, pairs.templates(), pairs.differing());
  }

  /** Left and right states in one list: [2 pairs][d]. */
  static double[][] states(StatePairs pairs) {
    return java.util.stream.Stream.concat(Arrays.stream(pairs.left()), Arrays.stream(pairs.right()))
        .toArray(double[][]::new);
  }

  /** A random unit vector. */
  static double[] direction(int width, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return Vectors.normalise(
        IntStream.range(0, width).mapToDouble(j -> random.nextGaussian()).toArray());
  }

  /** (b + 1) / (B + 1) for a statistic that is large when the null hypothesis is wrong. */
  static double p(double observed, double[] draws) {
    return PermutationTest.p(observed, draws);
  }

  /** The same for one that is small. */
  static double pLess(double observed, double[] draws) {
    return p(-observed, Arrays.stream(draws).map(x -> -x).toArray());
  }

  /** Share of the rows in which {@code column} is set. */
  static double rate(List<boolean[]> rows, int column) {
    return (double) rows.stream().filter(r -> r[column]).count() / rows.size();
  }
}
