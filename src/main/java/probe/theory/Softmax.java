package probe.theory;

/** Cross-entropy of a row of logits. */
final class Softmax {
  private Softmax() {}

  /** The loss of answer {@code target}; {@code logits} become its gradient times {@code weight}. */
  static double lossAndGradient(double[] logits, int target, double weight) {
    double own = logits[target];
    double largest = own;
    for (double x : logits) {
      largest = Math.max(largest, x);
    }
    double sum = 0;
    for (int a = 0; a < logits.length; a++) {
      double e = Math.exp(logits[a] - largest);
      logits[a] = e;
      sum += e;
    }
    double scale = weight / sum;
    for (int a = 0; a < logits.length; a++) {
      logits[a] *= scale;
    }
    logits[target] -= weight;
    return Math.log(sum) + largest - own;
  }
}
