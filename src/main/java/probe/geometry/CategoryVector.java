package probe.geometry;

import org.jspecify.annotations.Nullable;

/**
 * The vector of a category as published: l = (g . mean) g with g the unit vector along Cov^-1 mean,
 * Cov the Ledoit-Wolf covariance of the category's words (Park, Choe, Jiang and Veitch, arXiv
 * 2406.01506, estimation by linear discriminant analysis; Ledoit and Wolf 2004).
 *
 * <p>Cov = (1 - s) S + s m I with S of rank below n, so that Cov^-1 mean follows from a system of n
 * equations (Woodbury) and no [d, d] matrix is made.
 */
final class CategoryVector {
  private CategoryVector() {}

  /** The shrinkage s and the mean variance m of centred rows, from their products. */
  record Shrinkage(double shrinkage, double meanVariance) {
    /**
     * The estimate of Ledoit and Wolf as scikit-learn has it.
     *
     * @param gram [n, n] products of the centred rows
     */
    static Shrinkage of(double[][] gram, int d) {
      int n = gram.length;
      double trace = 0;
      double ownSquares = 0;
      double squares = 0;
      for (int i = 0; i < n; i++) {
        trace += gram[i][i];
        ownSquares += gram[i][i] * gram[i][i];
        for (int k = 0; k < n; k++) {
          squares += gram[i][k] * gram[i][k];
        }
      }
      double mean = trace / n / d;
      double frobenius = squares / n / n;
      double delta = frobenius / d - mean * mean;
      double beta = Math.min((ownSquares / n - frobenius) / n / d, delta);
      // equal to zero but for rounding: two words, or words that are all alike
      boolean none = !(beta > 1e-14 * frobenius / d);
      return new Shrinkage(none ? 0 : beta / delta, mean);
    }
  }

  /**
   * The vector of the category with these words.
   *
   * @param rows [n, d]
   * @return [d]; null where it is not defined: a covariance that is not shrunk and so has no
   *     inverse, or a mean of zero
   */
  static double @Nullable [] of(double[][] rows) {
    int n = rows.length;
    if (n == 0) {
      return null;
    }
    int d = rows[0].length;
    double[] mean = MeanProducts.mean(rows);
    double[][] centred = new double[n][d];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < d; j++) {
        centred[i][j] = rows[i][j] - mean[j];
      }
    }
    double[][] gram = Linearity.gram(centred);
    Shrinkage cov = Shrinkage.of(gram, d);
    if (!(cov.shrinkage > 0)) {
      return null;
    }
    double[] v = mean.clone();
    if (cov.shrinkage < 1) {
      // (a I + b X'X)^-1 mean = (mean - X' (XX' + a/b I)^-1 X mean) / a
      double ridge = cov.shrinkage * cov.meanVariance * n / (1 - cov.shrinkage);
      double[] products = new double[n];
      for (int i = 0; i < n; i++) {
        gram[i][i] += ridge;
        products[i] = Vectors.dot(centred[i], mean);
      }
      double[] y = solve(gram, products);
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < d; j++) {
          v[j] -= y[i] * centred[i][j];
        }
      }
    }
    double square = Vectors.dot(v, v);
    if (!(square > 0)) {
      return null;
    }
    double along = Vectors.dot(v, mean) / square;
    for (int j = 0; j < d; j++) {
      v[j] *= along;
    }
    return v;
  }

  /** The published number: the cosine of child - parent with parent; NaN where one is missing. */
  static double cosine(double @Nullable [] child, double @Nullable [] parent) {
    if (child == null || parent == null) {
      return Double.NaN;
    }
    double product = 0;
    double square = 0;
    double parentSquare = 0;
    for (int j = 0; j < child.length; j++) {
      double x = child[j] - parent[j];
      product += x * parent[j];
      square += x * x;
      parentSquare += parent[j] * parent[j];
    }
    return square > 0 && parentSquare > 0 ? product / Math.sqrt(square * parentSquare) : Double.NaN;
  }

  /** Solves a x = b by Cholesky's method; {@code a}, positive definite, is overwritten. */
  static double[] solve(double[][] a, double[] b) {
    int n = b.length;
    double[] x = b.clone();
    for (int i = 0; i < n; i++) {
      for (int k = 0; k <= i; k++) {
        double sum = a[i][k];
        for (int j = 0; j < k; j++) {
          sum -= a[i][j] * a[k][j];
        }
        if (k == i && !(sum > 0)) {
          throw new IllegalArgumentException(
              "a matrix with pivot %d of %s is not positive definite".formatted(i, sum));
        }
        a[i][k] = k == i ? Math.sqrt(sum) : sum / a[k][k];
      }
      for (int j = 0; j < i; j++) {
        x[i] -= a[i][j] * x[j];
      }
      x[i] /= a[i][i];
    }
    for (int i = n - 1; i >= 0; i--) {
      for (int j = i + 1; j < n; j++) {
        x[i] -= a[j][i] * x[j];
      }
      x[i] /= a[i][i];
    }
    return x;
  }
}
