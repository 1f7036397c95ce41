package probe.geometry;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import probe.stats.Seeds;

/** Draws of several statistics at once, and the resampling of clusters. */
final class Draws {
  private Draws() {}

  /** The statistics of one draw. */
  @FunctionalInterface
  interface Rows {
    double[] of(SplittableRandom random);
  }

  /**
   * Independent draws, each with a generator of its own, so that threads don't matter.
   *
   * @return [count][statistics]
   */
  static double[][] of(int count, long seed, Rows statistics) {
    return IntStream.range(0, count)
        .parallel()
        .mapToObj(b -> statistics.of(new SplittableRandom(Seeds.of(seed, b))))
        .toArray(double[][]::new);
  }

  /** One statistic of all draws: [draws]. */
  static double[] column(double[][] rows, int column) {
    return Arrays.stream(rows).mapToDouble(row -> row[column]).toArray();
  }

  /** How often each cluster stands in a sample of as many clusters, with replacement. */
  static int[] resample(int clusters, SplittableRandom random) {
    int[] times = new int[clusters];
    for (int i = 0; i < clusters; i++) {
      times[random.nextInt(clusters)]++;
    }
    return times;
  }

  /** How many clusters there are, where they are counted from 0. */
  static int count(int[] clusters) {
    return Arrays.stream(clusters).max().orElse(-1) + 1;
  }

  /**
   * Cluster bootstrap of the mean of {@code values}.
   *
   * @param values [n]
   * @param clusterOf [n] cluster of each value, from 0
   * @return [replicates]
   */
  static double[] means(double[] values, int[] clusterOf, int replicates, long seed) {
    int clusters = count(clusterOf);
    double[] sums = new double[clusters];
    int[] sizes = new int[clusters];
    for (int i = 0; i < values.length; i++) {
      sums[clusterOf[i]] += values[i];
      sizes[clusterOf[i]]++;
    }
    return Linearity.draw(
        replicates,
        seed,
        random -> {
          int[] times = resample(clusters, random);
          double sum = 0;
          int n = 0;
          for (int c = 0; c < clusters; c++) {
            sum += times[c] * sums[c];
            n += times[c] * sizes[c];
          }
          return sum / n;
        });
  }
}
