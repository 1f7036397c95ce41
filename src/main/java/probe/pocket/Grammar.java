package probe.pocket;

import java.util.List;

/** What sentences of every kind share: the lexicons, and phrases with a noun or a verb. */
final class Grammar {
  final Vocabulary vocabulary;
  final Phrases phrases;
  final Lexicon nouns;
  final Lexicon verbs;
  final Lexicon adjectives;
  final Lexicon polarities;
  final Lexicon gendered;
  final Lexicon sizes;
  final Lexicon meanings;

  Grammar(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
    this.phrases = new Phrases(vocabulary);
    Table features = Table.resource("features.tsv");
    nouns = Lexicon.read("nouns", features, vocabulary);
    verbs = Lexicon.read("verbs", features, vocabulary);
    adjectives = Lexicon.read("adjectives", features, vocabulary);
    polarities = Lexicon.read("polarities", features, vocabulary);
    gendered = Lexicon.read("gendered", features, vocabulary);
    sizes = Lexicon.read("sizes", features, vocabulary);
    meanings = Lexicon.read("meanings", features, vocabulary);
  }

  List<Lexicon> lexicons() {
    return List.of(nouns, verbs, adjectives, polarities, gendered, sizes, meanings);
  }

  Phrase say(String text) {
    return phrases.say(text);
  }

  /** The tense, and half of the time a word that says it. */
  Phrase time() {
    return Phrases.sequence(
        Phrases.draw(Latent.TENSE, .5, .5),
        Phrases.optional(.5, phrases.say(Latent.TENSE, "today", "yesterday")));
  }

  Phrase isOrWas() {
    return phrases.say(Latent.TENSE, "is", "was");
  }

  Phrase areOrWere() {
    return phrases.say(Latent.TENSE, "are", "were");
  }

  Phrase hisOrHer() {
    return phrases.say(Latent.GENDER, "his", "her");
  }

  /** A determiner, which hides the number half of the time, and a noun. */
  Phrase nounPhrase() {
    return Phrases.sequence(
        Phrases.draw(Latent.NUMBER, .5, .5),
        Phrases.oneOf(
            Phrases.weighted(.5, say("the")),
            Phrases.weighted(.25, phrases.say(Latent.NUMBER, "this", "these")),
            Phrases.weighted(.25, phrases.say(Latent.NUMBER, "every", "many"))),
        noun());
  }

  /** A noun in the number drawn, after the features stated. */
  Phrase noun() {
    return Phrases.described(nouns, latents -> latents.get(Latent.NUMBER));
  }

  /** A noun in the singular, with no features stated. */
  Phrase plainNoun() {
    return Phrases.word(nouns, latents -> 0);
  }

  /** A verb that agrees with the tense and the number. */
  Phrase verb() {
    return Phrases.described(verbs, Grammar::verbForm);
  }

  private static int verbForm(Latents latents) {
    if (latents.get(Latent.TENSE) == 1) {
      return 2;
    }
    return latents.get(Latent.NUMBER) == 0 ? 1 : 0;
  }
}
