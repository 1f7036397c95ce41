package probe.geometry;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The contexts of one concept against the unembedding directions of all.
 *
 * @param own number of the concept among all: where the matching direction stands
 * @param pairs context pairs that were used
 * @param unmoved context pairs with equal states, which have no direction and are out
 * @param templates templates that were resampled
 * @param wordPairs word pairs of the matching direction
 * @param excluded word pairs of the concept with a token in which the contexts differ
 * @param untested why the concept cannot be tested, or ""
 * @param cosines [K] mean cosine of the state differences with each direction; NaN without one
 * @param auc [K] area under the ROC curve of the states projected on each direction
 * @param random [draws] the matching cosine with matched random words; empty without one
 * @param randomAuc [draws] the matching area with matched random words
 * @param replicates [bootstrap][K] cosines, bootstrapped over templates; empty where untested
 * @param aucReplicates [bootstrap][K] areas likewise
 */
public record AlignmentRow(
    String concept,
    int own,
    int pairs,
    int unmoved,
    int templates,
    int wordPairs,
    int excluded,
    String untested,
    double[] cosines,
    double[] auc,
    double[] random,
    double[] randomAuc,
    double[][] replicates,
    double[][] aucReplicates) {

  /** The cosine with the concept's own direction, signed. */
  public double matching() {
    return cosines[own];
  }

  /** The mean cosine with the directions of other concepts, signed; NaN without others. */
  public double nonMatching() {
    return others(cosines, false);
  }

  /** The mean absolute cosine with the directions of other concepts. */
  public double nonMatchingSize() {
    return others(cosines, true);
  }

  /** [bootstrap] */
  public double[] matchingReplicates() {
    return Arrays.stream(replicates).mapToDouble(row -> row[own]).toArray();
  }

  /** [bootstrap] signed */
  public double[] nonMatchingReplicates() {
    return Arrays.stream(replicates).mapToDouble(row -> others(row, false)).toArray();
  }

  /** [bootstrap] absolute */
  public double[] nonMatchingSizeReplicates() {
    return Arrays.stream(replicates).mapToDouble(row -> others(row, true)).toArray();
  }

  /** [bootstrap] matching less non-matching, signed */
  public double[] excessReplicates() {
    return Arrays.stream(replicates).mapToDouble(row -> row[own] - others(row, false)).toArray();
  }

  /** [bootstrap] matching less the mean absolute non-matching cosine */
  public double[] excessOverSizeReplicates() {
    return Arrays.stream(replicates).mapToDouble(row -> row[own] - others(row, true)).toArray();
  }

  private double others(double[] row, boolean absolute) {
    return IntStream.range(0, row.length)
        .filter(m -> m != own && !Double.isNaN(row[m]))
        .mapToDouble(m -> absolute ? Math.abs(row[m]) : row[m])
        .average()
        .orElse(Double.NaN);
  }
}
