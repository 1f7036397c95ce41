package probe.concept;

/**
 * A counterfactual pair: two words that differ in one concept.
 *
 * @param line line of the file that it stands on, from 1
 */
public record WordPair(String from, String to, int line) {}
