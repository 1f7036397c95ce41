package probe.kind;

import java.util.Locale;
import probe.geometry.TrueCosine;
import probe.result.Estimate;
import probe.result.HypothesisTest;
import probe.stats.Distributions;

/** Tests and intervals of cosines without the noise of few pairs. */
final class TrueCosines {
  private static final double LEVEL = 0.95;
  private static final String SPLIT = "word pairs that the two concepts do not share";

  private TrueCosines() {}

  /** Whether there is an angle at all: both concepts' pairs have a direction in common. */
  static boolean defined(TrueCosine truth) {
    return !Double.isNaN(truth.error());
  }

  /** Two one-sided t tests of |c| at least {@code bound}; p is that of the worse side. */
  static HypothesisTest equivalence(TrueCosine truth, double bound, long seed) {
    double p =
        defined(truth)
            ? 1
                - Distributions.t(
                    (bound - Math.abs(truth.value())) / truth.error(), truth.freedom())
            : 1;
    return new HypothesisTest(
        "equivalence",
        String.format(Locale.ROOT, "the true cosine is at least %.3f from 0", bound),
        "cosine without the noise of few pairs, jackknife t",
        Double.isNaN(truth.value()) ? 0 : truth.value(),
        null,
        null,
        null,
        Double.isNaN(p) ? 1 : Math.clamp(p, 0, 1),
        null,
        "",
        0,
        truth.freedom() + 1,
        SPLIT,
        seed);
  }

  /** Whether |c| is above {@code bound} for sure: the whole 90 % interval is. */
  static boolean beyond(TrueCosine truth, double bound) {
    return defined(truth) && Math.abs(truth.value()) - half(truth) > bound;
  }

  /** The cosine with its 90 % interval, that of two one-sided tests at 5 %. */
  static Estimate estimate(TrueCosine truth) {
    if (!defined(truth)) {
      return new Estimate(
          "cosine without noise",
          null,
          null,
          null,
          null,
          truth.freedom() + 1,
          "clusters of pairs",
          "not defined: the pairs of a concept have no common direction");
    }
    return new Estimate(
        "cosine without noise",
        truth.value(),
        truth.value() - half(truth),
        truth.value() + half(truth),
        0.9,
        truth.freedom() + 1,
        "clusters of pairs",
        "delete-one-cluster jackknife, t");
  }

  static String text(TrueCosine truth) {
    return defined(truth)
        ? String.format(Locale.ROOT, "%.3f (s.e. %.3f)", truth.value(), truth.error())
        : "undefined: the pairs have no common direction";
  }

  private static double half(TrueCosine truth) {
    return Distributions.tQuantile(LEVEL, truth.freedom()) * truth.error();
  }
}
