package probe.facts;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import probe.ProbeException;
import probe.concept.Text;
import probe.concept.YamlFile;

/** Reads the relations of a fact set: their values, and the sentences that state them. */
final class RelationReader {
  private static final List<String> FIELDS = List.of("values", "templates", "held-out");
  private static final Pattern SLOT = Pattern.compile("\\{[^{}]*}");

  private final YamlFile yaml;
  // of both relations: a sentence of two would have two answers
  private final Map<String, Integer> lines = new HashMap<>();

  RelationReader(YamlFile yaml) {
    this.yaml = yaml;
  }

  Relation read(YamlFile.Field field) {
    String name = field.key().value();
    Map<String, YamlFile.Field> fields =
        yaml.mapping(
            field.value(),
            "field",
            "the relation '%s' must have the fields %s".formatted(name, String.join(", ", FIELDS)));
    for (YamlFile.Field inner : fields.values()) {
      if (!FIELDS.contains(inner.key().value())) {
        throw yaml.at(
            inner.key().line(),
            "no field '%s'; a relation has %s"
                .formatted(inner.key().value(), String.join(", ", FIELDS)));
      }
    }
    for (String known : FIELDS) {
      if (!fields.containsKey(known)) {
        throw yaml.at(
            field.key().line(),
            "the relation '%s' has no field '%s'; a relation has %s"
                .formatted(name, known, String.join(", ", FIELDS)));
      }
    }
    List<String> values = values(name, value(fields, "values"));
    List<Template> templates = new ArrayList<>();
    for (Node node : list(name, "templates", value(fields, "templates"))) {
      templates.add(template(node));
    }
    if (templates.isEmpty()) {
      throw yaml.at(
          YamlFile.line(value(fields, "templates")),
          "no templates of '%s'; give at least one".formatted(name));
    }
    return new Relation(name, values, templates, template(value(fields, "held-out")));
  }

  private static Node value(Map<String, YamlFile.Field> fields, String field) {
    return Objects.requireNonNull(fields.get(field)).value();
  }

  private List<String> values(String relation, Node node) {
    List<String> values = new ArrayList<>();
    for (Node item : list(relation, "values", node)) {
      Text value = yaml.filled(item, "a value", Text.WORD);
      if (values.contains(value.value())) {
        throw yaml.at(
            value.line(),
            "the value '%s' of '%s' stands twice; keep one".formatted(value.value(), relation));
      }
      values.add(value.value());
    }
    if (values.size() < 2) {
      throw yaml.at(
          YamlFile.line(node),
          "%d values of '%s'; a relation has at least two".formatted(values.size(), relation));
    }
    return values;
  }

  private List<Node> list(String relation, String field, Node node) {
    if (!(node instanceof SequenceNode list)) {
      throw yaml.at(
          YamlFile.line(node), "the %s of '%s' must be a list".formatted(field, relation));
    }
    return list.getValue();
  }

  private Template template(Node node) {
    Text text = yaml.filled(node, "a template", Text.SENTENCE);
    String template = text.value();
    requireSlots(text);
    Integer before = lines.putIfAbsent(template, text.line());
    if (before != null) {
      throw yaml.at(
          text.line(),
          "the template '%s' stands twice, first on line %d; each has words of its own"
              .formatted(template, before));
    }
    return new Template(template);
  }

  private void requireSlots(Text text) {
    String template = text.value();
    List<String> slots = new ArrayList<>();
    Matcher matcher = SLOT.matcher(template);
    while (matcher.find()) {
      String slot = matcher.group();
      if (!slot.equals(Template.NAME) && !slot.equals(Template.VALUE)) {
        throw refuse(text, "has the slot " + slot + "; a template has {name} and {value}");
      }
      if (slots.contains(slot)) {
        throw refuse(text, "has " + slot + " twice; keep one");
      }
      slots.add(slot);
    }
    for (String slot : List.of(Template.NAME, Template.VALUE)) {
      if (!slots.contains(slot)) {
        throw refuse(text, "has no " + slot + "; a template has {name} and ends with {value}");
      }
    }
    if (!template.endsWith(" " + Template.VALUE)) {
      throw refuse(text, "does not end with a space and {value}; the answer is the last word");
    }
  }

  private ProbeException refuse(Text text, String problem) {
    return yaml.at(text.line(), "the template '%s' %s".formatted(text.value(), problem));
  }
}
