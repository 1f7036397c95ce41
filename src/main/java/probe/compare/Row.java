package probe.compare;

import org.jspecify.annotations.Nullable;
import probe.stats.Interval;
import probe.stats.Mover;

/**
 * A prediction and a model.
 *
 * @param discrepancy measured less the theory's, its interval from both; null where nothing was
 *     measured with an interval
 */
public record Row(
    Claim claim,
    Subject subject,
    Theory theory,
    Measured measured,
    @Nullable Interval discrepancy,
    Outcome outcome) {

  /** Holds what was measured against the theory. */
  static Row of(Claim claim, Subject subject, Theory theory, Measured measured) {
    if (!(measured instanceof Measured.Value value) || !value.interval().defined()) {
      return new Row(claim, subject, theory, measured, null, Outcome.CANNOT_TELL);
    }
    Interval interval = value.interval();
    Interval discrepancy = Mover.difference(interval, theory.interval());
    return new Row(
        claim, subject, theory, measured, discrepancy, outcome(claim, interval, discrepancy));
  }

  /**
   * Holds: the interval has no value in it that stands for nothing or lies on the wrong side, and
   * of a size, the discrepancy is surely within the tolerance. Fails: the interval has no value in
   * it that would matter, or of a size, the discrepancy is surely beyond the tolerance.
   */
  private static Outcome outcome(Claim claim, Interval measured, Interval discrepancy) {
    double least = Math.min(claim.towards(measured.low()), claim.towards(measured.high()));
    double most = Math.max(claim.towards(measured.low()), claim.towards(measured.high()));
    if (most < claim.matters() || most <= 0) {
      return Outcome.FAILS;
    }
    if (claim.hasSize()) {
      if (discrepancy.low() > claim.tolerance() || discrepancy.high() < -claim.tolerance()) {
        return Outcome.FAILS;
      }
      if (discrepancy.low() < -claim.tolerance() || discrepancy.high() > claim.tolerance()) {
        return Outcome.CANNOT_TELL;
      }
    }
    return least > 0 ? Outcome.HOLDS : Outcome.CANNOT_TELL;
  }
}
