package probe;

import java.util.Arrays;

/** The median, for times that some rounds were disturbed in. */
public final class Median {
  private Median() {}

  /** The middle of {@code values}, or half-way between the two in the middle. */
  public static double of(double[] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("no values have no median");
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
