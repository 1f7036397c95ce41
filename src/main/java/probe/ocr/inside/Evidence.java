package probe.ocr.inside;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import probe.facts.measure.Family;
import probe.result.HypothesisTest;

/**
 * All that was found of one case; null where it could not be measured.
 *
 * @param base where states moved, by the unembedding before training
 * @param tuned the same by the one after it
 */
record Evidence(
    Case of,
    @Nullable Spectra spectra,
    List<Reading> readings,
    @Nullable Pointing base,
    @Nullable Pointing tuned) {
  /** The evidence of {@code cases}, tests corrected for their number. */
  static List<Evidence> of(List<Case> cases, long seed) {
    List<@Nullable Pointing> base = pointings(cases, false, seed);
    List<@Nullable Pointing> tuned = pointings(cases, true, seed);
    List<Evidence> out = new ArrayList<>();
    for (int i = 0; i < cases.size(); i++) {
      Case of = cases.get(i);
      List<Reading> readings = new ArrayList<>();
      for (Reading.How how : Reading.How.values()) {
        for (Reading.Prompt prompt : Reading.Prompt.values()) {
          Reading.of(of, how, prompt, seed).ifPresent(readings::add);
        }
      }
      out.add(new Evidence(of, Spectra.of(of).orElse(null), readings, base.get(i), tuned.get(i)));
    }
    return List.copyOf(out);
  }

  private static List<@Nullable Pointing> pointings(List<Case> cases, boolean tuned, long seed) {
    List<Optional<Pointing>> found = cases.stream().map(c -> Pointing.of(c, tuned, seed)).toList();
    List<HypothesisTest> corrected =
        Family.corrected(
            found.stream().flatMap(Optional::stream).map(Pointing::test).toList(), "associations");
    List<@Nullable Pointing> out = new ArrayList<>();
    int next = 0;
    for (Optional<Pointing> pointing : found) {
      out.add(pointing.isPresent() ? pointing.get().corrected(corrected.get(next++)) : null);
    }
    return out;
  }

  Optional<Reading> reading(Reading.How how, Reading.Prompt prompt) {
    return readings.stream().filter(r -> r.how() == how && r.prompt() == prompt).findFirst();
  }

  /**
   * Share of the test names whose fact the last state puts first, in the arm that knows fewest: NaN
   * where there is no lens. What was not learnt can imply nothing.
   */
  double factsKnown() {
    return reading(Reading.How.LENS, Reading.Prompt.FACT)
        .map(r -> r.arms().stream().mapToDouble(a -> a.last().estimate()).min().orElse(Double.NaN))
        .orElse(Double.NaN);
  }
}
