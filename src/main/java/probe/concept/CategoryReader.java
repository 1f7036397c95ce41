package probe.concept;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads categories: a parent, and its children with their words. */
final class CategoryReader {
  static final String KIND = "categories";
  static final List<String> FIELDS = List.of("kind", "name", "about", "children");

  private final YamlFile yaml;
  private final Seen seen;

  private CategoryReader(YamlFile yaml, Seen seen) {
    this.yaml = yaml;
    this.seen = seen;
  }

  static Categories read(YamlFile yaml, Seen seen) {
    yaml.allow("a file of " + KIND, FIELDS);
    return new CategoryReader(yaml, seen).categories();
  }

  private Categories categories() {
    Text name = yaml.required("name", "name the parent category");
    name(name);
    Map<String, YamlFile.Field> fields =
        yaml.mapping(
            yaml.get("children"),
            "child",
            "the field 'children' must be rows of NAME: [word, word, ...]");
    // the words of an only child would be those of the parent
    if (fields.size() < 2) {
      throw yaml.at(
          yaml.line("children"),
          "%d children of '%s'; a parent has at least two".formatted(fields.size(), name.value()));
    }
    List<Category> children = new ArrayList<>();
    for (YamlFile.Field child : fields.values()) {
      name(child.key());
      children.add(new Category(child.key().value(), words(child), child.key().line()));
    }
    return new Categories(
        name.value(), yaml.text("about", Text.SENTENCE).value(), yaml.file(), children);
  }

  private void name(Text name) {
    String other = seen.add(yaml.file(), "category", name);
    if (other != null) {
      throw yaml.at(
          name.line(),
          "the category '%s' is also in %s; give each a name of its own"
              .formatted(name.value(), other));
    }
  }

  private List<String> words(YamlFile.Field child) {
    String name = child.key().value();
    if (!(child.value() instanceof SequenceNode list)) {
      throw yaml.at(
          YamlFile.line(child.value()),
          "the category '%s' must be a list of words, [word, word, ...]".formatted(name));
    }
    List<String> words = new ArrayList<>();
    for (Node node : list.getValue()) {
      Text word = yaml.filled(node, "a word", Text.WORD);
      String there = seen.add(yaml.file(), "member", word);
      if (there != null) {
        throw yaml.at(
            word.line(),
            "the word '%s' of '%s' stands in %s already; a word belongs to one category"
                .formatted(word.value(), name, there));
      }
      words.add(word.value());
    }
    if (words.size() < 2) {
      throw yaml.at(
          child.key().line(),
          "the category '%s' needs at least two words, not %d".formatted(name, words.size()));
    }
    return words;
  }
}
