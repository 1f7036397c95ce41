package probe.pocket;

/** What a derivation remembers: the values of concepts, and where it is in a sentence. */
enum Latent {
  /** Index of the {@link SentenceType}. */
  TYPE(0),
  /** 0 singular, 1 plural. */
  NUMBER(1),
  /** 0 present, 1 past. */
  TENSE(2),
  /** 0 male, 1 female. */
  GENDER(3),
  /** Row of the pronouns. */
  PRONOUN(4),
  /** 0 positive, 1 comparative, 2 superlative. */
  DEGREE(5),
  /** 0 small, 1 big. */
  SIZE(6),
  /** 0 positive, 1 negative. */
  POLARITY(7),
  /** 0 English, 1 French, 2 German, 3 Spanish. */
  LANGUAGE(8),
  /** Row of the countries. */
  COUNTRY(9),
  /** Row of the known names, or {@link People#ANONYMOUS}. */
  NAME(10),
  /** Relation of the fact told first. */
  RELATION(11),
  /** Value of the fact told first. */
  VALUE(12),
  /** Bits of the next lexeme that were stated: one digit of base 3 per bit. */
  STATED(13);

  /** Number of latents. */
  static final int COUNT = values().length;

  private final int index;

  Latent(int index) {
    this.index = index;
  }

  /** Place among all latents, from 0. */
  int index() {
    return index;
  }
}
