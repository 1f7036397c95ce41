package probe.result;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every test that a run made, so that nobody has to guess how many were tried.
 *
 * @param level the level at which rejections are counted
 * @param tests number of tests
 * @param rejected how many had p at most {@code level}
 * @param expected how many would be rejected if every null hypothesis were true
 */
public record Ledger(double level, int tests, int rejected, double expected, List<Entry> entries) {
  public Ledger {
    entries = List.copyOf(entries);
  }

  /** One test: the finding's id and the test's name. */
  public record Entry(
      String finding, String test, double p, @Nullable Double adjusted, String correction) {}

  /** Collects the tests of {@code analyses}. */
  public static Ledger of(List<Analysis> analyses, double level) {
    List<Entry> entries = new ArrayList<>();
    for (Analysis analysis : analyses) {
      for (Finding finding : analysis.findings()) {
        for (HypothesisTest test : finding.tests()) {
          entries.add(
              new Entry(finding.id(), test.name(), test.p(), test.adjusted(), test.correction()));
        }
      }
    }
    int rejected = (int) entries.stream().filter(e -> e.p() <= level).count();
    return new Ledger(level, entries.size(), rejected, level * entries.size(), entries);
  }
}
