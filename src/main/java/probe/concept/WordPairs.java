package probe.concept;

import java.util.List;

/**
 * A concept, given by counterfactual pairs.
 *
 * @param name short name, unique within a run
 * @param from the value of the concept on the left, "" where the file does not say
 * @param to the value on the right
 * @param about a sentence on the list, or ""
 * @param file the file as the user named it
 */
public record WordPairs(
    String name, String from, String to, String about, String file, List<WordPair> pairs) {
  public WordPairs {
    pairs = List.copyOf(pairs);
  }
}
