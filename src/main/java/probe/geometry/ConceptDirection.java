package probe.geometry;

/**
 * The direction of a concept, from the differences of its counterfactual pairs, in the Euclidean
 * inner product.
 *
 * <p>The direction is the normalised mean of the differences (Park, Choe and Veitch, arXiv
 * 2311.03658). A direction is never judged on the pair that it was made from: for pair i the mean
 * is taken over the others. Differences are float32 as the model has them, sums are float64.
 *
 * @param direction unit vector [d]
 * @param projections [pairs] normalise(mean of the others) . difference
 * @param cosines [pairs] the same divided by the length of the difference
 */
public record ConceptDirection(double[] direction, double[] projections, double[] cosines) {
  /** The fewest pairs that leave a mean of two when one is left out. */
  public static final int FEWEST_PAIRS = 3;

  /**
   * Estimates the direction and, for each pair, that of the others.
   *
   * @param differences [pairs, d], right word less left word
   * @throws IllegalArgumentException for fewer than three pairs, rows of different length, a
   *     difference of zero, or differences that cancel out
   */
  public static ConceptDirection of(double[][] differences) {
    int n = differences.length;
    if (n < FEWEST_PAIRS) {
      throw new IllegalArgumentException(
          "a direction needs at least %d pairs, got %d".formatted(FEWEST_PAIRS, n));
    }
    int d = differences[0].length;
    double[] sum = new double[d];
    for (double[] difference : differences) {
      if (difference.length != d) {
        throw new IllegalArgumentException(
            "vector dimensions differ: %d != %d".formatted(difference.length, d));
      }
      if (Vectors.norm(difference) == 0) {
        throw new IllegalArgumentException("a pair of equal vectors has no difference");
      }
      for (int j = 0; j < d; j++) {
        sum[j] += difference[j];
      }
    }
    double[] projections = new double[n];
    double[] cosines = new double[n];
    double[] others = new double[d];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < d; j++) {
        others[j] = sum[j] - differences[i][j];
      }
      projections[i] = Vectors.dot(Vectors.normalise(others), differences[i]);
      cosines[i] = projections[i] / Vectors.norm(differences[i]);
    }
    return new ConceptDirection(Vectors.normalise(sum), projections, cosines);
  }

  /** The cosine of every direction with every other: [concepts, concepts]. */
  public static double[][] cosines(double[][] directions) {
    double[][] out = new double[directions.length][directions.length];
    for (int i = 0; i < directions.length; i++) {
      for (int j = 0; j <= i; j++) {
        out[i][j] = i == j ? 1 : Vectors.dot(directions[i], directions[j]);
        out[j][i] = out[i][j];
      }
    }
    return out;
  }
}
