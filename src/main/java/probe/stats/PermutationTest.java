package probe.stats;

import java.util.Arrays;
import probe.result.HypothesisTest;

/**
 * p = (b + 1) / (B + 1) for B draws under the null hypothesis of which b are at least as extreme as
 * what was observed (Phipson and Smyth 2010): never 0, and never liberal.
 */
public final class PermutationTest {
  /** Statistics that are equal in exact arithmetic differ by less, in whatever order summed. */
  private static final double TIE = 1e-12;

  private PermutationTest() {}

  /** p-value of a statistic that is large when the null hypothesis is wrong. */
  public static double p(double observed, double[] draws) {
    return (countAtLeast(observed, draws) + 1.0) / (draws.length + 1.0);
  }

  /** p-value of a statistic that is large or small when the null hypothesis is wrong. */
  public static double twoSided(double observed, double[] draws) {
    double upper = p(observed, draws);
    double lower = p(-observed, Arrays.stream(draws).map(x -> -x).toArray());
    return Math.min(1, 2 * Math.min(upper, lower));
  }

  /** How many draws are at least {@code observed}, ties included. */
  public static int countAtLeast(double observed, double[] draws) {
    check(observed, draws);
    double bar = observed - tolerance(observed, draws);
    int count = 0;
    for (double draw : draws) {
      count += draw >= bar ? 1 : 0;
    }
    return count;
  }

  /**
   * The one-sided test as a result.
   *
   * @param n number of independent units
   * @param split how training and test parts were divided, or ""
   * @param seed what the draws came from
   */
  public static HypothesisTest test(
      String name,
      String hypothesis,
      String statistic,
      double observed,
      double[] draws,
      int n,
      String split,
      long seed) {
    double p = p(observed, draws);
    Summary summary = Summary.of(draws);
    return new HypothesisTest(
        name,
        hypothesis,
        statistic,
        observed,
        summary.mean(),
        summary.q05(),
        summary.q95(),
        p,
        null,
        "",
        draws.length,
        n,
        split,
        seed);
  }

  /**
   * What counts as a tie, as a share of the size of a typical statistic: one that is 0 but for
   * rounding has no scale of its own, and the largest draw may be an outlier.
   */
  private static double tolerance(double observed, double[] draws) {
    double[] sizes =
        Arrays.stream(draws).map(Math::abs).filter(Double::isFinite).sorted().toArray();
    double typical = sizes.length == 0 ? 0 : sizes[sizes.length / 2];
    return TIE * (Double.isFinite(observed) ? Math.max(Math.abs(observed), typical) : typical);
  }

  private static void check(double observed, double[] draws) {
    if (Double.isNaN(observed)) {
      throw new IllegalArgumentException("the observed statistic is NaN");
    }
    if (draws.length == 0) {
      throw new IllegalArgumentException("a permutation test needs at least 1 draw, got 0");
    }
    for (int i = 0; i < draws.length; i++) {
      if (Double.isNaN(draws[i])) {
        throw new IllegalArgumentException("draw " + i + " is NaN");
      }
    }
  }
}
