package probe.stats;

import java.util.Arrays;
import java.util.List;

/**
 * Intervals of what is made from independent estimates, recovered from the intervals of these (Zou
 * and Donner 2008 for sums, Donner and Zou 2012 for ratios). Intervals need not be symmetric.
 */
public final class Mover {
  private static final String METHOD = "MOVER";

  private Mover() {}

  /** The mean of independent estimates. */
  public static Interval mean(List<Interval> estimates) {
    if (estimates.size() == 1) {
      return estimates.getFirst();
    }
    double[] weights = new double[estimates.size()];
    Arrays.fill(weights, 1.0 / weights.length);
    return sum(estimates, weights);
  }

  /** {@code first - second}. */
  public static Interval difference(Interval first, Interval second) {
    return sum(List.of(first, second), new double[] {1, -1});
  }

  /** The sum of {@code weights[k] * estimates[k]}; its clusters are those of all. */
  public static Interval sum(List<Interval> estimates, double[] weights) {
    if (estimates.isEmpty() || estimates.size() != weights.length) {
      throw new IllegalArgumentException(
          "%d estimates for %d weights".formatted(estimates.size(), weights.length));
    }
    double value = 0;
    double below = 0;
    double above = 0;
    int clusters = 0;
    for (int k = 0; k < weights.length; k++) {
      Interval e = estimates.get(k);
      check(estimates.getFirst(), e);
      boolean turned = weights[k] < 0;
      value += weights[k] * e.estimate();
      below = Math.hypot(below, weights[k] * (e.estimate() - (turned ? e.high() : e.low())));
      above = Math.hypot(above, weights[k] * (e.estimate() - (turned ? e.low() : e.high())));
      clusters += e.clusters();
    }
    return new Interval(
        value, value - below, value + above, estimates.getFirst().level(), clusters, 0, METHOD);
  }

  /**
   * {@code first / second}; without ends where the interval of {@code second} has 0 in it, as then
   * no ratio can be ruled out.
   */
  public static Interval ratio(Interval first, Interval second) {
    check(first, second);
    int clusters = first.clusters() + second.clusters();
    double a = first.estimate();
    double b = second.estimate();
    if (second.low() <= 0 && second.high() >= 0) {
      return new Interval(
          b == 0 ? Double.NaN : a / b,
          Double.NaN,
          Double.NaN,
          first.level(),
          clusters,
          0,
          "none: the denominator may be 0");
    }
    if (b < 0) {
      return ratio(negative(first), negative(second));
    }
    return new Interval(
        a / b,
        end(a, first.low(), b, second.high(), -1),
        end(a, first.high(), b, second.low(), 1),
        first.level(),
        clusters,
        0,
        METHOD);
  }

  private static double end(double a, double aEnd, double b, double bEnd, int sign) {
    double inner = a * b * a * b - aEnd * bEnd * (2 * a - aEnd) * (2 * b - bEnd);
    double root = Math.sqrt(Math.max(0, inner));
    // the same without a difference of two near numbers, or 0 over 0 where bEnd is twice b
    return sign < 0 && a * b > 0
        ? aEnd * (2 * a - aEnd) / (a * b + root)
        : (a * b + sign * root) / (bEnd * (2 * b - bEnd));
  }

  private static Interval negative(Interval x) {
    return new Interval(
        -x.estimate(), -x.high(), -x.low(), x.level(), x.clusters(), x.draws(), x.method());
  }

  private static void check(Interval first, Interval other) {
    if (!first.defined() || !other.defined()) {
      throw new IllegalArgumentException("every estimate needs an interval");
    }
    if (first.level() != other.level()) {
      throw new IllegalArgumentException(
          "the intervals have different levels: %s != %s".formatted(first.level(), other.level()));
    }
  }
}
