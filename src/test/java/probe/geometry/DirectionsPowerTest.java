package probe.geometry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import probe.stats.Distributions;
import probe.stats.PermutationTest;
import probe.stats.Summary;
import probe.tensor.Matrix;

/**
 * How often parallel pairs, orthogonal directions and directions that are not orthogonal are found,
 * and how often a cosine at the margin is called orthogonal. What was measured stands above each
 * check.
 */
class DirectionsPowerTest {
  private static final int MODELS = 400;
  private static final int VOCABULARY = 600;
  private static final int WIDTH = 24;
  private static final int DRAWS = 99;

  @Test
  void likePartnersWithAShiftAreFound() {
    // second word = half the first, half noise, and a shift of length 1 in noise of sd 1
    double[] found = linearity(0.5, 1);
    // .78, 1.00; with a shift of 2 both 1.00
    assertThat(found[0]).as("random pairs").isGreaterThan(0.65);
    assertThat(found[1]).as("shuffled partners").isGreaterThan(0.9);
  }

  @Test
  void aShiftBetweenUnrelatedPartnersIsNoPairing() {
    double[] found = linearity(0, 4);
    // 1.00, .05
    assertThat(found[0]).as("random pairs").isGreaterThan(0.9);
    assertThat(found[1]).as("shuffled partners").isBetween(0.02, 0.08);
  }

  @Test
  void likePartnersWithoutAShiftHaveNoCommonDirection() {
    double[] found = linearity(0.5, 0);
    // .05, 1.00
    assertThat(found[0]).as("random pairs").isBetween(0.02, 0.09);
    assertThat(found[1]).as("shuffled partners").isGreaterThan(0.9);
  }

  @Test
  void orthogonalDirectionsAreFound() {
    double[] found = orthogonality(0);
    // .72, .00
    assertThat(found[0]).as("called orthogonal").isGreaterThan(0.5);
    assertThat(found[1]).as("called not orthogonal").isLessThan(0.05);
  }

  @Test
  void aCosineAtTheMarginIsSeldomCalledOrthogonal() {
    double[] found = orthogonality(0.2);
    // .03, .05
    assertThat(found[0]).as("called orthogonal").isLessThan(0.08);
    assertThat(found[1]).as("called not orthogonal").isLessThan(0.09);
  }

  @Test
  void directionsThatAreNotOrthogonalAreFound() {
    double[] found = orthogonality(0.4);
    // .00, .91
    assertThat(found[0]).as("called orthogonal").isLessThan(0.02);
    assertThat(found[1]).as("called not orthogonal").isGreaterThan(0.8);
  }

  /** Twelve pairs of different words: to = like from + (1 - like) to + shift e_0. */
  private static double[] linearity(double like, double shift) {
    return rates(
        m -> {
          Matrix gamma = NullModels.unembedding(NullModels.Shape.ISOTROPIC, VOCABULARY, WIDTH, m);
          int[] words = words(24, m);
          TokenPairs pairs =
              new TokenPairs(
                  "planted", Arrays.copyOf(words, 12), Arrays.copyOfRange(words, 12, 24));
          float[] values = new float[VOCABULARY * WIDTH];
          gamma.copyRows(0, VOCABULARY, values);
          for (int i = 0; i < pairs.size(); i++) {
            int from = pairs.from()[i] * WIDTH;
            int to = pairs.to()[i] * WIDTH;
            for (int j = 0; j < WIDTH; j++) {
              values[to + j] = (float) ((1 - like) * values[to + j] + like * values[from + j]);
            }
            values[to] += (float) shift;
          }
          Space space = NullModels.space(Matrix.of(values, VOCABULARY, WIDTH));
          Linearity found = Linearity.of(space, pairs, DRAWS, 1, m);
          double[] shuffled = Objects.requireNonNull(found.shuffled());
          return new boolean[] {
            PermutationTest.p(found.statistic(), found.random()) <= 0.05,
            PermutationTest.p(found.statistic(), shuffled) <= 0.05
          };
        });
  }

  /**
   * Two concepts of twenty pairs, 256 dimensions, shifts of length 8 at an angle, after which words
   * are as long as before: else they would be matched with one another. The margin is .2, or the 95
   * % quantile of matched random words where that is more.
   */
  private static double[] orthogonality(double cosine) {
    int width = 256;
    return rates(
        m -> {
          int[] words = words(80, m);
          TokenPairs first =
              new TokenPairs("first", Arrays.copyOf(words, 20), Arrays.copyOfRange(words, 20, 40));
          TokenPairs second =
              new TokenPairs(
                  "second", Arrays.copyOfRange(words, 40, 60), Arrays.copyOfRange(words, 60, 80));
          double[] one = new double[width];
          one[0] = 1;
          double[] other = new double[width];
          other[0] = cosine;
          other[1] = Math.sqrt(1 - cosine * cosine);
          Matrix gamma = NullModels.unembedding(NullModels.Shape.ISOTROPIC, VOCABULARY, width, m);
          Space space = NullModels.space(moved(moved(gamma, first, one), second, other));
          Orthogonality found = Orthogonality.of(space, List.of(first, second), DRAWS, m);
          TrueCosine truth = found.truth().getFirst();
          double[] random = Arrays.stream(found.random()).mapToDouble(row -> row[0]).toArray();
          double bound = Math.max(0.2, Summary.of(random).q95());
          double size = Math.abs(truth.value());
          double half = Distributions.tQuantile(0.95, truth.freedom()) * truth.error();
          boolean beyond = PermutationTest.p(Math.abs(found.cosines()[0]), random) <= 0.05;
          return new boolean[] {size + half < bound, beyond && size - half > bound};
        });
  }

  private static Matrix moved(Matrix gamma, TokenPairs pairs, double[] direction) {
    Matrix planted = NullModels.planted(gamma, pairs, direction, 8);
    float[] values = new float[gamma.rows() * gamma.columns()];
    for (int v = 0; v < gamma.rows(); v++) {
      float[] before = gamma.row(v);
      float[] after = planted.row(v);
      double scale = Math.sqrt(square(before) / square(after));
      for (int j = 0; j < after.length; j++) {
        values[v * after.length + j] = (float) (scale * after[j]);
      }
    }
    return Matrix.of(values, gamma.rows(), gamma.columns());
  }

  private static double square(float[] row) {
    double sum = 0;
    for (float x : row) {
      sum += (double) x * x;
    }
    return sum;
  }

  private static int[] words(int count, long seed) {
    int[] order = IntStream.range(0, VOCABULARY).toArray();
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < count; i++) {
      int k = i + random.nextInt(VOCABULARY - i);
      int swap = order[i];
      order[i] = order[k];
      order[k] = swap;
    }
    return Arrays.copyOf(order, count);
  }

  private static double[] rates(IntFunction<boolean[]> test) {
    boolean[][] found =
        IntStream.range(0, MODELS).parallel().mapToObj(test).toArray(boolean[][]::new);
    double[] out = new double[found[0].length];
    Arrays.setAll(out, k -> Arrays.stream(found).filter(row -> row[k]).count() / (double) MODELS);
    return out;
  }
}
