package probe.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import probe.ProbeException;
import probe.algebra.Dense;

class LatentModelTest {
  private static final ConceptGraph GRAPH = ConceptGraph.random(3, new SplittableRandom(1));

  private static LatentData data(double contexts, double tokens, int unfixed) {
    return LatentData.of(GRAPH, contexts, tokens, unfixed, new SplittableRandom(2));
  }

  @Test
  void conditionalsAreThoseOfTheJointDistribution() {
    LatentData data = data(1, 1, -1);

    assertThat(data.contexts()).hasSize(27);
    assertThat(data.tokens()).hasSize(8);
    // 26 knows nothing; 1 + 2 * 3 + 0 * 9 knows that concept 0 is 1 and concept 2 is 0
    assertThat(row(data, 26)).containsExactly(GRAPH.joint(), within(1e-15));
    double known = GRAPH.joint()[1] + GRAPH.joint()[3];
    double[] expected = new double[8];
    expected[1] = GRAPH.joint()[1] / known;
    expected[3] = GRAPH.joint()[3] / known;
    assertThat(row(data, 7)).containsExactly(expected, within(1e-15));
    for (int i = 0; i < 27; i++) {
      assertThat(Arrays.stream(row(data, i)).sum()).isCloseTo(1, within(1e-12));
    }
  }

  private static double[] row(LatentData data, int i) {
    int n = data.tokens().length;
    return Arrays.copyOfRange(data.conditionals(), i * n, (i + 1) * n);
  }

  @Test
  void theFloorIsTheLossOfTheExactConditionals() {
    LatentData data = data(1, 1, -1);
    double[] logs = Arrays.stream(data.conditionals()).map(p -> Math.log(p + 1e-300)).toArray();
    LatentModel exact = new LatentModel(data, new Dense(27, 8, logs), Dense.identity(8));

    LatentModel.Gradient gradient = exact.gradient();

    assertThat(gradient.loss()).isCloseTo(data.floor(), within(1e-12));
    assertThat(gradient.embedding().values()).containsExactly(new double[27 * 8], within(1e-12));
  }

  @Test
  void gradientsAreDifferencesOfTheLoss() {
    LatentData data = data(.7, .8, -1);
    LatentModel model = LatentModel.random(data, 4, 1, new SplittableRandom(3));
    LatentModel.Gradient gradient = model.gradient();

    check(model, model.embedding.values(), gradient.embedding().values());
    check(model, model.unembedding.values(), gradient.unembedding().values());
  }

  private static void check(LatentModel model, double[] weights, double[] gradient) {
    for (int k = 0; k < weights.length; k++) {
      double weight = weights[k];
      weights[k] = weight + 1e-5;
      double high = model.gradient().loss();
      weights[k] = weight - 1e-5;
      double low = model.gradient().loss();
      weights[k] = weight;
      assertThat(gradient[k]).isCloseTo((high - low) / 2e-5, within(1e-9));
    }
  }

  @Test
  void aShareOfContextsAndTokensIsThatManyOfThem() {
    LatentData data = data(.5, .5, -1);

    assertThat(data.tokens()).hasSize(4).isSorted().doesNotHaveDuplicates();
    // half of the contexts that some token agrees with
    assertThat(data.contexts().length).isBetween(9, 14);
    for (int context : data.contexts()) {
      assertThat(Arrays.stream(data.tokens()).boxed())
          .anyMatch(c -> LatentData.agrees(context, c, 3));
    }
    assertThatThrownBy(() -> data(1, .1, -1))
        .isInstanceOf(ProbeException.class)
        .hasMessageContaining("1 tokens are left; at least 2 of each are needed");
  }

  @Test
  void stepsArePairsThatDifferInOneConcept() {
    LatentData data = data(1, 1, -1);
    for (int i = 0; i < 3; i++) {
      int[][] contexts = data.contextPairs(i);
      assertThat(data.tokenPairs(i)).hasNumberOfRows(4);
      assertThat(contexts).hasNumberOfRows(9);
      for (int[] pair : contexts) {
        for (int j = 0; j < 3; j++) {
          int low = LatentData.digit(data.contexts()[pair[0]], j);
          int high = LatentData.digit(data.contexts()[pair[1]], j);
          assertThat(high - low).isEqualTo(i == j ? 1 : 0);
          assertThat(i == j ? low : 0).isZero();
        }
      }
    }
    assertThat(data(1, 1, 2).contextPairs(2)).isEmpty();
    assertThat(data(1, 1, 2).contexts()).hasSize(9);
  }

  @Test
  void tablesThatAddUpOneDirectionAConceptHaveCosineOne() {
    LatentData data = data(1, 1, -1);
    Dense f = Dense.zeros(27, 3);
    Dense g = Dense.zeros(8, 3);
    for (int i = 0; i < 3; i++) {
      for (int row = 0; row < 27; row++) {
        int known = LatentData.digit(row, i);
        f.values()[row * 3 + i] = known == 2 ? 0 : 2 * known - 1;
      }
      for (int row = 0; row < 8; row++) {
        g.values()[row * 3 + i] = (row >> i & 1) * 3;
      }
    }
    LatentModel model = new LatentModel(data, f, g);

    LatentMeasures measures = LatentMeasures.of(data, model);
    LatentChecks checks = LatentChecks.of(data, GRAPH, model);

    assertThat(measures.unembedding()).isCloseTo(1, within(1e-12));
    assertThat(measures.embedding()).isCloseTo(1, within(1e-12));
    assertThat(measures.alignment()).isCloseTo(1, within(1e-12));
    assertThat(measures.orthogonalityUnembedding()).isCloseTo(0, within(1e-12));
    // the widest gap lies along the concept's own axis, and unknown concepts give no log-odds
    assertThat(checks.maxMargin()).isCloseTo(1, within(1e-6));
    assertThat(checks.separable()).isEqualTo(1);
    assertThat(checks.logOddsWithin()).isCloseTo(0, within(1e-12));
    assertThat(checks.logOddsBetween()).isCloseTo(0, within(1e-12));
    assertThat(checks.logOddsBetweenExact()).isPositive();
  }

  @Test
  void meanPairwiseCosinesAreThoseOfAllPairs() {
    LatentData data = data(1, 1, -1);
    LatentModel model = LatentModel.random(data, 4, 1, new SplittableRandom(4));
    int[][] pairs = data.contextPairs(1);
    double sum = 0;
    int count = 0;
    for (int a = 0; a < pairs.length; a++) {
      for (int b = 0; b < a; b++) {
        double[] x = LatentMeasures.difference(model.embedding, pairs[a]);
        double[] y = LatentMeasures.difference(model.embedding, pairs[b]);
        sum +=
            LatentMeasures.dot(x, y)
                / Math.sqrt(LatentMeasures.dot(x, x) * LatentMeasures.dot(y, y));
        count++;
      }
    }

    assertThat(LatentMeasures.of(data, model).concepts().get(1).embedding())
        .isCloseTo(sum / count, within(1e-12));
  }
}
