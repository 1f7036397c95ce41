package probe.concept;

import java.util.List;

/**
 * Pairs of contexts that differ in one concept.
 *
 * @param name short name, unique within a run
 * @param concept name of the word pairs that left and right differ in as those differ
 * @param about a sentence on the list, or ""
 * @param file the file as the user named it
 * @param line line of the file that names the concept
 */
public record ContextPairs(
    String name, String concept, String about, String file, int line, List<ContextPair> pairs) {
  public ContextPairs {
    pairs = List.copyOf(pairs);
  }

  /** Templates in the order of the file, each once. */
  public List<String> templates() {
    return pairs.stream().map(ContextPair::template).distinct().toList();
  }
}
