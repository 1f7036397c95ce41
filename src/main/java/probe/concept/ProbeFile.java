package probe.concept;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import probe.ProbeException;

/**
 * A file that sets up a probe, for the reader of its kind: it asks for the fields that the kind
 * has, each with its default, and calls {@link #requireKnown} when it is done. A field that cannot
 * be used is refused with file and line.
 */
public final class ProbeFile {
  private static final List<String> COMMON = List.of("kind", "name", "about");

  private final YamlFile yaml;
  private final String kind;
  private final String name;
  private final String about;
  private final Map<String, Object> settings = new LinkedHashMap<>();

  private ProbeFile(YamlFile yaml) {
    this.yaml = yaml;
    this.kind = yaml.required("kind", "name the kind of probe").value();
    this.name = yaml.required("name", "name the probe").value();
    this.about = yaml.text("about", Text.SENTENCE).value();
  }

  static ProbeFile read(YamlFile yaml, Seen seen) {
    ProbeFile probe = new ProbeFile(yaml);
    Text name = yaml.text("name", Text.WORD);
    String other = seen.add(yaml.file(), "probe", name);
    if (other != null) {
      throw yaml.at(
          name.line(),
          "the probe '%s' is also in %s; give each a name of its own"
              .formatted(name.value(), other));
    }
    return probe;
  }

  public String kind() {
    return kind;
  }

  public String name() {
    return name;
  }

  /** A sentence on the probe, or "". */
  public String about() {
    return about;
  }

  /** The file as the user named it. */
  public String file() {
    return yaml.file();
  }

  /** Refuses a kind that is not among {@code known}, the kinds of probe that there are. */
  public void requireKind(Collection<String> known) {
    if (!known.contains(kind)) {
      List<String> all = new ArrayList<>(known);
      all.addAll(Library.DATA_KINDS);
      throw refuse("kind", "no probe kind '%s'; known: %s".formatted(kind, String.join(", ", all)));
    }
  }

  /** The text of a field that must be there. */
  public String text(String field) {
    if (yaml.get(field) == null) {
      throw refuse(
          field, "the field '%s' is missing; a probe of kind '%s' needs it".formatted(field, kind));
    }
    return text(field, "");
  }

  public String text(String field, String defaultValue) {
    return asked(field, defaultValue, node -> filled(node, field));
  }

  /** A number from {@code min} to {@code max}, inclusive; both may be infinite. */
  public double number(String field, double defaultValue, double min, double max) {
    return asked(field, defaultValue, node -> Numbers.number(yaml, node, field, min, max));
  }

  /** A whole number from {@code min} to {@code max}, inclusive. */
  public int integer(String field, int defaultValue, int min, int max) {
    return asked(field, defaultValue, node -> Numbers.integer(yaml, node, field, min, max));
  }

  /** Whether a field is {@code true}. */
  public boolean flag(String field, boolean defaultValue) {
    return asked(field, defaultValue, node -> Numbers.flag(yaml, node, field));
  }

  /** One of {@code allowed}. */
  public String choice(String field, List<String> allowed, String defaultValue) {
    return asked(field, defaultValue, node -> chosen(node, field, allowed));
  }

  /** A list drawn from {@code allowed}, nothing twice. */
  public List<String> choices(String field, List<String> allowed, List<String> defaultValue) {
    return asked(
        field,
        List.copyOf(defaultValue),
        node -> distinct(node, field, item -> chosen(item, field, allowed)));
  }

  /** A list of texts, nothing twice; empty where the field is missing. */
  public List<String> texts(String field) {
    return asked(
        field,
        List.of(),
        node -> distinct(node, field, item -> filled(item, "an item of " + field)));
  }

  /** A list of pairs [a, b] of different texts, nothing twice; empty where the field is missing. */
  public List<List<String>> pairs(String field) {
    return asked(field, List.of(), node -> distinct(node, field, item -> pair(item, field)));
  }

  public List<Double> numbers(String field, List<Double> defaultValue) {
    return numbers(field, defaultValue, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
  }

  /** A list of numbers from {@code min} to {@code max}, inclusive; both may be infinite. */
  public List<Double> numbers(String field, List<Double> defaultValue, double min, double max) {
    return asked(
        field,
        List.copyOf(defaultValue),
        node -> list(node, field, item -> Numbers.number(yaml, item, field, min, max)));
  }

  public List<Integer> integers(String field, List<Integer> defaultValue) {
    return integers(field, defaultValue, Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  /** A list of whole numbers from {@code min} to {@code max}, inclusive. */
  public List<Integer> integers(String field, List<Integer> defaultValue, int min, int max) {
    return asked(
        field,
        List.copyOf(defaultValue),
        node -> list(node, field, item -> Numbers.integer(yaml, item, field, min, max)));
  }

  /** Refuses fields that nobody has asked for. */
  public void requireKnown() {
    List<String> known = new ArrayList<>(COMMON);
    known.addAll(settings.keySet());
    yaml.allow("a probe of kind '" + kind + "'", known);
  }

  /** Every value asked for so far, in that order, with the defaults of fields that are missing. */
  public Map<String, Object> settings() {
    return Collections.unmodifiableMap(settings);
  }

  /** The error for a field that its kind cannot use; {@code message} says what to do. */
  public ProbeException refuse(String field, String message) {
    return yaml.at(yaml.line(field), message);
  }

  private <T> T asked(String field, T defaultValue, Function<Node, T> read) {
    Node node = yaml.get(field);
    T value = node == null ? defaultValue : read.apply(node);
    settings.put(field, value);
    return value;
  }

  private String filled(Node node, String what) {
    return yaml.filled(node, what, Text.SENTENCE).value();
  }

  private String chosen(Node node, String field, List<String> allowed) {
    String value = filled(node, field);
    if (!allowed.contains(value)) {
      throw yaml.at(
          YamlFile.line(node),
          "no %s '%s'; known: %s"
              .formatted(field, Characters.shorten(value), String.join(", ", allowed)));
    }
    return value;
  }

  private List<String> pair(Node node, String field) {
    List<Node> ends = node instanceof SequenceNode list ? list.getValue() : List.of();
    if (ends.size() != 2) {
      throw yaml.at(YamlFile.line(node), "an item of %s is a pair [a, b]".formatted(field));
    }
    String first = filled(ends.get(0), "an item of " + field);
    String second = filled(ends.get(1), "an item of " + field);
    if (first.equals(second)) {
      throw yaml.at(
          YamlFile.line(node),
          "both of the pair in %s are '%s'; they must differ"
              .formatted(field, Characters.shorten(first)));
    }
    return List.of(first, second);
  }

  private <T> List<T> distinct(Node node, String field, Function<Node, T> read) {
    Set<T> seen = new HashSet<>();
    return list(
        node,
        field,
        item -> {
          T value = read.apply(item);
          if (!seen.add(value)) {
            throw yaml.at(
                YamlFile.line(item),
                "%s stands twice in '%s'; list it once"
                    .formatted(Characters.shorten(value.toString()), field));
          }
          return value;
        });
  }

  private <T> List<T> list(Node node, String field, Function<Node, T> read) {
    List<Node> items = node instanceof SequenceNode list ? list.getValue() : List.of();
    if (items.isEmpty()) {
      throw refuse(
          field,
          "the field '%s' must be a list with something in it, [a, b, ...]".formatted(field));
    }
    return items.stream().map(read).toList();
  }
}
