package probe.kind;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import probe.result.HypothesisTest;
import probe.stats.Correction;

/** Tests of one family, corrected for their number. */
final class Corrected {
  private Corrected() {}

  /** The same tests, with Benjamini and Hochberg's adjustment over all of them. */
  static List<HypothesisTest> benjaminiHochberg(List<? extends HypothesisTest> tests, String what) {
    double[] adjusted =
        Correction.benjaminiHochberg(tests.stream().mapToDouble(HypothesisTest::p).toArray());
    List<HypothesisTest> out = new ArrayList<>();
    for (int i = 0; i < adjusted.length; i++) {
      out.add(
          tests
              .get(i)
              .corrected(
                  adjusted[i], "Benjamini-Hochberg over %d %s".formatted(adjusted.length, what)));
    }
    return out;
  }

  /** Whether the test rejects at 5 %, after correction where there was one. */
  static boolean rejects(HypothesisTest test) {
    Double adjusted = test.adjusted();
    return (adjusted == null ? test.p() : adjusted) <= Verdicts.LEVEL;
  }

  /** "p = .012", corrected where there was a correction. */
  static String text(HypothesisTest test) {
    Double adjusted = test.adjusted();
    double p = adjusted == null ? test.p() : adjusted;
    return p < 0.001
        ? "p < .001"
        : "p = " + String.format(Locale.ROOT, "%.3f", p).replaceFirst("^0", "");
  }
}
