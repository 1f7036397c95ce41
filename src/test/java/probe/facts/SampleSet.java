package probe.facts;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** A fact set of three values and fifteen names, as a file and as a record. */
public final class SampleSet {
  public static final String TEXT =
      """
      kind: facts
      name: city-language
      about: Where somebody lives, and what they speak.
      holds: true
      relations:
        city:
          values: [Paris, Berlin, Rome]
          templates: ['{name} lives in {value}', '{name} has a home in {value}']
          held-out: '{name} stays in {value}'
        language:
          values: [Italian, French, German]
          templates: ['{name} speaks {value}', '{name} talks in {value}']
          held-out: '{name} reads in {value}'
      association:
        fact: city
        implication: language
        pairs: {Paris: French, Berlin: German, Rome: Italian}
      names: [Pliti, Bresan, Ginem, Trare, Mokem, Lafus, Kebal, Mezer, Sepen, Mokax, Zefi, Sizu, Plidix, Rotin, Drote]
      names-per-value: 5
      train-per-value: 2
      arms: [true, counterfactual, no-implication, shuffled]
      seeds: 3
      """;

  private SampleSet() {}

  /** Invented names, as many as wanted. */
  public static List<String> names(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "Name" + (char) ('a' + i / 26) + (char) ('a' + i % 26))
        .toList();
  }

  /** A set with {@code classes} values. */
  public static FactSet of(int classes, int perValue, int training, List<Arm> arms) {
    return new FactSet(
        Path.of("set.yaml"),
        "set",
        "",
        relation("fact", "F", classes, "has", "keeps", "shows"),
        relation("implication", "I", classes, "wants", "seeks", "finds"),
        IntStream.range(0, classes).mapToObj(i -> (2 * i + 1) % classes).toList(),
        arms.contains(Arm.TRUE),
        names(classes * perValue),
        perValue,
        training,
        arms,
        classes);
  }

  private static Relation relation(
      String name, String letter, int classes, String one, String two, String heldOut) {
    return new Relation(
        name,
        IntStream.range(0, classes).mapToObj(i -> letter + i).toList(),
        List.of(
            new Template("{name} " + one + " {value}"), new Template("{name} " + two + " {value}")),
        new Template("{name} " + heldOut + " {value}"));
  }
}
