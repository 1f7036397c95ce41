package probe.concept;

/**
 * Two contexts that differ in one concept.
 *
 * @param template what pairs of one making share, such as the frame of the sentence; the number of
 *     the pair, from 1, where the file names none
 * @param left the context with the concept's first value
 * @param right the context with its second value
 * @param line line of the file that it stands on, from 1
 */
public record ContextPair(String template, String left, String right, int line) {}
