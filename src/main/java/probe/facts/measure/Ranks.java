package probe.facts.measure;

/** Places among candidates; 0 is the best. */
final class Ranks {
  private Ranks() {}

  /** How many of {@code values[from..to)} are strictly larger than the one at {@code correct}. */
  static int larger(double[] values, int from, int to, int correct) {
    int larger = 0;
    for (int c = from; c < to; c++) {
      larger += values[c] > values[correct] ? 1 : 0;
    }
    return larger;
  }

  /** How many equal the one at {@code correct}, itself included. */
  static int equal(double[] values, int from, int to, int correct) {
    int equal = 0;
    for (int c = from; c < to; c++) {
      equal += values[c] == values[correct] ? 1 : 0;
    }
    return equal;
  }

  /**
   * Twice the mid-rank, a whole number: ties count half. Its mean over the candidates is their
   * number less 1 whatever the ties, so that a model without any preference is at chance.
   */
  static int twiceMid(double[] values, int from, int to, int correct) {
    return 2 * larger(values, from, to, correct) + equal(values, from, to, correct) - 1;
  }

  /** Whether the candidate is above all others. */
  static boolean best(double[] values, int from, int to, int correct) {
    return larger(values, from, to, correct) == 0 && equal(values, from, to, correct) == 1;
  }

  static double[] widened(float[] values) {
    double[] out = new double[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = values[i];
    }
    return out;
  }
}
