package probe.linear;

/** A way to fit a linear probe. */
public interface Trainer {
  /** Short name, such as "logistic". */
  String name();

  /**
   * Fits a probe; whatever is estimated (means, scales, penalties) is estimated from these rows
   * alone.
   *
   * @param x [n, d]
   * @param labels [n], each 0 or 1
   * @param groups [n], rows that must not be divided when a penalty is chosen by cross-validation
   * @param seed for whatever is random
   * @throws IllegalArgumentException for no rows, one class only, or arrays of different length
   */
  LinearProbe fit(double[][] x, int[] labels, int[] groups, long seed);
}
