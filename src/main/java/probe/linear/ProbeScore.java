package probe.linear;

import org.jspecify.annotations.Nullable;
import probe.result.Estimate;
import probe.result.HypothesisTest;

/**
 * What one trainer found in one layer.
 *
 * @param n training rows
 * @param d dimensions
 * @param trainUnits independent units among the training rows
 * @param testRows test rows
 * @param testUnits independent units among the test rows
 * @param trainAccuracy share of training rows that are told right
 * @param controlTrainAccuracy the same for random labels: what the probe can know by heart
 * @param accuracy share of test rows that are told right
 * @param majorityAccuracy share that is right when always answering with the label that most
 *     training rows have
 * @param balancedAccuracy mean of both labels' shares of test rows that are told right
 * @param auc on the test rows
 * @param controlAccuracy balanced accuracy of the first control task on the test rows
 * @param selectivity balanced accuracy less that of the control tasks, with a cluster-robust
 *     interval
 * @param bootstrapped the same with the interval of the paired cluster bootstrap
 * @param randomDirection balanced accuracy of random directions with fitted thresholds: their mean,
 *     and the range of 9 in 10; null where none were drawn
 * @param overBagOfWords balanced accuracy less that of a probe on token counts; null without texts
 * @param aucOverBagOfWords the same for AUCs
 * @param overEmbedding balanced accuracy less that in layer 0; null there
 * @param aucOverEmbedding the same for AUCs
 * @param code online code length of the training labels; null where it was not asked for
 * @param test AUC against shuffled labels of the test units; adjusted over layers
 * @param sharedVectors vectors that training and test rows have in common, which only layers that
 *     see less than the whole text may have
 */
public record ProbeScore(
    String trainer,
    int layer,
    int n,
    int d,
    int trainUnits,
    int testRows,
    int testUnits,
    double trainAccuracy,
    double controlTrainAccuracy,
    double accuracy,
    double majorityAccuracy,
    Estimate balancedAccuracy,
    Estimate auc,
    Estimate controlAccuracy,
    Estimate selectivity,
    Estimate bootstrapped,
    @Nullable Estimate randomDirection,
    @Nullable Estimate overBagOfWords,
    @Nullable Estimate aucOverBagOfWords,
    @Nullable Estimate overEmbedding,
    @Nullable Estimate aucOverEmbedding,
    @Nullable OnlineCode code,
    HypothesisTest test,
    int sharedVectors) {

  /** Training rows per dimension. */
  public double rowsPerDimension() {
    return (double) n / d;
  }

  /** What a reader must know before trusting the training accuracy, or "". */
  public String warning() {
    if (n <= d) {
      return ("n = %d training rows in d = %d dimensions, n/d = %.3g: any labels can be fitted, so "
              + "the training accuracy %.3f says nothing (random labels: %.3f)")
          .formatted(n, d, rowsPerDimension(), trainAccuracy, controlTrainAccuracy);
    }
    if (trainUnits <= d) {
      return ("%d training groups (n = %d rows) in d = %d dimensions, n/d = %.3g: labels of whole "
              + "groups can be fitted, so the training accuracy %.3f says little (random labels: "
              + "%.3f)")
          .formatted(trainUnits, n, d, rowsPerDimension(), trainAccuracy, controlTrainAccuracy);
    }
    return "";
  }

  /** A line with test accuracy beside training accuracy. */
  @Override
  public String toString() {
    return ("%s, layer %d: n = %d, d = %d, n/d = %.3g; accuracy %.3f (training %.3f), balanced"
            + " %.3f, AUC %.3f, control %.3f (training %.3f), selectivity %.3f, p = %.4f")
        .formatted(
            trainer,
            layer,
            n,
            d,
            rowsPerDimension(),
            accuracy,
            trainAccuracy,
            balancedAccuracy.value(),
            auc.value(),
            controlAccuracy.value(),
            controlTrainAccuracy,
            selectivity.value(),
            test.p());
  }
}
