package probe.kind;

import java.util.List;
import java.util.Locale;
import probe.result.Finding;
import probe.result.Verdict;

/** How the verdicts on single things add up to one on all of them. */
final class Verdicts {
  private Verdicts() {}

  /** Level of every test. */
  static final double LEVEL = 0.05;

  /** Share of the tested findings that a rule must hold for. */
  private static final double MOST = 0.8;

  /**
   * A rule is supported where at least 80 % of what could be tested is, and not supported where so
   * much is not that it cannot reach this any more.
   */
  static Verdict overall(List<Finding> findings) {
    List<Finding> tested = tested(findings);
    if (tested.isEmpty()) {
      return Verdict.CANNOT_TELL;
    }
    double supported = share(tested, Verdict.SUPPORTED);
    double refuted = share(tested, Verdict.NOT_SUPPORTED);
    if (supported >= MOST) {
      return Verdict.SUPPORTED;
    }
    return refuted > 1 - MOST ? Verdict.NOT_SUPPORTED : Verdict.CANNOT_TELL;
  }

  /** Findings that rest on at least one test. */
  static List<Finding> tested(List<Finding> findings) {
    return findings.stream().filter(f -> !f.tests().isEmpty()).toList();
  }

  static long count(List<Finding> findings, Verdict verdict) {
    return findings.stream().filter(f -> f.verdict() == verdict).count();
  }

  private static double share(List<Finding> findings, Verdict verdict) {
    return (double) count(findings, verdict) / findings.size();
  }

  /**
   * "12 of 20 concepts: supported; 3: not supported; 5: cannot tell (7 more could not be tested)".
   */
  static String counts(List<Finding> findings, String what) {
    List<Finding> tested = tested(findings);
    int untested = findings.size() - tested.size();
    if (tested.isEmpty()) {
      return findings.isEmpty()
          ? "Nothing to test"
          : "None of %d %s could be tested".formatted(untested, what);
    }
    String text =
        String.format(
            Locale.ROOT,
            "%d of %d %s supported, %d not supported, %d undecided",
            count(tested, Verdict.SUPPORTED),
            tested.size(),
            what,
            count(tested, Verdict.NOT_SUPPORTED),
            count(tested, Verdict.CANNOT_TELL));
    return untested == 0 ? text : text + String.format("; %d more could not be tested", untested);
  }

  /** A p-value as people read it. */
  static String p(double p) {
    return p < 0.001 ? "p < .001" : String.format(Locale.ROOT, "p = %.3f", p).replace("0.", ".");
  }
}
