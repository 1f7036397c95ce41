package probe.linear;

import probe.algebra.Cholesky;
import probe.algebra.Dense;

/**
 * Newton's method for logistic regression with an L2 penalty (iteratively reweighted least
 * squares), with steps halved until the objective falls. In float64; for up to about a thousand
 * columns.
 */
final class LogisticNewton {
  private static final int MOST_ITERATIONS = 100;
  private static final int MOST_HALVINGS = 40;

  private final Dense rows; // [n, r]
  private final double[] signs; // [n], -1 or 1
  private final double penalty;

  LogisticNewton(Dense rows, double[] signs, double penalty) {
    this.rows = rows;
    this.signs = signs;
    this.penalty = penalty;
  }

  /**
   * Goes from {@code start} [r + 1], the bias last, until no entry of the gradient, divided by the
   * number of rows, is larger than {@code tolerance}.
   */
  Lbfgs.Minimum minimise(double[] start, double tolerance) {
    int n = rows.rows();
    int r = rows.columns();
    double[] point = start.clone();
    double[] scores = scores(point);
    double value = value(point, scores);
    double[] gradient = gradient(point, scores);
    int iterations = 0;
    while (Lbfgs.largest(gradient) > tolerance * n && iterations < MOST_ITERATIONS) {
      double[] step = Cholesky.of(hessian(scores)).solve(gradient);
      double slope = 0;
      for (int j = 0; j <= r; j++) {
        slope -= step[j] * gradient[j];
      }
      double[] along = scores(step);
      double[] next = new double[r + 1];
      double[] nextScores = new double[n];
      double size = 1;
      double nextValue = Double.NaN;
      for (int halvings = 0; halvings < MOST_HALVINGS; halvings++, size /= 2) {
        for (int j = 0; j <= r; j++) {
          next[j] = point[j] - size * step[j];
        }
        for (int i = 0; i < n; i++) {
          nextScores[i] = scores[i] - size * along[i];
        }
        nextValue = value(next, nextScores);
        // near the minimum the fall is smaller than the rounding of the value
        if (nextValue <= value + 1e-4 * size * slope + 1e-14 * Math.abs(value)) {
          break;
        }
        nextValue = Double.NaN;
      }
      if (Double.isNaN(nextValue)) {
        break;
      }
      point = next;
      scores = scores(point);
      value = nextValue;
      gradient = gradient(point, scores);
      iterations++;
    }
    return new Lbfgs.Minimum(point, value, Lbfgs.largest(gradient) / n, iterations, iterations + 1);
  }

  private double[] scores(double[] point) {
    int r = rows.columns();
    double[] out = rows.multiply(java.util.Arrays.copyOf(point, r));
    for (int i = 0; i < out.length; i++) {
      out[i] += point[r];
    }
    return out;
  }

  private double value(double[] point, double[] scores) {
    double sum = 0;
    for (int i = 0; i < scores.length; i++) {
      sum += Logistic.loss(signs[i] * scores[i]);
    }
    double squares = 0;
    for (int j = 0; j < rows.columns(); j++) {
      squares += point[j] * point[j];
    }
    return sum + penalty / 2 * squares;
  }

  private double[] gradient(double[] point, double[] scores) {
    int r = rows.columns();
    double[] residuals = new double[scores.length];
    double total = 0;
    for (int i = 0; i < residuals.length; i++) {
      residuals[i] = -signs[i] * Logistic.sigmoid(-signs[i] * scores[i]);
      total += residuals[i];
    }
    double[] out = java.util.Arrays.copyOf(rows.multiplyTransposed(residuals), r + 1);
    for (int j = 0; j < r; j++) {
      out[j] += penalty * point[j];
    }
    out[r] = total;
    return out;
  }

  private Dense hessian(double[] scores) {
    int r = rows.columns();
    Dense weighted = Dense.zeros(rows.rows(), r + 1);
    for (int i = 0; i < scores.length; i++) {
      double p = Logistic.sigmoid(scores[i]);
      // never zero, or the bias has no curvature
      double root = Math.sqrt(Math.max(p * (1 - p), Double.MIN_NORMAL));
      for (int j = 0; j < r; j++) {
        weighted.values()[i * (r + 1) + j] = rows.at(i, j) * root;
      }
      weighted.values()[i * (r + 1) + r] = root;
    }
    Dense out = weighted.gram();
    for (int j = 0; j < r; j++) {
      out.values()[j * (r + 1) + j] += penalty;
    }
    return out;
  }
}
