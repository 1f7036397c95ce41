package probe.geometry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import probe.tensor.Matrix;

class CalibrationTest {
  private static final int MODELS = 1000;
  private static final int VOCABULARY = 600;
  private static final int WIDTH = 24;
  private static final int DRAWS = 199;

  @ParameterizedTest
  @EnumSource
  void linearity(NullModels.Shape shape) {
    boolean[][] rejected =
        IntStream.range(0, MODELS)
            .parallel()
            .mapToObj(
                m -> {
                  Matrix gamma = NullModels.unembedding(shape, VOCABULARY, WIDTH, m);
                  TokenPairs pairs = NullModels.concepts(1, 12, VOCABULARY, m).getFirst();
                  Linearity found = Linearity.of(NullModels.space(gamma), pairs, DRAWS, 1, m);
                  return new boolean[] {
                    p(found.statistic(), found.random()) <= 0.05,
                    p(found.statistic(), java.util.Objects.requireNonNull(found.shuffled())) <= 0.05
                  };
                })
            .toArray(boolean[][]::new);

    assertThat(rate(rejected, 0)).as("random pairs").isBetween(0.02, 0.08);
    assertThat(rate(rejected, 1)).as("shuffled partners").isBetween(0.02, 0.08);
  }

  @ParameterizedTest
  @EnumSource
  void orthogonality(NullModels.Shape shape) {
    boolean[][] rejected =
        IntStream.range(0, MODELS)
            .parallel()
            .mapToObj(
                m -> {
                  Matrix gamma = NullModels.unembedding(shape, VOCABULARY, WIDTH, m);
                  List<TokenPairs> concepts = NullModels.concepts(3, 10, VOCABULARY, m);
                  Orthogonality found =
                      Orthogonality.of(NullModels.space(gamma), concepts, DRAWS, m);
                  boolean[] out = new boolean[found.pairs().size()];
                  for (int k = 0; k < out.length; k++) {
                    int column = k;
                    double[] draws =
                        Arrays.stream(found.random()).mapToDouble(row -> row[column]).toArray();
                    out[k] = p(Math.abs(found.cosines()[k]), draws) <= 0.05;
                  }
                  return out;
                })
            .toArray(boolean[][]::new);
    for (int k = 0; k < 3; k++) {
      assertThat(rate(rejected, k)).as("pair " + k).isBetween(0.02, 0.08);
    }
  }

  private static double p(double observed, double[] draws) {
    return (1.0 + Arrays.stream(draws).filter(x -> x >= observed).count()) / (draws.length + 1);
  }

  private static double rate(boolean[][] rejected, int column) {
    return (double) Arrays.stream(rejected).filter(r -> r[column]).count() / rejected.length;
  }
}
