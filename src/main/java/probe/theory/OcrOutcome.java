package probe.theory;

import java.util.List;
import probe.algebra.Dense;

/**
 * A trained one-layer model in numbers.
 *
 * @param losses [group], mean losses at the end, by {@link OcrTask.Group}
 * @param meanRank of the right answer of a test implication among the implications; 0 is best, and
 *     answers that tie count half
 * @param accuracy share of test implications whose right answer is above all other implications
 * @param trainMargin least margin of the training questions, without noise
 * @param testMargin least margin of the test implications within the implications
 * @param marginRatio the second over the first; NaN where the first is not positive
 * @param singularValues of the attended product between answers and names and relations
 * @param map that product, transposed [inputs, answers]
 * @param curve from the start on
 */
public record OcrOutcome(
    OcrOptions options,
    long seed,
    double[] losses,
    double meanRank,
    double accuracy,
    double trainMargin,
    double testMargin,
    double marginRatio,
    double[] singularValues,
    Dense map,
    List<Logged> curve) {

  /** Losses by group after {@code step} updates. */
  public record Logged(int step, double[] losses, double meanRank) {}

  public double loss(OcrTask.Group group) {
    return losses[group.index()];
  }
}
