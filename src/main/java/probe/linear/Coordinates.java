package probe.linear;

import org.jspecify.annotations.Nullable;
import probe.algebra.Dense;
import probe.algebra.Symmetric;

/**
 * Rows in coordinates of their own span, from their inner products alone: n rows of any dimension
 * become n rows of at most n, and every linear method with an L2 penalty has the same solution.
 *
 * @param rows [n, r]
 * @param toWeights [r, n]: weights in the span times this are multipliers of the original rows;
 *     null if the coordinates are the original ones
 */
record Coordinates(Dense rows, @Nullable Dense toWeights, Dense original) {
  /** Coordinates of {@code rows} [n, d]: their own where n >= d. */
  static Coordinates of(Dense rows) {
    int n = rows.rows();
    if (n >= rows.columns()) {
      return new Coordinates(rows, null, rows);
    }
    Symmetric.Eigen eigen = Symmetric.eigen(rows.outerGram());
    double[] values = eigen.values();
    double smallest = n * Math.ulp(1.0) * values[0];
    int rank = 0;
    while (rank < n && values[rank] > smallest) {
      rank++;
    }
    Dense coordinates = Dense.zeros(n, rank);
    Dense back = Dense.zeros(rank, n);
    for (int k = 0; k < rank; k++) {
      double length = Math.sqrt(values[k]);
      for (int i = 0; i < n; i++) {
        coordinates.values()[i * rank + k] = eigen.vectors().at(k, i) * length;
        back.values()[k * n + i] = eigen.vectors().at(k, i) / length;
      }
    }
    return new Coordinates(coordinates, back, rows);
  }

  /** Weights [d] on the original rows, for {@code weights} [r] on the coordinates. */
  double[] weights(double[] weights) {
    return toWeights == null
        ? weights
        : original.multiplyTransposed(toWeights.multiplyTransposed(weights));
  }
}
