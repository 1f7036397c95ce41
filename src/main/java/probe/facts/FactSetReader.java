package probe.facts;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;
import probe.ProbeException;
import probe.concept.Library;
import probe.concept.Numbers;
import probe.concept.Text;
import probe.concept.YamlFile;

/** Reads fact sets: two relations, how their values belong together, and who has them. */
public final class FactSetReader {
  static final List<String> FIELDS =
      List.of(
          "kind",
          "name",
          "about",
          "holds",
          "relations",
          "association",
          "names",
          "names-per-value",
          "train-per-value",
          "arms",
          "seeds");

  private static final int MOST = 100_000;

  private final YamlFile yaml;

  private FactSetReader(YamlFile yaml) {
    this.yaml = yaml;
  }

  /**
   * Reads {@code file}.
   *
   * @throws ProbeException with file and line, for anything in it that cannot be used
   */
  public static FactSet read(Path file) {
    YamlFile yaml = YamlFile.read(file);
    Text kind = yaml.required("kind", "a fact set has kind: " + Library.FACTS_KIND);
    if (!kind.value().equals(Library.FACTS_KIND)) {
      throw yaml.at(
          kind.line(),
          "the kind is '%s'; a fact set has kind: %s".formatted(kind.value(), Library.FACTS_KIND));
    }
    yaml.allow("a fact set", FIELDS);
    return new FactSetReader(yaml).set(file);
  }

  private FactSet set(Path file) {
    String name = yaml.required("name", "name the fact set").value();
    boolean holds =
        Numbers.flag(yaml, required("holds", "say whether the pairing is true"), "holds");
    Map<String, Relation> relations = relations();
    AssociationReader association =
        AssociationReader.read(
            yaml, required("association", "say which values belong together"), relations);
    Relation fact = association.fact();
    Relation implication = association.implication();
    int perValue = integer("names-per-value", 1, MOST);
    int training = integer("train-per-value", 0, perValue - 1);
    return new FactSet(
        file,
        name,
        yaml.text("about", Text.SENTENCE).value(),
        fact,
        implication,
        association.pairing(),
        holds,
        names(fact, implication, perValue),
        perValue,
        training,
        arms(holds),
        integer("seeds", 1, MOST));
  }

  private Map<String, Relation> relations() {
    Map<String, YamlFile.Field> fields =
        yaml.mapping(
            required("relations", "describe two relations"),
            "relation",
            "the field 'relations' must be rows of NAME: {values: ..., templates: ..., held-out:"
                + " ...}");
    if (fields.size() != 2) {
      throw yaml.at(
          yaml.line("relations"),
          "%d relations; a fact set has two, one told and one implied".formatted(fields.size()));
    }
    RelationReader reader = new RelationReader(yaml);
    Map<String, Relation> relations = new LinkedHashMap<>();
    fields.forEach((name, field) -> relations.put(name, reader.read(field)));
    return relations;
  }

  private List<String> names(Relation fact, Relation implication, int perValue) {
    Map<String, Integer> lines = new HashMap<>();
    List<String> names = new ArrayList<>();
    required("names", "list invented names");
    for (Node node : yaml.list("names", "invented names")) {
      Text name = yaml.filled(node, "a name", Text.WORD);
      Integer before = lines.putIfAbsent(name.value(), name.line());
      if (before != null) {
        throw yaml.at(
            name.line(),
            "the name '%s' stands twice, first on line %d; keep one"
                .formatted(name.value(), before));
      }
      if (fact.values().contains(name.value()) || implication.values().contains(name.value())) {
        throw yaml.at(
            name.line(),
            "the name '%s' is also a value; invent another name".formatted(name.value()));
      }
      names.add(name.value());
    }
    int values = fact.values().size();
    if (names.size() < (long) values * perValue) {
      throw yaml.at(
          yaml.line("names"),
          "%d names for %d values of %d names each; list %d or lower 'names-per-value'"
              .formatted(names.size(), values, perValue, (long) values * perValue));
    }
    return names;
  }

  private List<Arm> arms(boolean holds) {
    List<Arm> arms = new ArrayList<>();
    required("arms", "list at least one of " + known());
    for (Node node : yaml.list("arms", "arms out of " + known())) {
      Text word = yaml.filled(node, "an arm", Text.WORD);
      Arm arm = Arm.named(word.value()).orElse(null);
      if (arm == null) {
        throw yaml.at(word.line(), "no arm '%s'; known: %s".formatted(word.value(), known()));
      }
      if (arms.contains(arm)) {
        throw yaml.at(word.line(), "the arm '%s' stands twice; keep one".formatted(arm));
      }
      if (!arm.fits(holds)) {
        throw yaml.at(
            word.line(),
            holds
                ? "the arm '%s' with 'holds: true'; a pairing that holds has the arms true and counterfactual"
                    .formatted(arm)
                : "the arm '%s' with 'holds: false'; a pairing that does not hold has the arm spurious"
                    .formatted(arm));
      }
      arms.add(arm);
    }
    if (arms.stream().allMatch(Arm::control)) {
      throw yaml.at(
          yaml.line("arms"),
          "no arm but controls; add %s".formatted(holds ? "true or counterfactual" : "spurious"));
    }
    return arms;
  }

  private static String known() {
    return Arrays.stream(Arm.values()).map(Arm::toString).collect(Collectors.joining(", "));
  }

  private int integer(String field, int min, int max) {
    return Numbers.integer(yaml, required(field, "give a whole number"), field, min, max);
  }

  private Node required(String field, String todo) {
    return required(yaml, yaml.get(field), field, yaml.line(field), todo);
  }

  /** What stands behind a field that must be there. */
  static Node required(YamlFile yaml, @Nullable Node node, String field, int line, String todo) {
    if (node == null) {
      throw yaml.at(line, "the field '%s' is missing; %s".formatted(field, todo));
    }
    return node;
  }
}
