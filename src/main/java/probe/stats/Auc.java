package probe.stats;

import java.util.Comparator;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Area under the ROC curve: the chance that a positive item scores above a negative one, ties
 * counting half (Mann and Whitney 1947).
 */
public final class Auc {
  private Auc() {}

  /** The AUC of {@code scores}, in O(n log n). */
  public static double of(double[] scores, boolean[] positive) {
    Clusters clusters = Clusters.singletons(scores.length);
    double auc = weighted(scores, positive, clusters).applyAsDouble(clusters.once());
    if (Double.isNaN(auc)) {
      throw new IllegalArgumentException(
          "an AUC needs positive and negative items, got "
              + count(positive)
              + " positive of "
              + positive.length);
    }
    return auc;
  }

  /** The AUC with its cluster bootstrap interval, clusters being entities. */
  public static Interval interval(
      double[] scores, boolean[] positive, int[] ids, double level, int draws, long seed) {
    Clusters clusters = Clusters.of(ids);
    return ClusterBootstrap.interval(
        clusters.count(),
        weighted(scores, positive, clusters),
        of(scores, positive),
        level,
        draws,
        seed);
  }

  /** The AUC of {@code first} less that of {@code second} on the same items. */
  public static Interval difference(
      double[] first,
      double[] second,
      boolean[] positive,
      int[] ids,
      double level,
      int draws,
      long seed) {
    Clusters clusters = Clusters.of(ids);
    ToDoubleFunction<int[]> a = weighted(first, positive, clusters);
    ToDoubleFunction<int[]> b = weighted(second, positive, clusters);
    return ClusterBootstrap.interval(
        clusters.count(),
        weights -> a.applyAsDouble(weights) - b.applyAsDouble(weights),
        of(first, positive) - of(second, positive),
        level,
        draws,
        seed);
  }

  /**
   * The AUC as a function of how often each cluster is drawn, in O(n); NaN where that leaves one
   * class only.
   */
  public static ToDoubleFunction<int[]> weighted(
      double[] scores, boolean[] positive, Clusters clusters) {
    clusters.checkItems("scores", scores.length);
    clusters.checkItems("labels", positive.length);
    for (int i = 0; i < scores.length; i++) {
      if (Double.isNaN(scores[i])) {
        throw new IllegalArgumentException("score " + i + " is NaN");
      }
    }
    int[] order =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> scores[i]))
            .mapToInt(i -> i)
            .toArray();
    int[] cluster = IntStream.of(order).map(i -> clusters.index()[i]).toArray();
    boolean[] label = new boolean[order.length];
    boolean[] lastOfTie = new boolean[order.length];
    for (int k = 0; k < order.length; k++) {
      label[k] = positive[order[k]];
      lastOfTie[k] = k + 1 == order.length || scores[order[k]] != scores[order[k + 1]];
    }
    return weights -> area(weights, cluster, label, lastOfTie);
  }

  /** In whole numbers, so that equal areas are equal in every bit. */
  private static double area(
      int[] weights, int[] cluster, boolean[] positive, boolean[] lastOfTie) {
    long halves = 0; // twice the number of pairs in the right order, ties counting once
    long below = 0;
    long positives = 0;
    long tiedPositive = 0;
    long tiedNegative = 0;
    for (int k = 0; k < cluster.length; k++) {
      int weight = weights[cluster[k]];
      if (positive[k]) {
        tiedPositive += weight;
      } else {
        tiedNegative += weight;
      }
      if (lastOfTie[k]) {
        halves += tiedPositive * (2 * below + tiedNegative);
        below += tiedNegative;
        positives += tiedPositive;
        tiedPositive = 0;
        tiedNegative = 0;
      }
    }
    return positives == 0 || below == 0 ? Double.NaN : halves / (2.0 * positives * below);
  }

  private static long count(boolean[] positive) {
    return IntStream.range(0, positive.length).filter(i -> positive[i]).count();
  }
}
