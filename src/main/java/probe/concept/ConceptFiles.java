package probe.concept;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import probe.ProbeException;

/** Reads concept files: YAML, or two columns with a TAB between them. */
public final class ConceptFiles {
  private ConceptFiles() {}

  /**
   * Reads {@code paths}; of a folder, every .yaml, .yml and .tsv file in it and below it, by name.
   *
   * @throws ProbeException with file and line, for a row that cannot be used, a pair that stands
   *     twice, or two concepts of one name
   */
  public static List<WordPairs> read(List<Path> paths) {
    List<WordPairs> concepts = new ArrayList<>();
    for (Path path : paths) {
      for (Path file : files(path)) {
        concepts.add(readFile(file));
      }
    }
    if (concepts.isEmpty()) {
      throw ProbeException.input(
          "no concept file (.yaml, .yml or .tsv) in "
              + paths
              + "; --probes takes files or folders");
    }
    requireDistinct(concepts);
    return concepts;
  }

  private static List<Path> files(Path path) {
    if (!Files.exists(path)) {
      throw ProbeException.input("no file or folder " + path + "; --probes takes concept files");
    }
    if (Files.isRegularFile(path)) {
      return List.of(path);
    }
    try (var all = Files.walk(path)) {
      return all.filter(f -> Files.isRegularFile(f) && isConcept(f)).sorted().toList();
    } catch (IOException e) {
      throw ProbeException.input("cannot list " + path + ": " + e.getMessage(), e);
    }
  }

  private static boolean isConcept(Path file) {
    return isYaml(file) || extension(file).equals("tsv");
  }

  private static boolean isYaml(Path file) {
    return extension(file).equals("yaml") || extension(file).equals("yml");
  }

  private static String extension(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }

  private static WordPairs readFile(Path file) {
    String text;
    try {
      // some editors begin a file with a byte order mark
      String read = Files.readString(file);
      text = read.startsWith("\uFEFF") ? read.substring(1) : read;
    } catch (MalformedInputException e) {
      throw ProbeException.input(file + " is not UTF-8; save it as UTF-8", e);
    } catch (IOException e) {
      throw ProbeException.input("cannot read " + file + ": " + e.getMessage(), e);
    }
    WordPairs concept = isYaml(file) ? YamlConcept.read(file, text) : readColumns(file, text);
    if (concept.pairs().isEmpty()) {
      throw ProbeException.input(file + ":1: no pairs; list at least one pair of words");
    }
    return concept;
  }

  private static WordPairs readColumns(Path file, String text) {
    List<WordPair> pairs = new ArrayList<>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      String[] columns = line.split("\t", -1);
      if (columns.length != 2) {
        throw ProbeException.input(
            "%s:%d: %d columns in '%s'; a row is two words with a TAB between them"
                .formatted(file, number, columns.length, shorten(line)));
      }
      pairs.add(pair(file, number, columns[0], columns[1]));
    }
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    return new WordPairs(
        dot > 0 ? name.substring(0, dot) : name, "", "", "", file.toString(), pairs);
  }

  /** Checks one pair of any format. */
  static WordPair pair(Path file, int line, String from, String to) {
    String left = from.strip();
    String right = to.strip();
    if (left.isEmpty() || right.isEmpty()) {
      throw ProbeException.input(
          "%s:%d: an empty word in the pair ('%s', '%s'); give both words"
              .formatted(file, line, left, right));
    }
    if (left.equals(right)) {
      throw ProbeException.input(
          "%s:%d: both words of the pair are '%s'; they must differ".formatted(file, line, left));
    }
    return new WordPair(left, right, line);
  }

  static String shorten(String text) {
    return text.length() <= 60 ? text : text.substring(0, 57) + "...";
  }

  private static void requireDistinct(List<WordPairs> concepts) {
    Map<String, String> names = new HashMap<>();
    Map<List<String>, String> seen = new HashMap<>();
    Map<List<String>, String> reversed = new HashMap<>();
    for (WordPairs concept : concepts) {
      String other = names.put(concept.name(), concept.file());
      if (other != null) {
        throw ProbeException.input(
            "%s:1: the concept '%s' is also in %s; give each a name of its own"
                .formatted(concept.file(), concept.name(), other));
      }
      for (WordPair pair : concept.pairs()) {
        String here = concept.file() + ":" + pair.line();
        String opposite = reversed.get(List.of(concept.name(), pair.from(), pair.to()));
        if (opposite != null) {
          throw ProbeException.input(
              "%s: the pair (%s, %s) stands the other way round in %s; keep one of them"
                  .formatted(here, pair.from(), pair.to(), opposite));
        }
        reversed.put(List.of(concept.name(), pair.to(), pair.from()), here);
        String there = seen.put(List.of(pair.from(), pair.to()), here);
        if (there != null) {
          throw ProbeException.input(
              "%s: the pair (%s, %s) stands in %s already; list it once"
                  .formatted(here, pair.from(), pair.to(), there));
        }
      }
    }
  }
}
