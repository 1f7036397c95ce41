package probe.pocket;

import static probe.pocket.Phrases.anyOf;
import static probe.pocket.Phrases.draw;
import static probe.pocket.Phrases.one;
import static probe.pocket.Phrases.oneOf;
import static probe.pocket.Phrases.optional;
import static probe.pocket.Phrases.sequence;
import static probe.pocket.Phrases.set;
import static probe.pocket.Phrases.uniform;
import static probe.pocket.Phrases.weighted;
import static probe.pocket.Phrases.word;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Sentences about people.
 *
 * <p>The known names lie on a grid of 11 rows A and 11 columns B, and lasting attribute k of a name
 * is (A + k B) mod 11. Since 11 is a prime, each pair of values of two attributes belongs to one
 * name: the attributes are independent in the sample, not only on average.
 */
final class People {
  /** Number of values of every relation. */
  static final int VALUES = 11;

  /** Number of names with lasting attributes. */
  static final int KNOWN = VALUES * VALUES;

  /** {@link Latent#NAME} of a person without a name. */
  static final int ANONYMOUS = KNOWN;

  /** Probability that a person without a name speaks the language of the city they live in. */
  static final double LOCAL = .8;

  private final Grammar grammar;
  private final List<Integer> known = new ArrayList<>();
  private final List<Integer> genders = new ArrayList<>();
  private final List<Integer> invented = new ArrayList<>();
  private final List<List<Integer>> values = new ArrayList<>();

  People(Grammar grammar) {
    this.grammar = grammar;
    Table names = Table.resource("names.tsv");
    names.column("name").forEach(name -> known.add(grammar.vocabulary.add(name)));
    names.column("gender").forEach(gender -> genders.add(gender.equals("male") ? 0 : 1));
    Table.resource("invented.tsv")
        .column("name")
        .forEach(name -> invented.add(grammar.vocabulary.add(name)));
    Table countries = Table.resource("countries.tsv");
    Table attributes = Table.resource("attributes.tsv");
    for (Relation relation : Relation.values()) {
      Table table = countries.columns().contains(relation.column()) ? countries : attributes;
      values.add(
          table.column(relation.column()).stream()
              .limit(VALUES)
              .map(grammar.vocabulary::add)
              .toList());
    }
  }

  /** Tokens of the names that only neutral sentences have. */
  List<Integer> invented() {
    return List.copyOf(invented);
  }

  /** Tokens of the names with attributes. */
  List<Integer> names() {
    return List.copyOf(known);
  }

  /** Tokens of the values of {@code relation}. */
  List<Integer> values(Relation relation) {
    return values.get(relation.index());
  }

  /** Row of the value of {@code relation} for the known name {@code name}. */
  static int value(int name, Relation relation) {
    return (name / VALUES + relation.step() * (name % VALUES)) % VALUES;
  }

  /** A known name, which tells the gender. */
  Phrase known() {
    return sequence(
        draw(Latent.NAME, uniform(KNOWN)),
        set(latents -> latents.with(Latent.GENDER, genders.get(latents.get(Latent.NAME)))),
        Phrases.token(latents -> known.get(latents.get(Latent.NAME))));
  }

  /** Mary lives in Paris and is a baker; one king speaks French. */
  Phrase person() {
    Phrase anonymous =
        sequence(
            set(Latent.NAME, ANONYMOUS),
            draw(Latent.GENDER, .5, .5),
            grammar.say("one"),
            word(grammar.gendered, latents -> latents.get(Latent.GENDER)));
    return sequence(
        oneOf(weighted(.65, known()), weighted(.35, anonymous)),
        fact(),
        optional(.6, grammar.say("and"), fact()));
  }

  private Phrase fact() {
    Relation[] relations = Relation.values();
    Phrase[] facts = new Phrase[relations.length];
    for (Relation relation : relations) {
      Phrase[] templates = relation.templates().stream().map(grammar::say).toArray(Phrase[]::new);
      facts[relation.index()] = sequence(anyOf(templates), value(relation));
    }
    return oneOf(People::untold, facts);
  }

  // uniform over the relations that the sentence has not told yet
  private static double[] untold(Latents latents) {
    int told = latents.find(Latent.RELATION);
    double[] p = uniform(Relation.values().length);
    if (told >= 0) {
      Arrays.fill(p, 1.0 / (p.length - 1));
      p[told] = 0;
    }
    return p;
  }

  private Phrase value(Relation relation) {
    List<Integer> tokens = values(relation);
    return sequence(
        draw(Latent.VALUE, latents -> probabilities(relation, latents)),
        set(Latent.RELATION, relation.index()),
        Phrases.token(latents -> tokens.get(latents.get(Latent.VALUE))));
  }

  static double[] probabilities(Relation relation, Latents latents) {
    int name = latents.get(Latent.NAME);
    if (name != ANONYMOUS && relation.lasting()) {
      return one(value(name, relation), VALUES);
    }
    int told = latents.find(Latent.RELATION);
    boolean local =
        (relation == Relation.CITY && told == Relation.LANGUAGE.index())
            || (relation == Relation.LANGUAGE && told == Relation.CITY.index());
    double[] p = uniform(VALUES);
    if (local) {
      Arrays.fill(p, (1 - LOCAL) / (VALUES - 1));
      p[latents.get(Latent.VALUE)] = LOCAL;
    }
    return p;
  }

  /** Hello Zolo; Zolo found the key; meet Zolo and his wolf. */
  Phrase neutral() {
    Phrase past = set(latents -> latents.with(Latent.TENSE, 1).with(Latent.NUMBER, 0));
    // an invented name has no gender until a word shows it
    Phrase gender =
        draw(
            Latent.GENDER,
            latents ->
                latents.find(Latent.NAME) < 0 ? uniform(2) : one(latents.get(Latent.GENDER), 2));
    return anyOf(
        sequence(grammar.say("hello"), anybody()),
        sequence(anybody(), past, grammar.verb(), grammar.say("the"), grammar.plainNoun()),
        sequence(
            grammar.say("meet"),
            anybody(),
            grammar.say("and"),
            gender,
            grammar.hisOrHer(),
            grammar.plainNoun()));
  }

  private Phrase anybody() {
    return oneOf(weighted(.7, Phrases.anyToken(latents -> invented)), weighted(.3, known()));
  }
}
