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
    assertThat(gradient.embedding()).containsOnly(new double[27 * 8], within(1e-12));
  }

  @Test
  void gradientsAreDifferencesOfTheLoss() {
    LatentData data = data(.7, .8, -1);
    LatentModel model = LatentModel.random(data, 4, 1, new SplittableRandom(3));
    LatentModel.Gradient gradient = model.gradient();

    check(model, model.embedding.values(), gradient.embedding());
    check(model, model.unembedding.values(), gradient.unembedding());
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

  @Test
  void permutedConceptsHaveTheSameLossAndMeasures() {
    int[] to = {2, 0, 1};
    int[] tokens = new int[8];
    int[] contexts = new int[27];
    for (int i = 0; i < 3; i++) {
      for (int c = 0; c < 8; c++) {
        tokens[c] |= (c >> i & 1) << to[i];
      }
      for (int d = 0; d < 27; d++) {
        contexts[d] += LatentData.digit(d, i) * LatentData.power(to[i]);
      }
    }
    double[] joint = new double[8];
    for (int c = 0; c < 8; c++) {
      joint[tokens[c]] = GRAPH.joint()[c];
    }
    ConceptGraph permuted = new ConceptGraph(new int[3], joint);
    LatentData before = data(1, 1, -1);
    LatentData after = LatentData.of(permuted, 1, 1, -1, new SplittableRandom(2));
    LatentModel model = LatentModel.random(before, 3, 1, new SplittableRandom(5));
    LatentModel moved =
        new LatentModel(after, move(model.embedding, contexts), move(model.unembedding, tokens));

    assertThat(after.floor()).isCloseTo(before.floor(), within(1e-12));
    assertThat(moved.gradient().loss()).isCloseTo(model.gradient().loss(), within(1e-12));
    assertThat(moved.gradient().unembedding())
        .containsExactly(
            move(new Dense(8, 3, model.gradient().unembedding()), tokens).values(), within(1e-12));
    LatentMeasures one = LatentMeasures.of(before, model);
    LatentMeasures two = LatentMeasures.of(after, moved);
    assertThat(two.unembedding()).isCloseTo(one.unembedding(), within(1e-12));
    assertThat(two.alignment()).isCloseTo(one.alignment(), within(1e-12));
    assertThat(two.orthogonalityEmbedding()).isCloseTo(one.orthogonalityEmbedding(), within(1e-12));
  }

  private static Dense move(Dense table, int[] rows) {
    Dense out = Dense.zeros(table.rows(), table.columns());
    for (int i = 0; i < table.rows(); i++) {
      System.arraycopy(table.row(i), 0, out.values(), rows[i] * table.columns(), table.columns());
    }
    return out;
  }
}
