package probe.linear;

/**
 * A hyperplane between two classes.
 *
 * @param weights [d]
 */
public record LinearProbe(double[] weights, double bias) {

  /** weights . x + bias; positive for class 1. */
  public double score(double[] x) {
    if (x.length != weights.length) {
      throw new IllegalArgumentException(
          "vector dimensions differ: %d != %d".formatted(x.length, weights.length));
    }
    double sum = bias;
    for (int j = 0; j < x.length; j++) {
      sum += weights[j] * x[j];
    }
    return sum;
  }
}
