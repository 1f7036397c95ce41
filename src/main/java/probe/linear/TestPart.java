package probe.linear;

import java.util.Arrays;
import java.util.stream.IntStream;
import probe.stats.Auc;
import probe.stats.Interval;
import probe.stats.Ranks;

/**
 * The labels of a test part, and how well scores agree with them; the arithmetic that depends on
 * labels and clusters alone is done once for all layers.
 */
final class TestPart {
  private final int[] labels;
  private final boolean[] positive;
  private final CellMeans halves;
  private final CellMeans sums;

  /**
   * @param labels [n], of the test rows
   * @param units [n], independent units
   */
  TestPart(int[] labels, int[] units, double level) {
    this.labels = labels;
    positive = new boolean[labels.length];
    for (int i = 0; i < labels.length; i++) {
      positive[i] = labels[i] == 1;
    }
    halves = new CellMeans(labels, units, new double[] {0.5, 0.5}, level);
    sums = new CellMeans(labels, units, new double[] {1, 1}, level);
  }

  /** Whether each score is on the side of its label, as 0 or 1; 0 is on the side of label 0. */
  static double[] correct(double[] scores, int[] labels) {
    double[] correct = new double[scores.length];
    Arrays.setAll(correct, i -> (scores[i] > 0 ? 1 : 0) == labels[i] ? 1 : 0);
    return correct;
  }

  /** Share of scores on the side of their label. */
  static double accuracy(double[] scores, int[] labels) {
    return Arrays.stream(correct(scores, labels)).sum() / scores.length;
  }

  Interval balancedAccuracy(double[] scores) {
    double[] correct = correct(scores, labels);
    return halves.share(halves.estimate(correct), correct);
  }

  /** Balanced accuracy of {@code first} less that of {@code second}. */
  Interval balancedAccuracyOver(double[] first, double[] second) {
    double[] correct = correct(first, labels);
    double[] other = correct(second, labels);
    Arrays.setAll(correct, i -> correct[i] - other[i]);
    return halves.interval(halves.estimate(correct), correct);
  }

  /** AUC with the interval of Obuchowski (1997, Biometrics 53) for clustered items. */
  Interval auc(double[] scores) {
    return sums.share(Auc.of(scores, positive), placements(scores));
  }

  /** AUC of {@code first} less that of {@code second} (DeLong et al. 1988, for clusters). */
  Interval aucOver(double[] first, double[] second) {
    double[] placements = placements(first);
    double[] other = placements(second);
    Arrays.setAll(placements, i -> placements[i] - other[i]);
    return sums.interval(Auc.of(first, positive) - Auc.of(second, positive), placements);
  }

  /** Share of the other class that each item is on the right side of, ties counting half. */
  private double[] placements(double[] scores) {
    double[] ranks = Ranks.midranks(scores);
    double[] placements = new double[scores.length];
    for (int label = 0; label <= 1; label++) {
      int y = label;
      int[] own = IntStream.range(0, scores.length).filter(i -> labels[i] == y).toArray();
      double[] within = Ranks.midranks(Arrays.stream(own).mapToDouble(i -> scores[i]).toArray());
      int others = scores.length - own.length;
      for (int k = 0; k < own.length; k++) {
        double below = (ranks[own[k]] - within[k]) / others;
        placements[own[k]] = y == 1 ? below : 1 - below;
      }
    }
    return placements;
  }

  /** AUC of {@code labels} from the ranks of their scores. */
  static double auc(double[] midranks, int[] labels) {
    double sum = 0;
    long ones = 0;
    for (int i = 0; i < labels.length; i++) {
      sum += labels[i] * midranks[i];
      ones += labels[i];
    }
    return (sum - ones * (ones + 1) / 2.0) / (ones * (labels.length - ones));
  }
}
