package probe.result;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a run has to say: {@code results.json} as records.
 *
 * @param format version of this layout
 * @param certificate null where no language model was opened
 * @param provenance model hash, versions, seed and command, by name
 * @param model what {@code inspect} shows, by name; empty likewise
 * @param vocabulary null likewise
 * @param times seconds that parts of the run took; the one thing that differs between two runs of
 *     the same command
 */
public record RunDocument(
    int format,
    @Nullable Certificate certificate,
    Map<String, @Nullable Object> provenance,
    Map<String, @Nullable Object> model,
    @Nullable VocabularyFacts vocabulary,
    List<Concept> concepts,
    List<Analysis> analyses,
    Ledger ledger,
    Map<String, Double> times) {
  /** The layout that this version writes. */
  public static final int FORMAT = 2;

  public RunDocument {
    concepts = List.copyOf(concepts);
    analyses = List.copyOf(analyses);
  }

  /** What toy models, for which no language model was opened, have to say. */
  public static RunDocument withoutModel(
      Map<String, @Nullable Object> provenance,
      List<Analysis> analyses,
      Ledger ledger,
      Map<String, Double> times) {
    return new RunDocument(
        FORMAT, null, provenance, Map.of(), null, List.of(), analyses, ledger, times);
  }
}
