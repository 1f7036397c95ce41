package probe.facts.measure;

import java.util.ArrayList;
import java.util.List;
import probe.result.HypothesisTest;
import probe.stats.Correction;

/** Tests that are corrected for their number together. */
public final class Family {
  /** The share of true hypotheses that may be rejected. */
  public static final double LEVEL = 0.05;

  private Family() {}

  /** The same tests with Benjamini and Hochberg's adjustment. */
  public static List<HypothesisTest> corrected(List<HypothesisTest> tests, String what) {
    double[] adjusted =
        Correction.benjaminiHochberg(tests.stream().mapToDouble(HypothesisTest::p).toArray());
    String how = "Benjamini-Hochberg over %d %s".formatted(tests.size(), what);
    List<HypothesisTest> out = new ArrayList<>();
    for (int i = 0; i < adjusted.length; i++) {
      out.add(tests.get(i).corrected(adjusted[i], how));
    }
    return out;
  }

  /** Whether {@code test} rejects after correction. */
  public static boolean rejects(HypothesisTest test) {
    return Wording.corrected(test) <= LEVEL;
  }
}
