package probe.ocr.inside;

/** Where states moved. */
final class Shifts {
  private Shifts() {}

  /**
   * Cosines of {@code after} less {@code before} with {@code directions}; 0 for what did not move.
   *
   * @param before [names][d]
   * @param after [names][d]
   * @param directions [n][d]
   * @return [names][n]
   * @throws IllegalArgumentException if dimensions differ
   */
  static double[][] cosines(float[][] before, float[][] after, double[][] directions) {
    double[][] out = new double[before.length][directions.length];
    for (int i = 0; i < before.length; i++) {
      if (before[i].length != after[i].length || after[i].length != directions[0].length) {
        throw new IllegalArgumentException(
            "vector dimensions differ: %d, %d and %d"
                .formatted(before[i].length, after[i].length, directions[0].length));
      }
      double[] moved = new double[before[i].length];
      for (int k = 0; k < moved.length; k++) {
        moved[k] = (double) after[i][k] - before[i][k];
      }
      for (int c = 0; c < directions.length; c++) {
        double lengths = Math.sqrt(product(moved, moved) * product(directions[c], directions[c]));
        out[i][c] = lengths == 0 ? 0 : product(moved, directions[c]) / lengths;
      }
    }
    return out;
  }

  private static double product(double[] a, double[] b) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      sum += a[k] * b[k];
    }
    return sum;
  }
}
