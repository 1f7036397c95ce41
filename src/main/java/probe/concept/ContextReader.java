package probe.concept;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads pairs of contexts. */
final class ContextReader {
  static final String KIND = "context-pairs";
  static final List<String> FIELDS = List.of("kind", "name", "concept", "about", "pairs");
  private static final List<String> ROW = List.of("template", "left", "right");
  private static final String SHAPE = "a pair is {template: ..., left: ..., right: ...}";

  private final YamlFile yaml;
  // a context may come back in another file, but not in this one
  private final Seen here = new Seen();
  private final List<ContextPair> pairs = new ArrayList<>();
  // template to the line of the first row that has it, or that it is the number of
  private final Map<String, Integer> named = new HashMap<>();
  private final Map<String, Integer> numbered = new HashMap<>();

  private ContextReader(YamlFile yaml) {
    this.yaml = yaml;
  }

  static ContextPairs read(YamlFile yaml, Seen seen) {
    yaml.allow("a file of " + KIND, FIELDS);
    return new ContextReader(yaml).contexts(seen);
  }

  /** Refuses a second list of contexts called {@code name}. */
  static void requireOwnName(YamlFile yaml, Text name, Seen seen) {
    String other = seen.add(yaml.file(), "contexts", name);
    if (other != null) {
      throw yaml.at(
          name.line(),
          "contexts called '%s' are also in %s; give each list a name of its own"
              .formatted(name.value(), other));
    }
  }

  private ContextPairs contexts(Seen seen) {
    Text name = yaml.required("name", "name the list of contexts");
    requireOwnName(yaml, name, seen);
    Text concept =
        yaml.required("concept", "name the word pairs that left and right differ in as those do");
    for (Node node : yaml.list("pairs", "pairs {template: ..., left: ..., right: ...}")) {
      row(node);
    }
    if (pairs.isEmpty()) {
      throw yaml.at(yaml.line("pairs"), "no pairs; list at least one pair of contexts");
    }
    return new ContextPairs(
        name.value(),
        concept.value(),
        yaml.text("about", Text.SENTENCE).value(),
        yaml.file(),
        concept.line(),
        pairs);
  }

  private void row(Node node) {
    Map<String, YamlFile.Field> row = yaml.mapping(node, "field", SHAPE);
    for (YamlFile.Field field : row.values()) {
      if (!ROW.contains(field.key().value())) {
        throw yaml.at(
            field.key().line(), "no field '%s'; %s".formatted(field.key().value(), SHAPE));
      }
    }
    Text left = side(node, row, "left");
    Text right = side(node, row, "right");
    if (left.same(right)) {
      throw yaml.at(
          right.line(),
          "left and right are both '%s'%s; they must differ"
              .formatted(Characters.shorten(left.value()), left.note(right)));
    }
    once(left);
    once(right);
    int line = YamlFile.line(node);
    pairs.add(new ContextPair(template(row, line), left.value(), right.value(), line));
  }

  private Text side(Node node, Map<String, YamlFile.Field> row, String name) {
    YamlFile.Field field = row.get(name);
    if (field == null) {
      throw yaml.at(YamlFile.line(node), "the field '%s' is missing; %s".formatted(name, SHAPE));
    }
    return yaml.filled(field.value(), name, Text.SENTENCE);
  }

  private void once(Text context) {
    String there = here.add(yaml.file(), "context", context);
    if (there != null) {
      throw yaml.at(
          context.line(),
          "the context '%s' stands in %s already; list it once"
              .formatted(Characters.shorten(context.value()), there));
    }
  }

  private String template(Map<String, YamlFile.Field> row, int line) {
    YamlFile.Field field = row.get("template");
    String number = String.valueOf(pairs.size() + 1);
    if (field == null) {
      numbered.put(number, line);
      requireNoNumber(number, named.get(number), line);
      return number;
    }
    Text template = yaml.filled(field.value(), "template", Text.WORD);
    named.putIfAbsent(template.value(), template.line());
    requireNoNumber(template.value(), template.line(), numbered.get(template.value()));
    return template.value();
  }

  // a row without a template is its own, under its number, and shares it with no other
  private void requireNoNumber(
      String template, @Nullable Integer named, @Nullable Integer numbered) {
    if (named != null && numbered != null) {
      throw yaml.at(
          named,
          "the template '%s' is also the number of the pair on line %d; call it otherwise"
              .formatted(template, numbered));
    }
  }
}
