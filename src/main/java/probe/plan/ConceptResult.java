package probe.plan;

import org.jspecify.annotations.Nullable;
import probe.concept.Survival;
import probe.concept.WordPairs;
import probe.stats.Summary;

/**
 * What was found for one concept.
 *
 * @param direction unit vector [d], or null where too few pairs are left
 * @param looProjections [pairs] leave-one-out projections, null likewise
 * @param looCosines [pairs] leave-one-out cosines, null likewise
 * @param randomProjections differences of random token pairs on the direction, null likewise
 * @param randomCosines cosines of the same
 * @param aboveRandom share of pairs whose leave-one-out cosine exceeds the 95 % quantile of random
 *     pairs
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ConceptResult(
    WordPairs words,
    Survival survival,
    double @Nullable [] direction,
    double @Nullable [] looProjections,
    double @Nullable [] looCosines,
    @Nullable Summary randomProjections,
    @Nullable Summary randomCosines,
    double aboveRandom) {

  /** Whether enough pairs were left to say anything. */
  public boolean tested() {
    return direction != null;
  }
}
