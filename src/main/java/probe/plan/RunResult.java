package probe.plan;

import java.util.List;
import probe.Provenance;
import probe.result.Certificate;

/**
 * The results of a run.
 *
 * @param declaredTokens tokens of the vocabulary that random pairs are drawn from
 * @param cosines [tested, tested] of the directions of the concepts that could be tested, in order
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record RunResult(
    Provenance provenance,
    ModelFacts model,
    Certificate certificate,
    int randomPairs,
    int declaredTokens,
    List<ConceptResult> concepts,
    double[][] cosines) {
  public RunResult {
    concepts = List.copyOf(concepts);
  }

  /** The concepts that the rows and columns of {@link #cosines} stand for. */
  public List<ConceptResult> tested() {
    return concepts.stream().filter(ConceptResult::tested).toList();
  }
}
