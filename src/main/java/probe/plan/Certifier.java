package probe.plan;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import probe.ProbeException;
import probe.model.BatchMode;
import probe.model.CutSession;
import probe.model.LanguageModel;
import probe.model.Positions;
import probe.model.TokenBatch;
import probe.model.Tokenizer;
import probe.model.WholeSession;
import probe.onnx.Cut;
import probe.onnx.LogitStep;
import probe.result.Certificate;
import probe.tensor.Compare;
import probe.tensor.Matrix;
import probe.tensor.RowReader;

/** Holds a model's vectors against the model. */
final class Certifier {
  // of different length, so that a batch of them is padded
  static final List<String> TEXTS =
      List.of(
          "The",
          "She went to the",
          "Once upon a time there was a",
          "The children played in the garden until",
          "He put the book on the table and then",
          "In the morning the old man walked down to the river to",
          "They had known each other for years, but on that day she said that",
          "When the rain stopped, everybody came out of the house and looked at the");

  private static final double FLOAT32_TOLERANCE = 1e-4;
  private static final double FLOAT16_TOLERANCE = 1e-2;
  private static final double INTEGER_TOLERANCE = 0.1;

  private final LanguageModel model;
  private final Matrix unembedding;

  Certifier(LanguageModel model, Matrix unembedding) {
    this.model = model;
    this.unembedding = unembedding;
  }

  static List<int[]> contexts(LanguageModel model) {
    Tokenizer tokenizer = model.requireTokenizer();
    int limit = model.contextLimit();
    List<int[]> out = new ArrayList<>();
    for (String text : TEXTS) {
      int[] ids = tokenizer.encode(text);
      if (ids.length == 0) {
        continue;
      }
      int[] fitting = limit > 0 && ids.length > limit ? Arrays.copyOf(ids, limit) : ids;
      model.check(fitting, "'" + text + "' in the tokens of " + tokenizer.file());
      out.add(fitting);
    }
    return out;
  }

  Certificate certify() {
    List<int[]> contexts = contexts(model);
    int layer = model.decoder().blocks();
    float[][] alone = new float[contexts.size()][];
    float[][] together = new float[contexts.size()][];
    float[][] cutLogits = new float[contexts.size()][];
    try (CutSession session = model.session(List.of(layer), true)) {
      for (int k = 0; k < contexts.size(); k++) {
        Map<String, FloatBuffer> out = session.run(TokenBatch.of(contexts.get(k)), Positions.LAST);
        alone[k] = floats(out, Cut.hidden(layer), model.decoder().width());
      }
      for (TokenBatch batch : batches(contexts, session.fixedRows())) {
        Map<String, FloatBuffer> out = session.run(batch, Positions.LAST);
        for (int[] context : batch.contexts()) {
          int k = contexts.indexOf(context);
          together[k] = floats(out, Cut.hidden(layer), model.decoder().width());
          cutLogits[k] = floats(out, Cut.LOGITS, model.decoder().vocabulary());
        }
      }
    }
    float[][] products = products(together);
    double logits = 0;
    double cut = 0;
    double batch = 0;
    int sameTop = 0;
    try (WholeSession whole = model.wholeSession()) {
      for (int k = 0; k < contexts.size(); k++) {
        float[] own = whole.lastLogits(contexts.get(k));
        requireFinite(alone[k], k);
        requireFinite(own, k);
        logits = Math.max(logits, Compare.share(products[k], own));
        cut = Math.max(cut, Compare.share(cutLogits[k], own));
        batch = Math.max(batch, Compare.share(together[k], alone[k]));
        sameTop += Compare.argmax(products[k]) == Compare.argmax(own) ? 1 : 0;
      }
    }
    Tokenizer tokenizer = model.requireTokenizer();
    return new Certificate(
        contexts.size(),
        logits,
        sameTop,
        cut,
        batch,
        tolerance(),
        model.batchMode().toString(),
        List.of(tokenizer.tokens(tokenizer.prefix())),
        List.of(tokenizer.tokens(tokenizer.suffix())),
        new PositionZero(model).normRatio(contexts),
        wordPrefix(tokenizer),
        note());
  }

  private void requireFinite(float[] values, int context) {
    if (!Compare.isFinite(values, values.length)) {
      throw ProbeException.numeric(
          "%s: states or logits of '%s' are not finite (NaN or infinity); the weights are damaged or overflow in %s, try a float32 export"
              .formatted(
                  model.decoder().file().path(),
                  TEXTS.get(context),
                  model.decoder().storage().dtype()));
    }
  }

  private double tolerance() {
    if (activationsRounded()) {
      return INTEGER_TOLERANCE;
    }
    return model.decoder().storage().dtype().equals("float32")
        ? FLOAT32_TOLERANCE
        : FLOAT16_TOLERANCE;
  }

  private boolean activationsRounded() {
    return model.decoder().roundsActivations();
  }

  private String note() {
    return Stream.of(PositionZero.markup(model.requireTokenizer()).orElse(""), rounding())
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining("; "));
  }

  private String rounding() {
    if (activationsRounded()) {
      return "the model rounds its activations to 8 bits or so before each product, so lambda ."
          + " gamma in full precision differs from its logits by that rounding";
    }
    return model.decoder().storage().dtype().equals("float32")
        ? ""
        : "the model computes in 16 bits, so sums in another order differ";
  }

  private List<TokenBatch> batches(List<int[]> contexts, int fixedRows) {
    if (model.batchMode() == BatchMode.PADDED && fixedRows <= 0) {
      return List.of(new TokenBatch(contexts));
    }
    return contexts.stream().map(TokenBatch::of).toList();
  }

  /** lambda . gamma with the head's later steps: [contexts, V], in float64. */
  private float[][] products(float[][] lambda) {
    double[][] out = new double[lambda.length][unembedding.rows()];
    int d = unembedding.columns();
    RowReader.forEachBlock(
        unembedding,
        (from, count, block) -> {
          for (int r = 0; r < count; r++) {
            for (int k = 0; k < lambda.length; k++) {
              double sum = 0;
              for (int j = 0; j < d; j++) {
                sum += (double) block[r * d + j] * lambda[k][j];
              }
              out[k][from + r] = sum;
            }
          }
        });
    float[][] rounded = new float[out.length][unembedding.rows()];
    for (int k = 0; k < out.length; k++) {
      LogitStep.apply(model.decoder().logitSteps(), out[k]);
      for (int v = 0; v < rounded[k].length; v++) {
        rounded[k][v] = (float) out[k][v];
      }
    }
    return rounded;
  }

  /** What the vocabulary writes before a word that follows a space. */
  private static String wordPrefix(Tokenizer tokenizer) {
    int[] ids = tokenizer.encodePlain("a a");
    String last = ids.length == 0 ? "" : tokenizer.token(ids[ids.length - 1]);
    return last.endsWith("a") ? last.substring(0, last.length() - 1) : "";
  }

  private static float[] floats(Map<String, FloatBuffer> out, String name, int width) {
    float[] row = new float[width];
    java.util.Objects.requireNonNull(out.get(name)).get(row);
    return row;
  }
}
