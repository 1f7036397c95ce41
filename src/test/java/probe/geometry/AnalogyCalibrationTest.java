package probe.geometry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import probe.tensor.Matrix;

/** How often the tests of analogies reject where they should not, and where they should. */
class AnalogyCalibrationTest {
  private static final int MODELS = 600;
  private static final int VOCABULARY = 400;
  private static final int DRAWS = 59;
  private static final int WIDTH = 24;

  @ParameterizedTest
  @EnumSource
  void nullModels(NullModels.Shape shape) {
    boolean[][] rejected =
        models(
            MODELS,
            m ->
                tests(
                    NullModels.unembedding(shape, VOCABULARY, WIDTH, m),
                    NullModels.concepts(1, 8, VOCABULARY, m).getFirst(),
                    m));

    assertThat(rate(rejected, 0)).as("random words").isBetween(0.02, 0.08);
    assertThat(rate(rejected, 1)).as("shuffled offsets").isBetween(0.02, 0.08);
  }

  @Test
  void plantedAnalogiesAreFound() {
    // second word = half the first, half noise, and a shift of length 4 in noise of sd 1
    boolean[][] found = models(200, m -> planted(m, 0.5, 4));

    assertThat(rate(found, 0)).as("random words").isGreaterThan(0.6);
    assertThat(rate(found, 1)).as("shuffled offsets").isGreaterThan(0.6);
  }

  @Test
  void likePartnersWithoutAShiftHaveNoAdvantage() {
    boolean[][] found = models(200, m -> planted(m, 0.5, 0));

    assertThat(rate(found, 0)).as("random words").isLessThan(0.08);
    assertThat(rate(found, 1)).as("shuffled offsets").isGreaterThan(0.9);
  }

  @Test
  void aShiftBetweenUnrelatedPartnersDoesNotDependOnThem() {
    boolean[][] found = models(400, m -> planted(m, 0, 4));

    assertThat(rate(found, 0)).as("random words").isGreaterThan(0.6);
    assertThat(rate(found, 1)).as("shuffled offsets").isLessThan(0.08);
  }

  /** Ten pairs of different words: to = like from + (1 - like) to + shift e_0. */
  private static boolean[] planted(int m, double like, double shift) {
    Matrix gamma = NullModels.unembedding(NullModels.Shape.ISOTROPIC, VOCABULARY, WIDTH, m);
    int[] words = TokenPairs.words(NullModels.concepts(1, 16, VOCABULARY, m));
    TokenPairs pairs =
        new TokenPairs("planted", Arrays.copyOf(words, 10), Arrays.copyOfRange(words, 10, 20));
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
    return tests(Matrix.of(values, VOCABULARY, WIDTH), pairs, m);
  }

  private static boolean[] tests(Matrix gamma, TokenPairs pairs, long seed) {
    Analogy found = Analogy.of(NullModels.space(gamma), pairs, DRAWS, 0, seed);
    return new boolean[] {
      p(found.advantage(), found.random()) <= 0.05, p(found.score(), found.shuffled()) <= 0.05
    };
  }

  private static boolean[][] models(int count, java.util.function.IntFunction<boolean[]> test) {
    return IntStream.range(0, count).parallel().mapToObj(test).toArray(boolean[][]::new);
  }

  private static double p(double observed, double[] draws) {
    return (1.0 + Arrays.stream(draws).filter(x -> x >= observed).count()) / (draws.length + 1);
  }

  private static double rate(boolean[][] rejected, int column) {
    return (double) Arrays.stream(rejected).filter(r -> r[column]).count() / rejected.length;
  }
}
