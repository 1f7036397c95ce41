package probe.stats;

import java.util.stream.IntStream;

/** Places of values among themselves. */
public final class Ranks {
  private Ranks() {}

  /** Ranks from 1, equal values having the mean of theirs. */
  public static double[] midranks(double[] values) {
    int[] order =
        IntStream.range(0, values.length)
            .boxed()
            .sorted((a, b) -> Double.compare(values[a], values[b]))
            .mapToInt(i -> i)
            .toArray();
    double[] ranks = new double[values.length];
    int from = 0;
    for (int k = 1; k <= order.length; k++) {
      if (k == order.length || values[order[k]] != values[order[from]]) {
        for (int tied = from; tied < k; tied++) {
          ranks[order[tied]] = (from + 1 + k) / 2.0;
        }
        from = k;
      }
    }
    return ranks;
  }

  /**
   * Spearman's rank correlation, with ties; 0 where one side is the same everywhere, as it then
   * goes with nothing.
   *
   * @throws IllegalArgumentException for samples of different sizes, or a value that is NaN
   */
  public static double correlation(double[] first, double[] second) {
    if (first.length != second.length) {
      throw new IllegalArgumentException(
          "samples differ in size: %d != %d".formatted(first.length, second.length));
    }
    for (int i = 0; i < first.length; i++) {
      if (Double.isNaN(first[i]) || Double.isNaN(second[i])) {
        throw new IllegalArgumentException("pair %d is (%s, %s)".formatted(i, first[i], second[i]));
      }
    }
    double[] a = midranks(first);
    double[] b = midranks(second);
    double mean = (first.length + 1) / 2.0;
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      ab += (a[i] - mean) * (b[i] - mean);
      aa += (a[i] - mean) * (a[i] - mean);
      bb += (b[i] - mean) * (b[i] - mean);
    }
    return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
  }
}
