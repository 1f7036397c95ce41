package probe.geometry;

import java.util.Arrays;

/** Mean differences and what lies along them. */
final class Directions {
  private Directions() {}

  /** The sum of {@code rows} [n][d], at length one; a zero vector where they cancel out. */
  static double[] unit(double[][] rows, int d) {
    double[] out = new double[d];
    for (double[] row : rows) {
      for (int j = 0; j < d; j++) {
        out[j] += row[j];
      }
    }
    scaleToUnit(out);
    return out;
  }

  /** Scales {@code vector} to length one, or leaves it where it is zero. */
  static void scaleToUnit(double[] vector) {
    double norm = Vectors.norm(vector);
    if (norm > 0) {
      for (int j = 0; j < vector.length; j++) {
        vector[j] /= norm;
      }
    }
  }

  /** The product of {@code direction} with each of {@code rows}: [n]. */
  static double[] projections(double[][] rows, double[] direction) {
    return Arrays.stream(rows).mapToDouble(row -> product(row, direction)).toArray();
  }

  /**
   * The cosine of each of {@code rows} with the unit vector {@code direction}; 0 for a zero row.
   */
  static double[] cosines(double[][] rows, double[] direction) {
    return Arrays.stream(rows)
        .mapToDouble(
            row -> {
              double square = product(row, row);
              return square > 0 ? product(row, direction) / Math.sqrt(square) : 0;
            })
        .toArray();
  }

  /** a . b in four partial sums, which do not wait for one another. */
  static double product(double[] a, double[] b) {
    if (a.length != b.length) {
      throw new IllegalArgumentException(
          "vector dimensions differ: %d != %d".formatted(a.length, b.length));
    }
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int j = 0;
    for (; j + 3 < a.length; j += 4) {
      s0 += a[j] * b[j];
      s1 += a[j + 1] * b[j + 1];
      s2 += a[j + 2] * b[j + 2];
      s3 += a[j + 3] * b[j + 3];
    }
    for (; j < a.length; j++) {
      s0 += a[j] * b[j];
    }
    return (s0 + s1) + (s2 + s3);
  }

  /** The mean of {@code values}; NaN of none. */
  static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(Double.NaN);
  }
}
