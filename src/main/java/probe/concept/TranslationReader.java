package probe.concept;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads sentences in several languages, and makes pairs of contexts of every two of them. */
final class TranslationReader {
  static final String KIND = "translations";
  static final List<String> FIELDS =
      List.of("kind", "name", "about", "languages", "concepts", "sentences");

  private record Concept(Text name, int from, int to) {}

  private final YamlFile yaml;
  private final Seen here = new Seen();

  private TranslationReader(YamlFile yaml) {
    this.yaml = yaml;
  }

  /** One list of contexts for each concept, called after the file and the concept. */
  static List<ContextPairs> read(YamlFile yaml, Seen seen) {
    yaml.allow("a file of " + KIND, FIELDS);
    return new TranslationReader(yaml).contexts(seen);
  }

  private List<ContextPairs> contexts(Seen seen) {
    Text name = yaml.required("name", "name the list of sentences");
    ContextReader.requireOwnName(yaml, name, seen);
    List<String> languages = languages();
    List<Concept> concepts = concepts(languages);
    List<List<Text>> rows = new ArrayList<>();
    for (Node row : yaml.list("sentences", "rows [" + String.join(", ", languages) + "]")) {
      rows.add(row(row, languages));
    }
    if (rows.isEmpty()) {
      throw yaml.at(yaml.line("sentences"), "no sentences; list at least one in every language");
    }
    String about = yaml.text("about", Text.SENTENCE).value();
    List<ContextPairs> all = new ArrayList<>();
    for (Concept concept : concepts) {
      String own = name.value() + "-" + concept.name.value();
      ContextReader.requireOwnName(yaml, new Text(own, own, concept.name.line()), seen);
      List<ContextPair> pairs = new ArrayList<>();
      for (List<Text> row : rows) {
        pairs.add(
            new ContextPair(
                String.valueOf(pairs.size() + 1),
                row.get(concept.from).value(),
                row.get(concept.to).value(),
                row.getFirst().line()));
      }
      all.add(
          new ContextPairs(
              own, concept.name.value(), about, yaml.file(), concept.name.line(), pairs));
    }
    return all;
  }

  private List<String> languages() {
    List<String> languages = new ArrayList<>();
    for (Node node : yaml.list("languages", "languages")) {
      Text language = yaml.filled(node, "a language", Text.WORD);
      if (languages.contains(language.value())) {
        throw yaml.at(
            language.line(),
            "the language '%s' stands twice; list it once".formatted(language.value()));
      }
      languages.add(language.value());
    }
    if (languages.size() < 2) {
      throw yaml.at(
          yaml.line("languages"), "%d languages; at least two".formatted(languages.size()));
    }
    return languages;
  }

  private List<Concept> concepts(List<String> languages) {
    List<Concept> concepts = new ArrayList<>();
    Map<Set<Integer>, String> pairs = new HashMap<>();
    Map<String, YamlFile.Field> fields =
        yaml.mapping(
            yaml.get("concepts"),
            "concept",
            "the field 'concepts' must be rows of CONCEPT: [from language, to language]");
    for (YamlFile.Field field : fields.values()) {
      Concept concept = concept(field, languages);
      String other =
          pairs.put(new TreeSet<>(List.of(concept.from, concept.to)), concept.name.value());
      if (other != null) {
        throw yaml.at(
            concept.name.line(),
            "the concept '%s' has the languages of '%s'; keep one of them"
                .formatted(concept.name.value(), other));
      }
      concepts.add(concept);
    }
    if (concepts.isEmpty()) {
      throw yaml.at(yaml.line("concepts"), "no concepts; name at least one, with two languages");
    }
    return concepts;
  }

  private Concept concept(YamlFile.Field field, List<String> languages) {
    String name = field.key().value();
    int line = YamlFile.line(field.value());
    if (!(field.value() instanceof SequenceNode ends) || ends.getValue().size() != 2) {
      throw yaml.at(line, "the concept '%s' must have two languages, [from, to]".formatted(name));
    }
    int from = language(ends.getValue().get(0), languages);
    int to = language(ends.getValue().get(1), languages);
    if (from == to) {
      throw yaml.at(
          line,
          "the concept '%s' goes from %s to %2$s; give two languages"
              .formatted(name, languages.get(from)));
    }
    return new Concept(field.key(), from, to);
  }

  private int language(Node node, List<String> languages) {
    Text language = yaml.filled(node, "a language", Text.WORD);
    int index = languages.indexOf(language.value());
    if (index < 0) {
      throw yaml.at(
          language.line(),
          "no language '%s'; the file has %s"
              .formatted(language.value(), String.join(", ", languages)));
    }
    return index;
  }

  private List<Text> row(Node node, List<String> languages) {
    String shape = "a row is a sentence in each of " + String.join(", ", languages);
    if (!(node instanceof SequenceNode row)) {
      throw yaml.at(YamlFile.line(node), shape + ", in brackets");
    }
    if (row.getValue().size() != languages.size()) {
      throw yaml.at(
          YamlFile.line(node),
          "%d sentences for %d languages; %s"
              .formatted(row.getValue().size(), languages.size(), shape));
    }
    List<Text> sentences = new ArrayList<>();
    for (int i = 0; i < languages.size(); i++) {
      String what = "the sentence in " + languages.get(i);
      Text sentence = yaml.filled(row.getValue().get(i), what, Text.SENTENCE);
      String there = here.add(yaml.file(), "sentence", sentence);
      if (there != null) {
        throw yaml.at(
            sentence.line(),
            "%s, '%s', stands in %s already; list it once"
                .formatted(what, Characters.shorten(sentence.value()), there));
      }
      sentences.add(sentence);
    }
    return sentences;
  }
}
