package probe.algebra;

import java.util.Arrays;

/**
 * The eigenvalues of a covariance and what follows from them.
 *
 * @param values [d], descending
 * @param tolerance d eps largest: what rounding leaves of an eigenvalue that is zero
 * @param rank how many eigenvalues are above the tolerance
 * @param conditionNumber the largest over the smallest; infinite without full rank
 * @param effectiveDimension (sum of eigenvalues)^2 / sum of their squares, the participation ratio
 */
public record Spectrum(
    double[] values,
    double tolerance,
    int rank,
    double conditionNumber,
    double effectiveDimension) {

  /** Summarises {@code values} [d], descending. */
  public static Spectrum of(double[] values) {
    int d = values.length;
    double tolerance = d == 0 ? 0 : d * Math.ulp(1.0) * values[0];
    int rank = (int) Arrays.stream(values).filter(value -> value > tolerance).count();
    double sum = Arrays.stream(values).sum();
    double squares = Arrays.stream(values).map(value -> value * value).sum();
    return new Spectrum(
        values,
        tolerance,
        rank,
        rank < d ? Double.POSITIVE_INFINITY : values[0] / values[d - 1],
        sum * sum / squares);
  }

  /** The mean eigenvalue. */
  public double mean() {
    return Arrays.stream(values).sum() / values.length;
  }
}
