package probe.result;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The unembedding as a cloud of points: what the causal inner product rests on.
 *
 * @param rows V
 * @param declared rows that a text can have; the covariance is over these
 * @param width d
 * @param rank rank of the covariance at the stated tolerance
 * @param condition its largest eigenvalue over its smallest; null without full rank
 * @param ridge what was added to each eigenvalue, as a share of their mean; 0 for nothing
 * @param effectiveDimension (sum of eigenvalues)^2 / sum of their squares
 * @param meanShare squared length of the mean over the mean squared length of the rows
 * @param rogue dimensions with much more than their share of the variance
 * @param eigenvalues largest first, at most 64 of them
 * @param causal whether a causal inner product is defined
 * @param why where it is not, the reason and what to do; else ""
 */
public record VocabularyFacts(
    int rows,
    int declared,
    int width,
    int rank,
    @Nullable Double condition,
    double ridge,
    double effectiveDimension,
    double meanShare,
    List<Rogue> rogue,
    List<Double> eigenvalues,
    boolean causal,
    String why) {

  /** A dimension and its share of the total variance. */
  public record Rogue(int dimension, double share) {}
}
