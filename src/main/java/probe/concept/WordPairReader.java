package probe.concept;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import probe.ProbeException;

/** Reads word pairs from YAML, or from two columns with a TAB between them. */
final class WordPairReader {
  static final String KIND = "word-pairs";
  static final List<String> FIELDS = List.of("kind", "name", "from", "to", "about", "pairs");

  private final String file;
  private final Seen seen;
  private final List<WordPair> pairs = new ArrayList<>();

  private WordPairReader(String file, Seen seen) {
    this.file = file;
    this.seen = seen;
  }

  static WordPairs read(YamlFile yaml, Seen seen) {
    yaml.allow("a file of " + KIND, FIELDS);
    Text name = yaml.required("name", "name the concept");
    String from = yaml.text("from", Text.WORD).value();
    String to = yaml.text("to", Text.WORD).value();
    String about = yaml.text("about", Text.SENTENCE).value();
    WordPairReader reader = new WordPairReader(yaml.file(), seen);
    reader.name(name);
    for (Node row : yaml.list("pairs", "pairs [word, word]")) {
      if (!(row instanceof SequenceNode words) || words.getValue().size() != 2) {
        throw yaml.at(YamlFile.line(row), "a pair is [word, word], two words in brackets");
      }
      reader.pair(
          yaml.scalar(words.getValue().get(0), "a word", Text.WORD),
          yaml.scalar(words.getValue().get(1), "a word", Text.WORD));
    }
    return reader.concept(name.value(), from, to, about);
  }

  static WordPairs readColumns(Path path, String text, Seen seen) {
    String file = path.toString();
    String stem = String.valueOf(path.getFileName());
    int dot = stem.lastIndexOf('.');
    Text name =
        Text.of(file, 1, "the file's name", dot > 0 ? stem.substring(0, dot) : stem, Text.WORD);
    WordPairReader reader = new WordPairReader(file, seen);
    reader.name(name);
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      String[] columns = line.split("\t", -1);
      if (columns.length != 2) {
        throw reader.at(
            number,
            "%d columns in '%s'; a row is two words with a TAB between them"
                .formatted(columns.length, Characters.shorten(line)));
      }
      reader.pair(
          Text.of(file, number, "a word", columns[0], Text.WORD),
          Text.of(file, number, "a word", columns[1], Text.WORD));
    }
    return reader.concept(name.value(), "", "", "");
  }

  private void name(Text name) {
    String other = seen.add(file, "concept", name);
    if (other != null) {
      throw at(
          name.line(),
          "the concept '%s' is also in %s; give each a name of its own"
              .formatted(name.value(), other));
    }
  }

  private void pair(Text from, Text to) {
    int line = from.line();
    if (from.isEmpty() || to.isEmpty()) {
      throw at(
          line,
          "an empty word in the pair ('%s', '%s'); give both words"
              .formatted(from.value(), to.value()));
    }
    if (from.same(to)) {
      throw at(
          line,
          "both words of the pair are '%s'%s; they must differ"
              .formatted(from.value(), from.note(to)));
    }
    String opposite = seen.find("pair", to, from);
    if (opposite != null) {
      throw at(
          line,
          "the pair (%s, %s) stands the other way round in %s; keep one of them"
              .formatted(from.value(), to.value(), opposite));
    }
    String there = seen.add(file, "pair", from, to);
    if (there != null) {
      throw at(
          line,
          "the pair (%s, %s) stands in %s already; list it once"
              .formatted(from.value(), to.value(), there));
    }
    pairs.add(new WordPair(from.value(), to.value(), line));
  }

  private WordPairs concept(String name, String from, String to, String about) {
    if (pairs.isEmpty()) {
      throw at(1, "no pairs; list at least one pair of words");
    }
    return new WordPairs(name, from, to, about, file, pairs);
  }

  private ProbeException at(int line, String message) {
    return ProbeException.input("%s:%d: %s".formatted(file, line, message));
  }
}
