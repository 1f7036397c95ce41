package probe.ocr.inside;

import java.util.List;
import probe.onnx.LogitStep;
import probe.onnx.TokenTable;
import probe.onnx.TrainableGraph;
import probe.onnx.WeightValues;

/**
 * Some rows of the unembedding, as they are at one moment.
 *
 * @param tokens whose rows they are
 * @param rows [tokens][d]
 * @param steps what happens to products on their way to the logits
 * @param vocabulary V
 */
record Unembedding(int[] tokens, float[][] rows, List<LogitStep> steps, int vocabulary) {
  /**
   * The rows of {@code tokens}.
   *
   * @param changed the present values of what training touches
   * @throws probe.ProbeException if the head holds no floats
   */
  static Unembedding of(TrainableGraph model, WeightValues changed, int[] tokens) {
    TokenTable table = model.tokenTables().getLast();
    WeightValues values = changed.has(table.weight()) ? changed : model.values();
    int d = Math.toIntExact(table.weight().size() / table.tokens());
    float[][] rows = new float[tokens.length][d];
    float[] one = new float[1];
    for (int i = 0; i < tokens.length; i++) {
      if (table.axis() == 0) {
        values.copy(table.weight(), (long) tokens[i] * d, rows[i], d);
        continue;
      }
      for (int k = 0; k < d; k++) {
        values.copy(table.weight(), (long) k * table.tokens() + tokens[i], one, 1);
        rows[i][k] = one[0];
      }
    }
    return new Unembedding(
        tokens, rows, model.decoder().logitSteps(), model.decoder().vocabulary());
  }

  /**
   * Which of tokens {@code from} to {@code to - 1} a state puts first, counted from {@code from};
   * -1 where two are first.
   */
  int first(float[] state, int from, int to) {
    double[] logits = logits(state);
    int best = from;
    boolean tied = false;
    for (int i = from + 1; i < to; i++) {
      if (logits[i] >= logits[best]) {
        tied = logits[i] == logits[best];
        best = tied ? best : i;
      }
    }
    return tied ? -1 : best - from;
  }

  private double[] logits(float[] state) {
    double[] out = new double[tokens.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = product(state, rows[i]);
    }
    if (!steps.isEmpty()) {
      // a bias has a number for every token
      double[] all = new double[vocabulary];
      for (int i = 0; i < out.length; i++) {
        all[tokens[i]] = out[i];
      }
      LogitStep.apply(steps, all);
      for (int i = 0; i < out.length; i++) {
        out[i] = all[tokens[i]];
      }
    }
    return out;
  }

  private static double product(float[] a, float[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      sum += (double) a[k] * b[k];
    }
    return sum;
  }

  /** Rows {@code from} to {@code to - 1} less their mean. */
  double[][] centred(int from, int to) {
    int d = rows[from].length;
    double[] mean = new double[d];
    for (int i = from; i < to; i++) {
      for (int k = 0; k < d; k++) {
        mean[k] += rows[i][k] / (double) (to - from);
      }
    }
    double[][] out = new double[to - from][d];
    for (int i = from; i < to; i++) {
      for (int k = 0; k < d; k++) {
        out[i - from][k] = rows[i][k] - mean[k];
      }
    }
    return out;
  }
}
