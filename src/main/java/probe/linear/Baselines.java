package probe.linear;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import probe.stats.Seeds;

/** What a probe must beat before its accuracy says anything of the model. */
public final class Baselines {
  /** Token types that a bag of words counts at most, the most frequent ones. */
  static final int MOST_TOKENS = 4096;

  private Baselines() {}

  /**
   * Accuracy on {@code test} of always answering with the label that most of {@code train} have; 0
   * where both are as many.
   */
  public static double majority(int[] labels, int[] train, int[] test) {
    int ones = Arrays.stream(train).map(i -> labels[i]).sum();
    int answer = 2 * ones > train.length ? 1 : 0;
    return Arrays.stream(test).filter(i -> labels[i] == answer).count() / (double) test.length;
  }

  /**
   * Bags of words: how often each token of the training texts is in each text.
   *
   * @return [n][tokens]
   */
  public static double[][] bagOfWords(int[][] tokens, int[] train) {
    Map<Integer, Integer> frequency = new HashMap<>();
    for (int i : train) {
      for (int token : tokens[i]) {
        frequency.merge(token, 1, Integer::sum);
      }
    }
    Comparator<Map.Entry<Integer, Integer>> mostFirst =
        Map.Entry.<Integer, Integer>comparingByValue().reversed();
    int[] kept =
        frequency.entrySet().stream()
            .sorted(mostFirst.thenComparing(Map.Entry.comparingByKey()))
            .limit(MOST_TOKENS)
            .mapToInt(Map.Entry::getKey)
            .toArray();
    Map<Integer, Integer> column = new HashMap<>();
    for (int token : kept) {
      column.put(token, column.size());
    }
    double[][] counts = new double[tokens.length][kept.length];
    for (int i = 0; i < tokens.length; i++) {
      for (int token : tokens[i]) {
        Integer j = column.get(token);
        if (j != null) {
          counts[i][j]++;
        }
      }
    }
    return counts;
  }

  /**
   * A random direction, with the threshold and the sign that are best on the training rows (largest
   * balanced accuracy).
   *
   * @param x [n][d]
   */
  public static LinearProbe randomDirection(double[][] x, int[] labels, int[] train, long seed) {
    SplittableRandom random = Seeds.random(seed, "random direction");
    double[] weights = new double[x[0].length];
    Arrays.setAll(weights, j -> random.nextGaussian());
    double[] scores = Rows.scores(new LinearProbe(weights, 0), x, train);
    return threshold(weights, scores, Rows.of(labels, train));
  }

  private static LinearProbe threshold(double[] weights, double[] scores, int[] labels) {
    int[] order =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted((a, b) -> Double.compare(scores[a], scores[b]))
            .mapToInt(i -> i)
            .toArray();
    double ones = Arrays.stream(labels).sum();
    double zeros = labels.length - ones;
    double best = 0; // what is gained over 1/2, times 2; negative for the other sign
    double cut = scores[order[0]] - 1;
    double below = 0;
    for (int k = 0; k + 1 < order.length; k++) {
      below += labels[order[k]] == 0 ? 1 / zeros : -1 / ones;
      boolean tied = scores[order[k]] == scores[order[k + 1]];
      if (!tied && Math.abs(below) > Math.abs(best) + 1e-12) {
        best = below;
        cut = (scores[order[k]] + scores[order[k + 1]]) / 2;
      }
    }
    double sign = best < 0 ? -1 : 1;
    return new LinearProbe(Arrays.stream(weights).map(w -> sign * w).toArray(), -sign * cut);
  }
}
