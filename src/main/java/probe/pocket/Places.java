package probe.pocket;

import static probe.pocket.Phrases.anyOf;
import static probe.pocket.Phrases.described;
import static probe.pocket.Phrases.draw;
import static probe.pocket.Phrases.optional;
import static probe.pocket.Phrases.sequence;
import static probe.pocket.Phrases.uniform;

import java.util.ArrayList;
import java.util.List;

/** Sentences about countries, and sentences in their languages. */
final class Places {
  private static final String[] LANGUAGES = {"English", "French", "German", "Spanish"};

  private final Grammar grammar;
  private final Table countries = Table.resource("countries.tsv");

  Places(Grammar grammar) {
    this.grammar = grammar;
  }

  private Phrase of(String column) {
    return grammar.phrases.say(Latent.COUNTRY, countries.column(column).toArray(new String[0]));
  }

  /** Paris is the capital of France; people in France speak French. */
  Phrase geography() {
    return sequence(
        draw(Latent.COUNTRY, uniform(countries.rows().size())),
        anyOf(
            sequence(of("capital"), grammar.say("is the capital of"), of("country")),
            sequence(
                grammar.say("the capital of"), of("country"), grammar.say("is"), of("capital")),
            sequence(grammar.say("people in"), of("capital"), grammar.say("speak"), of("language")),
            sequence(
                grammar.say("people in"), of("country"), grammar.say("speak"), of("language"))));
  }

  /** In French they say : le living chien huge maison. */
  Phrase foreign() {
    Table particles = Table.resource("particles.tsv");
    List<List<Integer>> tokens = new ArrayList<>();
    for (String language : LANGUAGES) {
      tokens.add(particles.column(language).stream().map(grammar.vocabulary::add).toList());
    }
    Phrase word =
        sequence(
            optional(.4, Phrases.anyToken(latents -> tokens.get(latents.get(Latent.LANGUAGE)))),
            described(grammar.meanings, latents -> latents.get(Latent.LANGUAGE)));
    return sequence(
        draw(Latent.LANGUAGE, uniform(LANGUAGES.length)),
        optional(.6, grammar.say("in"), grammar.phrases.say(Latent.LANGUAGE, LANGUAGES)),
        grammar.say("they say :"),
        word,
        word,
        optional(.5, word));
  }
}
