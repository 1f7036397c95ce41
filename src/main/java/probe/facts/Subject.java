package probe.facts;

/**
 * Somebody whom training tells a fact of.
 *
 * @param value index of the fact's value: the subject's class
 * @param trains whether training tells the implication too; else it is asked
 * @param told index of the implication's value that training tells, if it does
 */
public record Subject(String name, int value, boolean trains, int told) {}
