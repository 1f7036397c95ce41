package probe.pocket;

import static probe.pocket.Phrases.described;
import static probe.pocket.Phrases.draw;
import static probe.pocket.Phrases.features;
import static probe.pocket.Phrases.oneOf;
import static probe.pocket.Phrases.optional;
import static probe.pocket.Phrases.sequence;
import static probe.pocket.Phrases.set;
import static probe.pocket.Phrases.uniform;
import static probe.pocket.Phrases.weighted;
import static probe.pocket.Phrases.word;

import java.util.List;

/** Sentences about nouns, verbs, adjectives and their forms. */
final class Clauses {
  /** Probability of the past tense, by polarity: positive, negative. */
  static final List<Double> PAST_GIVEN_POLARITY = List.of(.2, .8);

  /** Probability of the past tense, by size: small, big. */
  static final List<Double> PAST_GIVEN_SIZE = List.of(.3, .7);

  private static final String[] PRONOUNS = {
    "I",
    "you",
    "we",
    "they",
    "he",
    "she",
    "it",
    "everyone",
    "everybody",
    "someone",
    "somebody",
    "nobody"
  };
  private static final String[] POSSESSIVES = {
    "my",
    "your",
    "our",
    "their",
    "his",
    "her",
    "its",
    "everyone's",
    "everybody's",
    "someone's",
    "somebody's",
    "nobody's"
  };
  // of the pronouns before this one the verb has its base form
  private static final int THIRD_PERSON_SINGULAR = 4;

  private final Grammar grammar;

  Clauses(Grammar grammar) {
    this.grammar = grammar;
  }

  /** Today the tiny dogs openly chase this wall. */
  Phrase agreement() {
    return sequence(
        grammar.time(), grammar.nounPhrase(), grammar.verb(), optional(.5, grammar.nounPhrase()));
  }

  /** Yesterday everybody slowly opened everybody's precious boxes. */
  Phrase pronoun() {
    return sequence(
        grammar.time(),
        draw(Latent.PRONOUN, uniform(PRONOUNS.length)),
        grammar.phrases.say(Latent.PRONOUN, PRONOUNS),
        set(
            latents ->
                latents.with(
                    Latent.NUMBER, latents.get(Latent.PRONOUN) >= THIRD_PERSON_SINGULAR ? 0 : 1)),
        grammar.verb(),
        grammar.phrases.say(Latent.PRONOUN, POSSESSIVES),
        draw(Latent.NUMBER, .5, .5),
        grammar.noun());
  }

  /** The towns were visibly much older than the gate. */
  Phrase degree() {
    return sequence(
        draw(Latent.DEGREE, uniform(3)),
        draw(Latent.TENSE, .5, .5),
        draw(Latent.NUMBER, .5, .5),
        grammar.say("the"),
        word(grammar.nouns, latents -> latents.get(Latent.NUMBER)),
        oneOf(
            latents -> Phrases.one(latents.get(Latent.NUMBER), 2),
            grammar.isOrWas(),
            grammar.areOrWere()),
        features(grammar.adjectives),
        optional(.7, grammar.phrases.say(Latent.DEGREE, "very", "much", "the")),
        word(grammar.adjectives, latents -> latents.get(Latent.DEGREE)),
        oneOf(
            latents -> Phrases.one(latents.get(Latent.DEGREE) == 1 ? 1 : 0, 2),
            Phrases.nothing(),
            sequence(grammar.say("than the"), grammar.plainNoun())));
  }

  /** Here was the huge living whale; big things are mostly of the past. */
  Phrase size() {
    return sequence(
        draw(Latent.SIZE, .5, .5),
        draw(Latent.TENSE, latents -> past(PAST_GIVEN_SIZE, latents.get(Latent.SIZE))),
        grammar.say("here"),
        grammar.isOrWas(),
        grammar.say("the"),
        optional(.6, grammar.phrases.say(Latent.SIZE, "tiny", "huge")),
        described(grammar.sizes, latents -> latents.get(Latent.SIZE)));
  }

  /** Sadly everything was fully unsafe; sad things are mostly of the past. */
  Phrase polarity() {
    return sequence(
        draw(Latent.POLARITY, .5, .5),
        draw(Latent.TENSE, latents -> past(PAST_GIVEN_POLARITY, latents.get(Latent.POLARITY))),
        optional(.7, grammar.phrases.say(Latent.POLARITY, "fortunately", "sadly")),
        grammar.say("everything"),
        grammar.isOrWas(),
        described(grammar.polarities, latents -> latents.get(Latent.POLARITY)));
  }

  private static double[] past(List<Double> given, int value) {
    double past = given.get(value);
    return new double[] {1 - past, past};
  }

  /**
   * She was my noble aunt; those men are kings; every queen found her ring; meet Mary, my niece.
   */
  Phrase gender(People people) {
    Phrase one =
        sequence(
            draw(Latent.GENDER, .5, .5),
            draw(Latent.TENSE, .5, .5),
            oneOf(
                weighted(.7, grammar.phrases.say(Latent.GENDER, "he", "she")),
                weighted(.3, grammar.say("someone"))),
            grammar.isOrWas(),
            Phrases.anyOf(grammar.say("a"), grammar.say("my"), grammar.say("our")),
            described(grammar.gendered, latents -> latents.get(Latent.GENDER)));
    Phrase many =
        sequence(
            draw(Latent.GENDER, .5, .5),
            draw(Latent.TENSE, .5, .5),
            grammar.say("those"),
            oneOf(
                weighted(.7, grammar.phrases.say(Latent.GENDER, "men", "women")),
                weighted(.3, grammar.say("people"))),
            grammar.areOrWere(),
            described(grammar.gendered, latents -> 2 + latents.get(Latent.GENDER)));
    Phrase every =
        sequence(
            draw(Latent.GENDER, .5, .5),
            draw(Latent.TENSE, .5, .5),
            set(Latent.NUMBER, 0),
            grammar.say("every"),
            described(grammar.gendered, latents -> latents.get(Latent.GENDER)),
            grammar.verb(),
            grammar.hisOrHer(),
            grammar.plainNoun());
    Phrase meet =
        sequence(
            grammar.say("meet"),
            people.known(),
            grammar.say(", my"),
            described(grammar.gendered, latents -> latents.get(Latent.GENDER)));
    return Phrases.anyOf(one, many, every, meet);
  }
}
