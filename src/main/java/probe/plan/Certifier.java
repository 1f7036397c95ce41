package probe.plan;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import probe.model.BatchMode;
import probe.model.CutSession;
import probe.model.LanguageModel;
import probe.model.Positions;
import probe.model.TokenBatch;
import probe.model.Tokenizer;
import probe.model.WholeSession;
import probe.onnx.Cut;
import probe.onnx.LogitStep;
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
      out.add(limit > 0 && ids.length > limit ? Arrays.copyOf(ids, limit) : ids);
    }
    out.removeIf(ids -> ids.length == 0);
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
    double[][] products = products(together);
    double logits = 0;
    double cut = 0;
    double batch = 0;
    int sameTop = 0;
    try (WholeSession whole = model.wholeSession()) {
      for (int k = 0; k < contexts.size(); k++) {
        double[] own = doubles(whole.lastLogits(contexts.get(k)));
        logits = Math.max(logits, share(products[k], own));
        cut = Math.max(cut, share(doubles(cutLogits[k]), own));
        batch = Math.max(batch, share(doubles(together[k]), doubles(alone[k])));
        sameTop += argmax(products[k]) == argmax(own) ? 1 : 0;
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
        wordPrefix(tokenizer),
        note());
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
  private double[][] products(float[][] lambda) {
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
    for (double[] logits : out) {
      LogitStep.apply(model.decoder().logitSteps(), logits);
    }
    return out;
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

  private static double[] doubles(float[] values) {
    double[] out = new double[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = values[i];
    }
    return out;
  }

  private static double share(double[] values, double[] reference) {
    double worst = 0;
    double largest = 0;
    for (int i = 0; i < reference.length; i++) {
      worst = Math.max(worst, Math.abs(values[i] - reference[i]));
      largest = Math.max(largest, Math.abs(reference[i]));
    }
    return largest == 0 ? worst : worst / largest;
  }

  private static int argmax(double[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      if (values[i] > values[best]) {
        best = i;
      }
    }
    return best;
  }
}
