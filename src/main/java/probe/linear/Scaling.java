package probe.linear;

import java.util.Arrays;
import probe.algebra.Dense;
import probe.algebra.Gram;
import probe.tensor.Matrix;

/**
 * Means and population standard deviations of columns; a column that is constant up to rounding has
 * scale one, as in scikit-learn's StandardScaler.
 *
 * @param mean [d]
 * @param scale [d]
 */
record Scaling(double[] mean, double[] scale) {
  static Scaling of(Dense rows) {
    double[] mean = rows.mean();
    double[] variance = new double[rows.columns()];
    double[] values = rows.values();
    for (int i = 0; i < rows.rows(); i++) {
      for (int j = 0; j < mean.length; j++) {
        double centred = values[i * mean.length + j] - mean[j];
        variance[j] += centred * centred;
      }
    }
    for (int j = 0; j < mean.length; j++) {
      variance[j] /= rows.rows();
    }
    return of(rows.rows(), mean, variance);
  }

  /** From what is known already: {@code variance} [d] around {@code mean} over n rows. */
  static Scaling of(int n, double[] mean, double[] variance) {
    double[] scale = new double[mean.length];
    double eps = Math.ulp(1.0);
    for (int j = 0; j < scale.length; j++) {
      double rounding = n * mean[j] * eps;
      boolean constant = variance[j] <= n * eps * variance[j] + rounding * rounding;
      scale[j] = constant ? 1 : Math.sqrt(variance[j]);
    }
    return new Scaling(mean, scale);
  }

  static Scaling of(Matrix rows, int[] which) {
    double[] mean = Gram.mean(rows, which);
    return of(which.length, mean, Gram.variances(rows, which, mean));
  }

  /** Neither moves nor scales. */
  static Scaling none(int d) {
    double[] ones = new double[d];
    Arrays.fill(ones, 1);
    return new Scaling(new double[d], ones);
  }

  Dense apply(Dense rows) {
    return rows.standardised(mean, scale);
  }

  /** The probe on rows as they are, for weights and bias on standardised ones. */
  LinearProbe undo(double[] weights, double bias) {
    double[] out = new double[weights.length];
    double moved = bias;
    for (int j = 0; j < out.length; j++) {
      out[j] = weights[j] / scale[j];
      moved -= out[j] * mean[j];
    }
    return new LinearProbe(out, moved);
  }
}
