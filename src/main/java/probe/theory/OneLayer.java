package probe.theory;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import probe.algebra.Dense;

/**
 * One layer of linear attention with one head, neither residual nor MLP, and tied identity
 * embeddings: f(X) = W_O W_V' X'X W_KQ x_T (Huang et al., arXiv 2506.10887). As only the end token
 * asks, W_KQ is a vector of attention, one number a token.
 *
 * <p>The product keeps one matrix in place of the two factors.
 */
final class OneLayer {
  final OcrTask task;

  /** [inputs], attention of the end token; not trained where it is fixed. */
  final double[] attention;

  /** W_V [inputs, head], or the transpose of the product [inputs, tokens]. */
  final Dense values;

  /** W_O transposed [head, tokens]; null for the product. */
  final @Nullable Dense outputs;

  /** Gradients of the loss, in the same layout. */
  record Gradient(double loss, double[] attention, double[] values, double @Nullable [] outputs) {}

  OneLayer(OcrTask task, double[] attention, Dense values, @Nullable Dense outputs) {
    this.task = task;
    this.attention = attention;
    this.values = values;
    this.outputs = outputs;
  }

  /** Factors with normal entries of standard deviation {@code scale}. */
  static OneLayer factorised(
      OcrTask task, int head, double scale, double[] attention, SplittableRandom random) {
    return new OneLayer(
        task,
        attention,
        normal(task.inputs(), head, scale, random),
        normal(head, task.tokens(), scale, random));
  }

  /** One matrix with all entries {@code start}. */
  static OneLayer product(OcrTask task, double start, double[] attention) {
    Dense values = Dense.zeros(task.inputs(), task.tokens());
    Arrays.fill(values.values(), start);
    return new OneLayer(task, attention, values, null);
  }

  private static Dense normal(int rows, int columns, double scale, SplittableRandom random) {
    Dense out = Dense.zeros(rows, columns);
    for (int k = 0; k < out.values().length; k++) {
      out.values()[k] = scale * random.nextGaussian();
    }
    return out;
  }

  /** W_OV transposed, [inputs, tokens]. */
  Dense product() {
    return outputs == null ? values : values.multiply(outputs);
  }

  /** What reaches the logits: each row of the product times its attention. */
  Dense attended() {
    Dense product = product();
    Dense out = Dense.zeros(product.rows(), product.columns());
    for (int v = 0; v < attention.length; v++) {
      for (int a = 0; a < task.tokens(); a++) {
        out.values()[v * task.tokens() + a] = attention[v] * product.at(v, a);
      }
    }
    return out;
  }

  /** Row {@code row} of the batch's logits, [tokens], into {@code to}. */
  private void logits(OcrBatch batch, int row, double[] attended, double[] to) {
    int tokens = task.tokens();
    MarginProblem.Point p = batch.questions().get(row);
    int subject = p.subject() * tokens;
    int relation = p.relation() * tokens;
    for (int a = 0; a < tokens; a++) {
      to[a] = attended[subject + a] + attended[relation + a];
    }
    if (batch.ends() > 0) {
      add(attended, task.end() * tokens, batch.ends(), to);
    }
    for (int k = 0; k < task.noise(); k++) {
      int count = batch.noise()[row * task.noise() + k];
      if (count > 0) {
        add(attended, noise(k) * tokens, count, to);
      }
    }
  }

  private int noise(int k) {
    return task.end() - task.noise() + k;
  }

  private static void add(double[] from, int at, double factor, double[] to) {
    for (int a = 0; a < to.length; a++) {
      to[a] += factor * from[at + a];
    }
  }

  private static void addTo(double[] from, double factor, double[] to, int at) {
    for (int a = 0; a < from.length; a++) {
      to[at + a] += factor * from[a];
    }
  }

  /** The logits of every row, [rows, tokens]. */
  Dense logits(OcrBatch batch) {
    double[] attended = attended().values();
    Dense out = Dense.zeros(batch.rows(), task.tokens());
    double[] row = new double[task.tokens()];
    for (int i = 0; i < batch.rows(); i++) {
      logits(batch, i, attended, row);
      System.arraycopy(row, 0, out.values(), i * row.length, row.length);
    }
    return out;
  }

  /** The weighted mean loss and its gradient. */
  Gradient gradient(OcrBatch batch) {
    int tokens = task.tokens();
    Dense product = product();
    double[] attended = new double[product.values().length];
    for (int v = 0; v < attention.length; v++) {
      for (int a = 0; a < tokens; a++) {
        attended[v * tokens + a] = attention[v] * product.values()[v * tokens + a];
      }
    }
    double[] down = new double[attended.length]; // gradient of attended
    double[] row = new double[tokens];
    double loss = 0;
    for (int i = 0; i < batch.rows(); i++) {
      logits(batch, i, attended, row);
      MarginProblem.Point p = batch.questions().get(i);
      double weight = batch.weights()[i];
      loss += weight * Softmax.lossAndGradient(row, p.answer(), weight);
      addTo(row, 1, down, p.subject() * tokens);
      addTo(row, 1, down, p.relation() * tokens);
      if (batch.ends() > 0) {
        addTo(row, batch.ends(), down, task.end() * tokens);
      }
      for (int k = 0; k < task.noise(); k++) {
        int count = batch.noise()[i * task.noise() + k];
        if (count > 0) {
          addTo(row, count, down, noise(k) * tokens);
        }
      }
    }
    double[] byAttention = new double[attention.length];
    for (int v = 0; v < attention.length; v++) {
      double sum = 0;
      for (int a = 0; a < tokens; a++) {
        int at = v * tokens + a;
        sum += down[at] * product.values()[at];
        down[at] *= attention[v];
      }
      byAttention[v] = sum;
    }
    if (outputs == null) {
      return new Gradient(loss, byAttention, down, null);
    }
    Dense byProduct = new Dense(product.rows(), tokens, down);
    return new Gradient(
        loss,
        byAttention,
        byProduct.timesTransposed(outputs).values(),
        values.transposedTimes(byProduct).values());
  }
}
