package probe.result;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a run has to say: {@code results.json} as records.
 *
 * @param format version of this layout
 * @param provenance model hash, versions, seed and command, by name
 * @param model what {@code inspect} shows, by name
 * @param times seconds that parts of the run took; the one thing that differs between two runs of
 *     the same command
 */
public record RunDocument(
    int format,
    Certificate certificate,
    Map<String, @Nullable Object> provenance,
    Map<String, @Nullable Object> model,
    VocabularyFacts vocabulary,
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
}
