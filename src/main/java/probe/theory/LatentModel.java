package probe.theory;

import java.util.SplittableRandom;
import probe.algebra.Dense;

/** p(c|d) = softmax over c of f(d) . g(c), with free tables f and g. */
final class LatentModel {
  /** [contexts, dim] */
  final Dense embedding;

  /** [tokens, dim] */
  final Dense unembedding;

  private final LatentData data;
  private final Dense residuals; // [contexts, tokens]

  /** The mean cross-entropy over contexts and its gradients. */
  record Gradient(double loss, Dense embedding, Dense unembedding) {}

  LatentModel(LatentData data, Dense embedding, Dense unembedding) {
    this.data = data;
    this.embedding = embedding;
    this.unembedding = unembedding;
    this.residuals = Dense.zeros(embedding.rows(), unembedding.rows());
  }

  static LatentModel random(LatentData data, int dim, double scale, SplittableRandom random) {
    return new LatentModel(
        data,
        normal(data.contexts().length, dim, scale, random),
        normal(data.tokens().length, dim, scale, random));
  }

  private static Dense normal(int rows, int columns, double scale, SplittableRandom random) {
    Dense out = Dense.zeros(rows, columns);
    for (int k = 0; k < out.values().length; k++) {
      out.values()[k] = scale * random.nextGaussian();
    }
    return out;
  }

  Gradient gradient() {
    Dense forEmbedding = Dense.zeros(embedding.rows(), embedding.columns());
    Dense forUnembedding = Dense.zeros(unembedding.rows(), unembedding.columns());
    return new Gradient(gradient(forEmbedding, forUnembedding), forEmbedding, forUnembedding);
  }

  /** The loss; its gradients go to the tables given. */
  double gradient(Dense forEmbedding, Dense forUnembedding) {
    embedding.timesTransposed(unembedding, residuals);
    double loss = residuals();
    residuals.multiply(unembedding, forEmbedding);
    residuals.transposedTimes(embedding, forUnembedding);
    return loss;
  }

  /** The cross-entropy of the logits, which become its gradient. */
  private double residuals() {
    double[] values = residuals.values();
    double[] targets = data.conditionals();
    int tokens = residuals.columns();
    double share = 1.0 / residuals.rows();
    double expected = 0;
    for (int from = 0; from < values.length; from += tokens) {
      double largest = values[from];
      for (int k = from; k < from + tokens; k++) {
        largest = Math.max(largest, values[k]);
      }
      for (int k = from; k < from + tokens; k++) {
        values[k] -= largest;
        expected += targets[k] * values[k];
      }
    }
    Exponentials.of(values);
    double logs = 0;
    for (int from = 0; from < values.length; from += tokens) {
      double sum = 0;
      for (int k = from; k < from + tokens; k++) {
        sum += values[k];
      }
      logs += Math.log(sum);
      double scale = share / sum;
      for (int k = from; k < from + tokens; k++) {
        values[k] = scale * values[k] - share * targets[k];
      }
    }
    return share * (logs - expected);
  }
}
