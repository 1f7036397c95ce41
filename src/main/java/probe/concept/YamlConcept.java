package probe.concept;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import probe.ProbeException;

/** Reads a concept from YAML, keeping the line of everything for messages. */
final class YamlConcept {
  private static final String KIND = "word-pairs";
  private static final List<String> FIELDS =
      List.of("kind", "name", "from", "to", "about", "pairs");

  private final Path file;
  private final Map<String, Node> fields = new HashMap<>();

  private YamlConcept(Path file) {
    this.file = file;
  }

  static WordPairs read(Path file, String text) {
    Node root;
    try {
      root =
          new Compose(
                  LoadSettings.builder()
                      .setLabel(file.toString())
                      .setUseMarks(true)
                      .setAllowNonScalarKeys(true)
                      .build())
              .composeString(text)
              .orElse(null);
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
      throw ProbeException.input(
          "%s:%d: no YAML: %s".formatted(file, line, String.valueOf(e.getProblem())), e);
    } catch (YamlEngineException e) {
      throw ProbeException.input(
          "%s:1: no YAML: %s"
              .formatted(file, String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
          e);
    }
    return new YamlConcept(file).concept(root);
  }

  private WordPairs concept(@Nullable Node root) {
    if (!(root instanceof MappingNode mapping)) {
      throw ProbeException.input(
          file + ":1: a concept file has the fields kind, name and pairs; see probes/README.md");
    }
    for (NodeTuple tuple : mapping.getValue()) {
      String key = scalar(tuple.getKeyNode(), "a field");
      if (!FIELDS.contains(key)) {
        throw at(
            tuple.getKeyNode(),
            "no field '%s'; a concept has %s".formatted(key, String.join(", ", FIELDS)));
      }
      if (fields.put(key, tuple.getValueNode()) != null) {
        throw at(tuple.getKeyNode(), "the field '%s' stands twice".formatted(key));
      }
    }
    Node kind = fields.get("kind");
    if (kind == null || !scalar(kind, "kind").equals(KIND)) {
      throw at(
          kind == null ? root : kind,
          "kind is %s; known: %s"
              .formatted(kind == null ? "missing" : "'" + scalar(kind, "kind") + "'", KIND));
    }
    String name = text("name");
    if (name.isBlank()) {
      throw at(root, "the field 'name' is missing; name the concept");
    }
    return new WordPairs(
        name, text("from"), text("to"), text("about"), file.toString(), pairs(root));
  }

  private String text(String field) {
    Node node = fields.get(field);
    return node == null ? "" : scalar(node, field);
  }

  private List<WordPair> pairs(Node root) {
    Node node = fields.get("pairs");
    if (!(node instanceof SequenceNode list)) {
      throw at(
          node == null ? root : node, "the field 'pairs' must be a list of pairs [word, word]");
    }
    List<WordPair> pairs = new ArrayList<>();
    for (Node row : list.getValue()) {
      if (!(row instanceof SequenceNode words) || words.getValue().size() != 2) {
        throw at(row, "a pair is [word, word], two words in brackets");
      }
      pairs.add(
          ConceptFiles.pair(
              file,
              line(row),
              scalar(words.getValue().get(0), "a word"),
              scalar(words.getValue().get(1), "a word")));
    }
    return pairs;
  }

  private String scalar(Node node, String what) {
    if (!(node instanceof ScalarNode scalar)) {
      throw at(node, what + " must be plain text");
    }
    return scalar.getValue();
  }

  private static int line(Node node) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
  }

  private ProbeException at(Node node, String message) {
    return ProbeException.input("%s:%d: %s".formatted(file, line(node), message));
  }
}
