package probe.concept;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import probe.ProbeException;

/** The fields of a YAML file, with the line of everything for messages. */
public final class YamlFile {
  // no field nests deeper than four; the parser's own recursion ends somewhere in the thousands
  private static final int DEPTH = 16;
  // words such as no, null and 1.50 are read as they are written
  private static final Set<Tag> TEXT = Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL);

  /** A field of a mapping: its name and what stands behind it. */
  public record Field(Text key, Node value) {}

  private final String file;
  private final Node root;
  private final Map<String, Field> fields;

  private YamlFile(String file, @Nullable Node root) {
    this.file = file;
    if (!(root instanceof MappingNode)) {
      throw ProbeException.input(
          file
              + ":1: a file has the fields kind and name and those of its kind; see"
              + " docs/probes.md");
    }
    this.root = root;
    this.fields = mapping(root, "field", "");
  }

  /**
   * Reads {@code path}.
   *
   * @throws ProbeException if it is no YAML, or no mapping
   */
  public static YamlFile read(Path path) {
    return read(path, TextFile.read(path));
  }

  static YamlFile read(Path path, String text) {
    String file = path.toString();
    LoadSettings settings =
        LoadSettings.builder().setLabel(file).setUseMarks(true).setAllowNonScalarKeys(true).build();
    try {
      requireTree(file, new Parse(settings).parseString(text));
      return new YamlFile(file, new Compose(settings).composeString(text).orElse(null));
    } catch (MarkedYamlEngineException e) {
      throw error(file, line(e.getProblemMark().orElse(null)), "no YAML: " + e.getProblem(), e);
    } catch (YamlEngineException e) {
      String first = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw error(file, 1, "no YAML: " + first, e);
    }
  }

  // before nodes are made of them: aliases can be circles, and composing recurses
  private static void requireTree(String file, Iterable<Event> events) {
    int depth = 0;
    for (Event event : events) {
      int line = line(event.getStartMark().orElse(null));
      if (event instanceof AliasEvent alias) {
        throw error(
            file, line, "the alias *%s; write the value out".formatted(alias.getAlias()), null);
      }
      if (event instanceof CollectionStartEvent && ++depth > DEPTH) {
        throw error(file, line, "brackets nest deeper than " + DEPTH + "; close some", null);
      }
      if (event instanceof CollectionEndEvent) {
        depth--;
      }
    }
  }

  private static ProbeException error(
      String file, int line, String message, @Nullable Throwable cause) {
    String all = "%s:%d: %s".formatted(file, line, message);
    return cause == null ? ProbeException.input(all) : ProbeException.input(all, cause);
  }

  String file() {
    return file;
  }

  /** Refuses fields other than {@code known}; {@code what} says what has those. */
  public void allow(String what, List<String> known) {
    allowElse(known, what + " has " + String.join(", ", known));
  }

  /** Refuses fields other than {@code known}; {@code todo} says what to put in their place. */
  void allowElse(List<String> known, String todo) {
    for (Field field : fields.values()) {
      if (!known.contains(field.key.value())) {
        throw at(field.key.line(), "no field '%s'; %s".formatted(field.key.value(), todo));
      }
    }
  }

  /** What stands behind {@code field}, or null where it is missing. */
  public @Nullable Node get(String field) {
    Field found = fields.get(field);
    return found == null ? null : found.value;
  }

  /** The line of a field, or of the first one where it is missing. */
  public int line(String field) {
    Field found = fields.get(field);
    return found == null ? line(root) : found.key.line();
  }

  /** The lines of all texts; of one that stands on several, the first. */
  public Map<String, Integer> lines() {
    Map<String, Integer> lines = new HashMap<>();
    addLines(root, lines);
    return lines;
  }

  private void addLines(Node node, Map<String, Integer> lines) {
    switch (node) {
      case MappingNode mapping ->
          mapping
              .getValue()
              .forEach(
                  row -> {
                    addLines(row.getKeyNode(), lines);
                    addLines(row.getValueNode(), lines);
                  });
      case SequenceNode list -> list.getValue().forEach(item -> addLines(item, lines));
      case ScalarNode scalar -> lines.merge(Text.normal(scalar.getValue()), line(node), Math::min);
      default -> throw new IllegalStateException("aliases are refused when a file is read");
    }
  }

  /** The text of a field, empty where it is missing. */
  public Text text(String field, int most) {
    Node node = get(field);
    return node == null ? new Text("", "", line(root)) : scalar(node, field, most);
  }

  /** The text of a field that must be there; {@code todo} says what to put in. */
  public Text required(String field, String todo) {
    Text text = text(field, Text.WORD);
    if (text.isEmpty()) {
      throw at(line(root), "the field '%s' is missing; %s".formatted(field, todo));
    }
    return text;
  }

  /** The nodes of a field that must be a list. */
  public List<Node> list(String field, String of) {
    Node node = get(field);
    if (!(node instanceof SequenceNode list)) {
      throw at(
          node == null ? line(root) : line(node),
          "the field '%s' must be a list of %s".formatted(field, of));
    }
    return list.getValue();
  }

  /** The fields of a mapping in their order; {@code message} says what it must be instead. */
  public Map<String, Field> mapping(@Nullable Node node, String what, String message) {
    if (!(node instanceof MappingNode mapping)) {
      throw at(node == null ? line(root) : line(node), message);
    }
    Map<String, Field> found = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      Text key = filled(tuple.getKeyNode(), "a " + what, Text.WORD);
      Field before = found.put(key.value(), new Field(key, tuple.getValueNode()));
      if (before != null) {
        throw at(
            key.line(),
            "the %s '%s' stands twice, first on line %d%s; keep one"
                .formatted(what, key.value(), before.key.line(), key.note(before.key)));
      }
    }
    return found;
  }

  /** The text of a node, which may be empty. */
  Text scalar(Node node, String what, int most) {
    if (!(node instanceof ScalarNode scalar)) {
      throw at(line(node), what + " must be plain text; put text in place of brackets");
    }
    if (!TEXT.contains(scalar.getTag())) {
      throw at(
          line(node),
          "%s must be plain text; remove its tag %s".formatted(what, scalar.getTag().getValue()));
    }
    return Text.of(file, line(node), what, scalar.getValue(), most);
  }

  /** The text of a node, which may not be empty. */
  public Text filled(Node node, String what, int most) {
    Text text = scalar(node, what, most);
    if (text.isEmpty()) {
      throw at(line(node), what + " is empty; write it, or remove its row");
    }
    return text;
  }

  /** The line that {@code node} begins on. */
  public static int line(Node node) {
    return line(node.getStartMark().orElse(null));
  }

  private static int line(@Nullable Mark mark) {
    return mark == null ? 1 : mark.getLine() + 1;
  }

  /** The error for what stands on {@code line}. */
  public ProbeException at(int line, String message) {
    return error(file, line, message, null);
  }
}
