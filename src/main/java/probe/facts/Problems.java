package probe.facts;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import probe.concept.YamlFile;
import probe.facts.Hygiene.Problem;
import probe.facts.Hygiene.Severity;

/** Problems of a fact set, with the lines of its file. */
final class Problems {
  private final Path file;
  private final Map<String, Integer> lines;
  private final List<Problem> all = new ArrayList<>();

  Problems(Path file) {
    this.file = file;
    // a set that was made in memory has none
    this.lines = Files.isRegularFile(file) ? YamlFile.read(file).lines() : Map.of();
  }

  List<Problem> all() {
    return all;
  }

  /** Adds what is refused because of {@code text}, a text of the file. */
  void refuse(String text, String what) {
    add(Severity.REFUSED, text, what);
  }

  /** Adds what is worth knowing of {@code text}. */
  void note(String text, String what) {
    add(Severity.NOTE, text, what);
  }

  private void add(Severity severity, String text, String what) {
    Integer line = lines.get(text);
    all.add(new Problem(severity, line == null ? file.toString() : file + ":" + line, what));
  }
}
