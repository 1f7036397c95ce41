package probe.facts;

/**
 * A sentence with places for a subject and for an answer, which ends it.
 *
 * @param text such as "{name} lives in {value}"
 */
public record Template(String text) {
  public static final String NAME = "{name}";
  public static final String VALUE = "{value}";

  /** The sentence up to its answer, without the space before it. */
  public String prompt(String name) {
    return text.substring(0, text.length() - VALUE.length()).stripTrailing().replace(NAME, name);
  }

  /** What follows the prompt: a space and the answer. */
  public String answer(String value) {
    return " " + value;
  }
}
