package probe.model;

import java.nio.FloatBuffer;
import java.util.List;
import java.util.Objects;
import probe.onnx.Cut;

/** Minus the log-probability that a model gives each token after those before it, in nats. */
public final class TokenLosses {
  private TokenLosses() {}

  /**
   * The losses of one context, [tokens]; that of its first token, which nothing predicts, is 0.
   *
   * @param session one that gives logits
   * @param vocabulary columns of the logits
   */
  public static double[] of(CutSession session, int vocabulary, int[] ids) {
    FloatBuffer logits =
        Objects.requireNonNull(session.run(TokenBatch.of(ids), Positions.ALL).get(Cut.LOGITS));
    double[] out = new double[ids.length];
    float[] row = new float[vocabulary];
    for (int at = 1; at < ids.length; at++) {
      logits.get((at - 1) * vocabulary, row);
      out[at] = crossEntropy(row, ids[at]);
    }
    return out;
  }

  /** The losses of several contexts, [contexts][tokens]. */
  public static double[][] of(CutSession session, int vocabulary, List<int[]> contexts) {
    return contexts.stream().map(ids -> of(session, vocabulary, ids)).toArray(double[][]::new);
  }

  static double crossEntropy(float[] logits, int target) {
    double largest = Double.NEGATIVE_INFINITY;
    for (float logit : logits) {
      largest = Math.max(largest, logit);
    }
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit - largest);
    }
    return largest + Math.log(sum) - logits[target];
  }
}
