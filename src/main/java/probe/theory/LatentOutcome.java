package probe.theory;

import java.util.List;

/**
 * A trained table model in numbers.
 *
 * @param floor the loss of the exact conditionals
 * @param excess the loss less the floor
 * @param relations of the pairs of concepts, in the order of {@link LatentMeasures#pairs}
 * @param curve from the untrained tables on
 */
public record LatentOutcome(
    LatentOptions options,
    long seed,
    int contexts,
    int tokens,
    double floor,
    double excess,
    LatentMeasures measures,
    LatentChecks checks,
    List<ConceptRelation> relations,
    List<Logged> curve) {

  /** The measures of the tables as they were drawn; no scale of them changes a cosine. */
  public LatentMeasures untrained() {
    return curve.getFirst().measures();
  }

  /** The model after {@code step} updates. */
  public record Logged(int step, double excess, LatentMeasures measures) {}
}
