package probe.facts.measure;

/**
 * A fact set that this model cannot be tested on.
 *
 * @param reason such as that two answers begin with the same token, in a clause
 */
public record Untested(String set, String reason) {}
