package probe.linear;

import java.util.stream.IntStream;

/**
 * The rows of each class.
 *
 * @param zero rows with label 0
 * @param one rows with label 1
 */
record Classes(int[] zero, int[] one) {
  /**
   * Divides rows by their labels.
   *
   * @throws IllegalArgumentException for no rows, one class only, labels other than 0 and 1, or
   *     arrays of different length
   */
  static Classes of(int rows, int[] labels) {
    if (rows == 0) {
      throw new IllegalArgumentException("a probe needs rows of both classes, got 0 rows");
    }
    if (rows != labels.length) {
      throw new IllegalArgumentException("%d rows, but %d labels".formatted(rows, labels.length));
    }
    for (int i = 0; i < rows; i++) {
      if (labels[i] != 0 && labels[i] != 1) {
        throw new IllegalArgumentException(
            "labels are 0 or 1, but row %d has %d".formatted(i, labels[i]));
      }
    }
    int[] zero = IntStream.range(0, rows).filter(i -> labels[i] == 0).toArray();
    int[] one = IntStream.range(0, rows).filter(i -> labels[i] == 1).toArray();
    if (zero.length == 0 || one.length == 0) {
      throw new IllegalArgumentException(
          "a probe needs rows of both classes, got %d of class 0 and %d of class 1"
              .formatted(zero.length, one.length));
    }
    return new Classes(zero, one);
  }

  /** The same, and {@code groups} is as long. */
  static Classes of(int rows, int[] labels, int[] groups) {
    if (rows != groups.length) {
      throw new IllegalArgumentException("%d rows, but %d groups".formatted(rows, groups.length));
    }
    return of(rows, labels);
  }

  int rows() {
    return zero.length + one.length;
  }
}
