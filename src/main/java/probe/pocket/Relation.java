package probe.pocket;

import java.util.List;

/**
 * What a sentence can tell of a person. Every relation has {@link People#VALUES} values; those of
 * CITY, COUNTRY and LANGUAGE belong together row by row.
 */
public enum Relation {
  CITY("capital", 0, "lives in", "has a home in", "stays in"),
  LANGUAGE("language", 0, "speaks", "talks in", "reads in"),
  PROFESSION("profession", 1, "is a", "works as a", "trained as a"),
  COLOR("color", 2, "likes", "dresses in", "prefers"),
  SPORT("sport", 3, "plays", "trains for", "is good at"),
  COUNTRY("country", -1, "was born in", "comes from", "has a passport from"),
  MUSIC("music", -1, "listens to", "dances to", "is fond of"),
  CODE("code", -1, "codes in", "programs in", "thinks in");

  private static final List<Relation> ALL = List.of(values());

  private final String column;
  private final int step;
  private final String plain;
  private final String second;
  private final String third;

  Relation(String column, int step, String plain, String second, String third) {
    this.column = column;
    this.step = step;
    this.plain = plain;
    this.second = second;
    this.third = third;
  }

  /** What stands between the person and the value, in the words of the world. */
  public List<String> templates() {
    return List.of(plain, second, third);
  }

  /** Whether a known name has one value for good; otherwise every document draws its own. */
  public boolean lasting() {
    return step >= 0;
  }

  /** Place among all relations, from 0. */
  int index() {
    return ALL.indexOf(this);
  }

  String column() {
    return column;
  }

  /** Steps along the grid's second axis per row; see {@link People}. */
  int step() {
    return step;
  }
}
