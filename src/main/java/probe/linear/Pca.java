package probe.linear;

import java.util.Arrays;
import probe.algebra.Dense;
import probe.algebra.Gram;
import probe.algebra.Symmetric;
import probe.tensor.Matrix;

/**
 * Principal components, from the covariance, or from the inner products of the rows where there are
 * fewer of those than dimensions (Jolliffe 2002).
 *
 * @param mean [d]
 * @param components [k, d], of length one, the entry of largest absolute value positive
 * @param variances [k], with n - 1, descending
 * @param totalVariance the sum over all components
 */
public record Pca(double[] mean, Dense components, double[] variances, double totalVariance) {
  /**
   * The first {@code count} components of {@code rows} [n, d].
   *
   * @throws IllegalArgumentException for fewer than two rows, or more components than there can be
   */
  public static Pca of(Dense rows, int count) {
    check(rows.rows(), rows.columns(), count);
    double[] mean = rows.mean();
    Dense centred = rows.centred(mean);
    int n = rows.rows();
    if (n >= rows.columns()) {
      Dense gram = centred.gram();
      return of(mean, Symmetric.eigen(gram), n - 1.0, count, gram.trace());
    }
    Dense gram = centred.outerGram();
    Symmetric.Eigen eigen = Symmetric.eigen(gram);
    Dense left = new Dense(count, n, Arrays.copyOf(eigen.vectors().values(), count * n));
    Dense components = left.multiply(centred);
    for (int k = 0; k < count; k++) {
      unit(components, k);
    }
    return new Pca(
        mean, components, scaled(eigen.values(), n - 1.0, count), gram.trace() / (n - 1));
  }

  /** The same for float32 rows, which are never copied as a whole if n >= d. */
  public static Pca of(Matrix rows, int count) {
    check(rows.rows(), rows.columns(), count);
    if (rows.rows() < rows.columns()) {
      return of(Dense.of(rows), count);
    }
    int[] all = Gram.all(rows);
    double[] mean = Gram.mean(rows, all);
    Dense covariance = Gram.of(rows, all, mean);
    double divisor = (rows.rows() - 1.0) / rows.rows();
    return of(mean, Symmetric.eigen(covariance), divisor, count, covariance.trace());
  }

  private static Pca of(
      double[] mean, Symmetric.Eigen eigen, double divisor, int count, double trace) {
    int d = mean.length;
    Dense components = new Dense(count, d, Arrays.copyOf(eigen.vectors().values(), count * d));
    return new Pca(mean, components, scaled(eigen.values(), divisor, count), trace / divisor);
  }

  /** The coordinates of {@code rows} [n, d] along the components [n, k]. */
  public Dense project(Dense rows) {
    return rows.centred(mean).multiply(components.transpose());
  }

  private static double[] scaled(double[] values, double divisor, int count) {
    return Arrays.stream(values).limit(count).map(v -> Math.max(0, v) / divisor).toArray();
  }

  private static void unit(Dense rows, int k) {
    int d = rows.columns();
    double[] values = rows.values();
    double squares = 0;
    double largest = 0;
    for (int j = 0; j < d; j++) {
      double value = values[k * d + j];
      squares += value * value;
      largest = Math.abs(value) > Math.abs(largest) ? value : largest;
    }
    double factor = squares == 0 ? 0 : Math.copySign(1 / Math.sqrt(squares), largest);
    for (int j = 0; j < d; j++) {
      values[k * d + j] *= factor;
    }
  }

  private static void check(int n, int d, int count) {
    int most = Math.min(n - 1, d);
    if (n < 2 || count < 1 || count > most) {
      throw new IllegalArgumentException(
          "rows [%d, %d] have between 1 and %d principal components, asked for %d"
              .formatted(n, d, Math.max(0, most), count));
    }
  }
}
