package probe.facts.measure;

import java.util.Arrays;

/**
 * The exact distribution of a whole number. Convolving adds positive terms only, so that even
 * probabilities far in a tail keep all but a few units of their last place.
 */
final class SumDistribution {
  private final int least;
  private final double[] probabilities;

  private SumDistribution(int least, double[] probabilities) {
    this.least = least;
    this.probabilities = probabilities;
  }

  /** All of it on one number. */
  static SumDistribution constant(int value) {
    return new SumDistribution(value, new double[] {1});
  }

  /** The sum over v of {@code sums[v][order(v)]}, all n! orders being as likely. */
  static SumDistribution ofOrders(int[][] sums) {
    int low = 0;
    int high = 0;
    for (int[] row : sums) {
      low += Arrays.stream(row).min().orElseThrow();
      high += Arrays.stream(row).max().orElseThrow();
    }
    double[] counts = new double[high - low + 1];
    count(sums, 0, 0, -low, counts);
    double orders = Arrays.stream(counts).sum();
    return new SumDistribution(low, Arrays.stream(counts).map(c -> c / orders).toArray());
  }

  private static void count(int[][] sums, int row, int taken, int sum, double[] counts) {
    if (row == sums.length) {
      counts[sum]++;
      return;
    }
    for (int c = 0; c < sums.length; c++) {
      if ((taken & 1 << c) == 0) {
        count(sums, row + 1, taken | 1 << c, sum + sums[row][c], counts);
      }
    }
  }

  /** The sum of this and of an independent number. */
  SumDistribution plus(SumDistribution other) {
    double[] sum = new double[probabilities.length + other.probabilities.length - 1];
    for (int i = 0; i < probabilities.length; i++) {
      for (int k = 0; k < other.probabilities.length; k++) {
        sum[i + k] += probabilities[i] * other.probabilities[k];
      }
    }
    return new SumDistribution(least + other.least, sum);
  }

  double atMost(int value) {
    double sum = 0;
    for (int i = 0; i < probabilities.length && least + i <= value; i++) {
      sum += probabilities[i];
    }
    return Math.min(1, sum);
  }

  double atLeast(int value) {
    double sum = 0;
    for (int i = probabilities.length - 1; i >= 0 && least + i >= value; i--) {
      sum += probabilities[i];
    }
    return Math.min(1, sum);
  }

  double mean() {
    double sum = 0;
    for (int i = 0; i < probabilities.length; i++) {
      sum += probabilities[i] * (least + i);
    }
    return sum;
  }

  /** The least number that is not exceeded with at least probability {@code share}. */
  int quantile(double share) {
    double sum = 0;
    for (int i = 0; i < probabilities.length; i++) {
      sum += probabilities[i];
      // rounding must not push a quantile to the next number
      if (sum >= share - 1e-12) {
        return least + i;
      }
    }
    return least + probabilities.length - 1;
  }
}
