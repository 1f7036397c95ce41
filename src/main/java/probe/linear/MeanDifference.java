package probe.linear;

import probe.algebra.Dense;
import probe.algebra.Gram;
import probe.tensor.Matrix;

/**
 * The difference of the class means, with the boundary half-way (the difference-of-means or "mass
 * mean" probe of Marks and Tegmark, arXiv 2310.06824).
 */
public final class MeanDifference implements Trainer {
  @Override
  public String name() {
    return "mean difference";
  }

  @Override
  public LinearProbe fit(double[][] x, int[] labels, int[] groups, long seed) {
    Classes classes = Classes.of(x.length, labels, groups);
    Dense rows = Dense.of(x);
    return between(rows.rows(classes.zero()).mean(), rows.rows(classes.one()).mean());
  }

  /** Fits to the rows of {@code x} [n, d]. */
  public LinearProbe fit(Matrix x, int[] labels) {
    Classes classes = Classes.of(x.rows(), labels);
    return between(Gram.mean(x, classes.zero()), Gram.mean(x, classes.one()));
  }

  private static LinearProbe between(double[] zero, double[] one) {
    double[] weights = new double[zero.length];
    double bias = 0;
    for (int j = 0; j < weights.length; j++) {
      weights[j] = one[j] - zero[j];
      bias -= weights[j] * (one[j] + zero[j]) / 2;
    }
    return new LinearProbe(weights, bias);
  }
}
