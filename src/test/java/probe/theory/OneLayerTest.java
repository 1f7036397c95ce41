package probe.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import probe.algebra.Dense;

class OneLayerTest {
  private static final OcrTask TASK = new OcrTask(new MarginProblem(3, 1, 2), 2, 7);

  private static OneLayer model(OcrOptions.Model kind, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] attention = random.doubles(TASK.inputs(), -1, 1).toArray();
    if (kind == OcrOptions.Model.FACTORISED) {
      return OneLayer.factorised(TASK, 4, 0.7, attention, random);
    }
    OneLayer product = OneLayer.product(TASK, 0, attention);
    Arrays.setAll(product.values.values(), k -> random.nextDouble(-1, 1));
    return product;
  }

  private static OcrBatch noisy(long seed) {
    List<List<MarginProblem.Point>> groups =
        Arrays.stream(OcrTask.Group.values()).map(TASK::questions).toList();
    return OcrBatch.drawn(TASK, groups, 6, new SplittableRandom(seed));
  }

  @ParameterizedTest
  @EnumSource(OcrOptions.Model.class)
  void gradientsAreDifferencesOfTheLoss(OcrOptions.Model kind) {
    OneLayer model = model(kind, 1);
    for (OcrBatch batch :
        List.of(noisy(2), OcrBatch.plain(TASK, List.of(OcrTask.Group.TEST_FACTS)))) {
      OneLayer.Gradient gradient = model.gradient(batch);

      check(model, batch, model.attention, gradient.attention());
      check(model, batch, model.values.values(), gradient.values());
      if (model.outputs != null && gradient.outputs() != null) {
        check(model, batch, model.outputs.values(), gradient.outputs());
      }
    }
  }

  private static void check(OneLayer model, OcrBatch batch, double[] weights, double[] gradient) {
    for (int k = 0; k < weights.length; k++) {
      double weight = weights[k];
      weights[k] = weight + 1e-5;
      double high = model.gradient(batch).loss();
      weights[k] = weight - 1e-5;
      double low = model.gradient(batch).loss();
      weights[k] = weight;
      assertThat(gradient[k]).isCloseTo((high - low) / 2e-5, within(1e-8));
    }
  }

  @ParameterizedTest
  @EnumSource(OcrOptions.Model.class)
  void logitsAreThoseOfTheMatricesWrittenOut(OcrOptions.Model kind) {
    OneLayer model = model(kind, 3);
    OcrBatch batch = noisy(4);
    Dense product = model.product();

    Dense logits = model.logits(batch);

    for (int i = 0; i < batch.rows(); i++) {
      // X'X W_KQ x_T of one-hot rows: each token's count times its attention
      double[] read = new double[TASK.inputs()];
      read[batch.questions().get(i).subject()]++;
      read[batch.questions().get(i).relation()]++;
      for (int k = 0; k < 2; k++) {
        read[TASK.problem().inputs() + k] += batch.noise()[i * 2 + k];
      }
      read[TASK.inputs() - 1]++;
      assertThat(Arrays.stream(read).sum()).isEqualTo(7);
      for (int v = 0; v < read.length; v++) {
        read[v] *= model.attention[v];
      }
      assertThat(logits.row(i)).containsExactly(product.multiplyTransposed(read), within(1e-12));
    }
  }

  @Test
  void withoutAttentionAllTokensAreAsLikely() {
    OneLayer model = OneLayer.product(TASK, 0.3, new double[TASK.inputs()]);

    assertThat(model.gradient(noisy(5)).loss()).isCloseTo(Math.log(TASK.tokens()), within(1e-12));
  }

  @ParameterizedTest
  @EnumSource(OcrOptions.Model.class)
  void relabelledClassesHaveTheSameLossAndRelabelledGradients(OcrOptions.Model kind) {
    OneLayer model = model(kind, 6);
    OcrBatch batch = noisy(7);
    // class i becomes i + 1, with its subjects, its fact and its implication
    int[] inputs = new int[TASK.inputs()];
    int[] tokens = new int[TASK.tokens()];
    Arrays.setAll(inputs, v -> v < 9 ? (v + 3) % 9 : v);
    Arrays.setAll(tokens, a -> a < 6 ? a / 3 * 3 + (a + 1) % 3 : 6 + inputs[a - 6]);
    int head = model.values.columns();
    boolean factors = model.outputs != null;
    OneLayer moved =
        new OneLayer(
            TASK,
            move(model.attention, inputs, 1, null),
            new Dense(
                TASK.inputs(),
                head,
                move(model.values.values(), inputs, head, factors ? null : tokens)),
            factors
                ? new Dense(4, TASK.tokens(), move(model.outputs.values(), null, 4, tokens))
                : null);
    OcrBatch relabelled =
        new OcrBatch(
            batch.questions().stream()
                .map(
                    p ->
                        new MarginProblem.Point(
                            inputs[p.subject()], p.relation(), tokens[p.answer()]))
                .toList(),
            batch.noise(),
            batch.ends(),
            batch.weights());

    OneLayer.Gradient before = model.gradient(batch);
    OneLayer.Gradient after = moved.gradient(relabelled);

    assertThat(after.loss()).isCloseTo(before.loss(), within(1e-12));
    assertThat(after.attention())
        .containsExactly(move(before.attention(), inputs, 1, null), within(1e-12));
    assertThat(after.values())
        .containsExactly(
            move(before.values(), inputs, head, factors ? null : tokens), within(1e-12));
  }

  /** Rows to rows[i], columns to columns[j]; null leaves them. */
  private static double[] move(double[] from, int[] rows, int size, int[] columns) {
    int high = rows == null ? size : rows.length;
    int wide = columns == null ? from.length / high : columns.length;
    double[] out = new double[from.length];
    for (int i = 0; i < high; i++) {
      for (int j = 0; j < wide; j++) {
        int row = rows == null ? i : rows[i];
        int column = columns == null ? j : columns[j];
        out[row * wide + column] = from[i * wide + j];
      }
    }
    return out;
  }

  @Test
  void aBatchHasEveryGroupAsOftenAndNoiseThatFillsTheLength() {
    OcrBatch batch = noisy(8);

    assertThat(batch.rows()).isEqualTo(24);
    assertThat(batch.questions().subList(18, 24)).isSubsetOf(TASK.problem().test());
    for (int i = 0; i < batch.rows(); i++) {
      assertThat(batch.noise()[2 * i] + batch.noise()[2 * i + 1]).isEqualTo(4);
    }
    assertThat(Arrays.stream(batch.weights()).sum()).isCloseTo(1, within(1e-12));
    OcrBatch plain = OcrBatch.plain(TASK, List.of(OcrTask.Group.values()));
    assertThat(plain.rows()).isEqualTo(3 + 3 + 6 + 6);
    assertThat(plain.weights()[0]).isCloseTo(1.0 / 12, within(1e-12));
    assertThat(plain.weights()[17]).isCloseTo(1.0 / 24, within(1e-12));
  }
}
