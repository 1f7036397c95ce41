package probe.linear;

import java.util.Arrays;
import probe.algebra.Dense;

/**
 * A covariance shrunk towards a multiple of the identity: (1 - shrinkage) C + shrinkage mean I
 * (Ledoit and Wolf 2004, A well-conditioned estimator for large-dimensional covariance matrices,
 * equation 14). As sklearn.covariance.ledoit_wolf.
 *
 * @param shrinkage between 0 and 1
 * @param mean the mean eigenvalue of the population covariance C
 */
public record LedoitWolf(double shrinkage, double mean) {
  /**
   * From {@code rows} [n, d], without a [d, d] matrix where n < d.
   *
   * @throws IllegalArgumentException for no rows
   */
  public static LedoitWolf of(Dense rows) {
    return ofCentred(centred(rows));
  }

  /** The shrunk covariance of {@code rows} [d, d]. */
  public static Dense covariance(Dense rows) {
    Dense centred = centred(rows);
    LedoitWolf shrunk = ofCentred(centred);
    Dense out = centred.gram();
    double[] values = out.values();
    for (int i = 0; i < values.length; i++) {
      values[i] *= (1 - shrunk.shrinkage) / rows.rows();
    }
    for (int j = 0; j < out.rows(); j++) {
      values[j * out.rows() + j] += shrunk.shrinkage * shrunk.mean;
    }
    return out;
  }

  private static Dense centred(Dense rows) {
    if (rows.rows() == 0 || rows.columns() == 0) {
      throw new IllegalArgumentException("a covariance needs rows and columns, got " + rows);
    }
    return rows.centred(rows.mean());
  }

  /** From rows whose mean is zero. */
  static LedoitWolf ofCentred(Dense rows) {
    int n = rows.rows();
    int d = rows.columns();
    // the squares of X'X sum to those of XX'
    Dense gram = n < d ? rows.outerGram() : rows.gram();
    double squares = Arrays.stream(gram.values()).map(value -> value * value).sum();
    double fourth = 0;
    double trace = 0;
    for (int i = 0; i < n; i++) {
      double length = 0;
      for (int j = 0; j < d; j++) {
        double value = rows.values()[i * d + j];
        length += value * value;
      }
      trace += length / n;
      fourth += length * length;
    }
    return of(n, d, trace, squares / ((double) n * n), fourth);
  }

  /**
   * From sums.
   *
   * @param trace of C
   * @param squares the sum of the squared entries of C
   * @param fourth the sum of |x|^4 over centred rows
   */
  static LedoitWolf of(int n, int d, double trace, double squares, double fourth) {
    double mean = trace / d;
    if (d == 1) {
      return new LedoitWolf(0, mean);
    }
    double delta = (squares - 2 * mean * trace + d * mean * mean) / d;
    double beta = Math.min((fourth / n - squares) / ((double) d * n), delta);
    return new LedoitWolf(beta == 0 ? 0 : beta / delta, mean);
  }
}
