package probe.facts;

/**
 * A sentence of training.
 *
 * @param subject index into {@link Design#subjects}
 * @param answer with its leading space
 */
public record Statement(int subject, Group group, String prompt, String answer) {}
