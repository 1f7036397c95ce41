package probe.facts;

/**
 * A prompt whose answer is wanted.
 *
 * @param subject index into {@link Design#subjects}
 * @param heldOut whether it is put in the words that training never uses
 */
public record Question(int subject, Group group, boolean heldOut, String prompt) {}
