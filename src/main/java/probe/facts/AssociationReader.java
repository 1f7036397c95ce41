package probe.facts;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.snakeyaml.engine.v2.nodes.Node;
import probe.ProbeException;
import probe.concept.Text;
import probe.concept.YamlFile;

/**
 * Which relation implies which, and by which values.
 *
 * @param pairing index of the implication's value for each value of the fact
 */
record AssociationReader(Relation fact, Relation implication, List<Integer> pairing) {
  private static final List<String> FIELDS = List.of("fact", "implication", "pairs");

  static AssociationReader read(YamlFile yaml, Node node, Map<String, Relation> relations) {
    int line = yaml.line("association");
    Map<String, YamlFile.Field> fields =
        yaml.mapping(
            node, "field", "the field 'association' must have the fields fact, implication, pairs");
    for (YamlFile.Field field : fields.values()) {
      if (!FIELDS.contains(field.key().value())) {
        throw yaml.at(
            field.key().line(),
            "no field '%s'; an association has %s"
                .formatted(field.key().value(), String.join(", ", FIELDS)));
      }
    }
    for (String field : FIELDS) {
      if (!fields.containsKey(field)) {
        throw yaml.at(
            line,
            "the field '%s' is missing; an association has %s"
                .formatted(field, String.join(", ", FIELDS)));
      }
    }
    Relation fact = relation(yaml, field(fields, "fact"), relations);
    Relation implication = relation(yaml, field(fields, "implication"), relations);
    if (fact.equals(implication)) {
      throw yaml.at(
          YamlFile.line(field(fields, "implication")),
          "'%s' is the fact and the implication; they are two relations".formatted(fact.name()));
    }
    if (fact.values().size() != implication.values().size()) {
      throw yaml.at(
          line,
          "%d values of '%s' and %d of '%s'; each belongs to one of the other"
              .formatted(
                  fact.values().size(),
                  fact.name(),
                  implication.values().size(),
                  implication.name()));
    }
    return new AssociationReader(
        fact, implication, pairing(yaml, field(fields, "pairs"), fact, implication));
  }

  private static Node field(Map<String, YamlFile.Field> fields, String name) {
    return Objects.requireNonNull(fields.get(name)).value();
  }

  private static Relation relation(YamlFile yaml, Node node, Map<String, Relation> relations) {
    Text name = yaml.filled(node, "a relation", Text.WORD);
    Relation relation = relations.get(name.value());
    if (relation == null) {
      throw yaml.at(
          name.line(),
          "no relation '%s'; known: %s"
              .formatted(name.value(), String.join(", ", relations.keySet())));
    }
    return relation;
  }

  private static List<Integer> pairing(
      YamlFile yaml, Node node, Relation fact, Relation implication) {
    Map<String, YamlFile.Field> rows =
        yaml.mapping(
            node,
            "value",
            "the pairs must be rows of %s: %s".formatted(fact.name(), implication.name()));
    int[] pairing = IntStream.generate(() -> -1).limit(fact.values().size()).toArray();
    Map<Integer, Text> used = new HashMap<>();
    for (YamlFile.Field row : rows.values()) {
      Text implied = yaml.filled(row.value(), "a value", Text.WORD);
      int from = index(yaml, row.key(), fact);
      int to = index(yaml, implied, implication);
      Text before = used.putIfAbsent(to, row.key());
      if (before != null) {
        throw yaml.at(
            implied.line(),
            "'%s' belongs to '%s' on line %d and to '%s'; to one only"
                .formatted(implied.value(), before.value(), before.line(), row.key().value()));
      }
      pairing[from] = to;
    }
    for (int i = 0; i < pairing.length; i++) {
      if (pairing[i] < 0) {
        throw yaml.at(
            YamlFile.line(node),
            "the value '%s' of '%s' is not in the pairs; say what it implies"
                .formatted(fact.values().get(i), fact.name()));
      }
    }
    return IntStream.of(pairing).boxed().toList();
  }

  private static int index(YamlFile yaml, Text value, Relation relation) {
    int index = relation.values().indexOf(value.value());
    if (index < 0) {
      throw missing(yaml, value, relation);
    }
    return index;
  }

  private static ProbeException missing(YamlFile yaml, Text value, Relation relation) {
    return yaml.at(
        value.line(),
        "'%s' is no value of '%s'; known: %s"
            .formatted(value.value(), relation.name(), String.join(", ", relation.values())));
  }
}
