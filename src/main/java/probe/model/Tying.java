package probe.model;

import probe.tensor.Matrix;

/** Tells whether an embedding and an unembedding are one matrix. */
final class Tying {
  /** Rows that are compared where quantisation rules equality out. */
  static final int SAMPLES = 64;

  // of a row's squared length, after rounding to four bits; an untied row keeps next to nothing
  private static final double KEPT = 0.8;

  private Tying() {}

  /** Whether all elements are equal. */
  static boolean equal(Matrix a, Matrix b) {
    if (a.rows() != b.rows() || a.columns() != b.columns()) {
      return false;
    }
    int step = Math.max(1, (1 << 20) / a.columns());
    float[] left = new float[step * a.columns()];
    float[] right = new float[step * a.columns()];
    for (int from = 0; from < a.rows(); from += step) {
      int count = Math.min(step, a.rows() - from);
      a.copyRows(from, count, left);
      b.copyRows(from, count, right);
      if (!java.util.Arrays.equals(left, 0, count * a.columns(), right, 0, count * a.columns())) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether rows e_i of the embedding are rows gamma_i of the unembedding but for rounding.
   *
   * @param rows sampled e_i [samples, d]
   * @param products e_i . gamma_i [samples], which is |e_i|^2 if the two are tied
   */
  static boolean alike(float[][] rows, double[] products) {
    double length = 0;
    double deviation = 0;
    for (int i = 0; i < rows.length; i++) {
      double square = 0;
      for (float x : rows[i]) {
        square += (double) x * x;
      }
      length += square;
      deviation += Math.abs(products[i] - square);
    }
    return deviation < (1 - KEPT) * length;
  }
}
