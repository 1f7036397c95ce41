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

  /** The mean cross-entropy over contexts and its gradients. */
  record Gradient(double loss, double[] embedding, double[] unembedding) {}

  LatentModel(LatentData data, Dense embedding, Dense unembedding) {
    this.data = data;
    this.embedding = embedding;
    this.unembedding = unembedding;
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
    Dense residuals = embedding.timesTransposed(unembedding);
    double[] values = residuals.values();
    double[] targets = data.conditionals();
    int tokens = residuals.columns();
    double share = 1.0 / residuals.rows();
    double loss = 0;
    for (int from = 0; from < values.length; from += tokens) {
      double largest = values[from];
      for (int k = from; k < from + tokens; k++) {
        largest = Math.max(largest, values[k]);
      }
      double sum = 0;
      double expected = 0;
      for (int k = from; k < from + tokens; k++) {
        double logit = values[k] - largest;
        double e = Math.exp(logit);
        expected += targets[k] * logit;
        values[k] = e;
        sum += e;
      }
      loss += share * (Math.log(sum) - expected);
      double scale = share / sum;
      for (int k = from; k < from + tokens; k++) {
        values[k] = scale * values[k] - share * targets[k];
      }
    }
    return new Gradient(
        loss,
        residuals.multiply(unembedding).values(),
        residuals.transposedTimes(embedding).values());
  }
}
