package probe.geometry;

/**
 * What the direction of a target does to the pairs of a concept that should stay as it is.
 *
 * <p>Only pairs that share no word with the other concept are used, of either.
 *
 * @param concept the other concept
 * @param pairs its pairs that are used
 * @param targetPairs pairs that the target's direction is made from
 * @param untested why it cannot be tested, or ""; what follows is then NaN and empty
 * @param size mean absolute cosine of its differences with the target's direction: the size of the
 *     shift for a step of one, per length of the difference
 * @param signed mean cosine
 * @param shift mean absolute shift of its log-odds for a step of one
 * @param randomSize [draws] {@code size} where all words of both concepts are matched random words
 * @param randomSigned [draws] {@code signed} likewise
 * @param sizeReplicates [bootstrap] over pairs of the concept that are linked by common words
 * @param signedReplicates [bootstrap] likewise
 * @param truth what the cosine of the two directions would be with any number of pairs
 * @param curve its pairs as states move along the target's direction
 */
public record OffTarget(
    String concept,
    int pairs,
    int targetPairs,
    String untested,
    double size,
    double signed,
    double shift,
    double[] randomSize,
    double[] randomSigned,
    double[] sizeReplicates,
    double[] signedReplicates,
    TrueCosine truth,
    SteeringCurve curve) {}
