package probe.pocket;

import java.util.List;

/**
 * The pocket world: an automaton that writes documents of one or two sentences without end.
 *
 * <p>Every random choice shows in the words, and words have one derivation, so that the probability
 * of a document is the product of those of its choices. The invented names stand in neutral
 * sentences only.
 */
public final class World {
  /** Probability that a document has a second sentence. */
  static final double SECOND_SENTENCE = .5;

  private final Vocabulary vocabulary = new Vocabulary();
  private final Grammar grammar = new Grammar(vocabulary);
  private final People people = new People(grammar);
  private final Places places = new Places(grammar);
  private final State start;

  public World() {
    Node[] first = new Node[1];
    Node boundary =
        latents -> List.of(new Branch(1, Vocabulary.BOUNDARY, new State(first[0], Latents.NONE)));
    Phrase sentence = sentence();
    Phrase more =
        rest ->
            Phrases.oneOf(
                    Phrases.weighted(SECOND_SENTENCE, sentence),
                    Phrases.weighted(1 - SECOND_SENTENCE))
                .before(rest);
    first[0] = Phrases.sequence(sentence, more).before(boundary);
    start = new State(boundary, Latents.NONE);
  }

  private Phrase sentence() {
    Clauses clauses = new Clauses(grammar);
    SentenceType[] types = SentenceType.values();
    double[] shares = new double[types.length];
    Phrase[] sentences = new Phrase[types.length];
    for (SentenceType type : types) {
      shares[type.index()] = type.share();
      sentences[type.index()] =
          switch (type) {
            case AGREEMENT -> clauses.agreement();
            case PRONOUN -> clauses.pronoun();
            case GENDER -> clauses.gender(people);
            case DEGREE -> clauses.degree();
            case SIZE -> clauses.size();
            case POLARITY -> clauses.polarity();
            case GEOGRAPHY -> places.geography();
            case FOREIGN -> places.foreign();
            case PERSON -> people.person();
            case NEUTRAL -> people.neutral();
          };
    }
    return Phrases.sequence(
        Phrases.draw(Latent.TYPE, shares),
        Phrases.oneOf(latents -> Phrases.one(latents.get(Latent.TYPE), types.length), sentences),
        grammar.phrases.end("."));
  }

  /** The words. */
  public Vocabulary vocabulary() {
    return vocabulary;
  }

  /** Tokens of the 100 invented names, which are seen in neutral sentences only. */
  public List<Integer> inventedNames() {
    return people.invented();
  }

  /** Tokens of the 121 names whose lasting attributes are fixed. */
  public List<Integer> knownNames() {
    return people.names();
  }

  /** Tokens of the 11 values of {@code relation}; cities, countries and languages in one order. */
  public List<Integer> values(Relation relation) {
    return people.values(relation);
  }

  /** The state before the boundary that begins a row. */
  State start() {
    return start;
  }

  Grammar grammar() {
    return grammar;
  }
}
