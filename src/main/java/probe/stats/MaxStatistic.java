package probe.stats;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Tests of many statistics at once, such as one per layer, against the largest of them in each draw
 * (Westfall and Young 1993): the chance of any false rejection, with the dependence between the
 * statistics taken from the draws.
 *
 * @param adjusted adjusted p-value of each statistic
 * @param any p-value of "none of the null hypotheses is wrong"
 */
public record MaxStatistic(double[] adjusted, double any) {

  /**
   * Every statistic against the largest of all.
   *
   * @param observed [m], large when the null hypothesis is wrong
   * @param draws [B][m], each row from one permutation that is the same for all statistics
   * @param standardise whether to give all statistics the same mean and spread under the null
   *     hypothesis first, so that none dominates
   */
  public static MaxStatistic singleStep(double[] observed, double[][] draws, boolean standardise) {
    return of(observed, draws, standardise, false);
  }

  /** Every statistic against the largest of those not yet rejected: rejects no less. */
  public static MaxStatistic stepDown(double[] observed, double[][] draws, boolean standardise) {
    return of(observed, draws, standardise, true);
  }

  private static MaxStatistic of(
      double[] observed, double[][] draws, boolean standardise, boolean stepDown) {
    double[][] columns = columns(observed, draws);
    if (standardise) {
      Arrays.stream(columns).forEach(MaxStatistic::standardise);
    }
    // ascending, so that the running maximum below is over those that are left
    int[] order =
        IntStream.range(0, observed.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> columns[i][0]))
            .mapToInt(i -> i)
            .toArray();
    double[] largest = new double[draws.length];
    Arrays.fill(largest, Double.NEGATIVE_INFINITY);
    double[][] references = new double[observed.length][];
    for (int i : order) {
      for (int b = 0; b < draws.length; b++) {
        largest[b] = Math.max(largest[b], columns[i][b + 1]);
      }
      references[i] = stepDown ? largest.clone() : largest;
    }
    double[] adjusted = new double[observed.length];
    double previous = 0;
    for (int rank = observed.length - 1; rank >= 0; rank--) {
      int i = order[rank];
      // a smaller statistic may not have the smaller p-value
      previous = Math.max(previous, PermutationTest.p(columns[i][0], references[i]));
      adjusted[i] = previous;
    }
    return new MaxStatistic(adjusted, Arrays.stream(adjusted).min().orElseThrow());
  }

  /** [m][B + 1], the observed one first. */
  private static double[][] columns(double[] observed, double[][] draws) {
    if (observed.length == 0 || draws.length == 0) {
      throw new IllegalArgumentException(
          "a maximum needs statistics and draws, got " + observed.length + " and " + draws.length);
    }
    double[][] columns = new double[observed.length][draws.length + 1];
    for (int i = 0; i < observed.length; i++) {
      columns[i][0] = finite(observed[i], "observed statistic " + i);
    }
    for (int b = 0; b < draws.length; b++) {
      if (draws[b].length != observed.length) {
        throw new IllegalArgumentException(
            "draw " + b + " has " + draws[b].length + " statistics, not " + observed.length);
      }
      for (int i = 0; i < observed.length; i++) {
        columns[i][b + 1] = finite(draws[b][i], "statistic " + i + " of draw " + b);
      }
    }
    return columns;
  }

  /**
   * To mean 0 and standard deviation 1 over the draws and the observed value together: they are
   * exchangeable under the null hypothesis, and the test is exact only if all are treated alike.
   */
  private static void standardise(double[] column) {
    double mean = Arrays.stream(column).average().orElseThrow();
    double squares = 0;
    double largest = 0;
    for (double x : column) {
      squares += (x - mean) * (x - mean);
      largest = Math.max(largest, Math.abs(x));
    }
    double sd = Math.sqrt(squares / column.length);
    for (int b = 0; b < column.length; b++) {
      // a constant has nothing to say, and must not be the largest
      column[b] = sd > 1e-12 * largest ? (column[b] - mean) / sd : Double.NEGATIVE_INFINITY;
    }
  }

  private static double finite(double value, String what) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(what + " is " + value);
    }
    return value;
  }
}
