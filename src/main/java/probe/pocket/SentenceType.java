package probe.pocket;

import java.util.List;

/** The types of sentences, with the share of each. */
public enum SentenceType {
  AGREEMENT(.16),
  PRONOUN(.10),
  GENDER(.12),
  DEGREE(.09),
  SIZE(.05),
  POLARITY(.05),
  GEOGRAPHY(.08),
  FOREIGN(.12),
  PERSON(.18),
  NEUTRAL(.05);

  private static final List<SentenceType> ALL = List.of(values());

  private final double share;

  SentenceType(double share) {
    this.share = share;
  }

  /** The type at {@code index}. */
  static SentenceType at(int index) {
    return ALL.get(index);
  }

  /** Place among all types, from 0. */
  int index() {
    return ALL.indexOf(this);
  }

  /** The probability that a sentence is of this type. */
  public double share() {
    return share;
  }
}
