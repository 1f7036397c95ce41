package probe.theory;

import java.util.List;

/**
 * A trained table model in numbers.
 *
 * @param floor the loss of the exact conditionals
 * @param excess the loss less the floor
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
    List<Logged> curve) {

  /** The model after {@code step} updates. */
  public record Logged(int step, double excess, LatentMeasures measures) {}
}
