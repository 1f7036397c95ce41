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

  // a rule must hold for at least four in five of the tested findings
  private static final int MOST = 4;
  private static final int OF = 5;

  /**
   * A rule is supported where at least 80 % of what could be tested is, and not supported where so
   * much is not that it cannot reach this any more.
   */
  static Verdict overall(List<Finding> findings) {
    List<Finding> tested = tested(findings);
    if (tested.isEmpty()) {
      return Verdict.CANNOT_TELL;
    }
    // in whole numbers: 1 - .8 is less than .2
    if (count(tested, Verdict.SUPPORTED) * OF >= (long) MOST * tested.size()) {
      return Verdict.SUPPORTED;
    }
    return count(tested, Verdict.NOT_SUPPORTED) * OF > (long) (OF - MOST) * tested.size()
        ? Verdict.NOT_SUPPORTED
        : Verdict.CANNOT_TELL;
  }

  /** Findings that rest on at least one test. */
  static List<Finding> tested(List<Finding> findings) {
    return findings.stream().filter(f -> !f.tests().isEmpty()).toList();
  }

  static long count(List<Finding> findings, Verdict verdict) {
    return findings.stream().filter(f -> f.verdict() == verdict).count();
  }

  /** "12 of 20 concepts supported, 3 not supported, 5 undecided; 7 more could not be tested". */
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
}
