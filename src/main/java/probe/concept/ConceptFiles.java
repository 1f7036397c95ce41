package probe.concept;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import probe.ProbeException;

/** Finds the files of a library, and reads the concepts among them. */
public final class ConceptFiles {
  private ConceptFiles() {}

  /**
   * Reads the word pairs of {@code paths}, in their order; of a folder, every .yaml, .yml and .tsv
   * file in it and below it, by name. Other kinds of files are checked and left out.
   *
   * @throws ProbeException with file and line, for a row that cannot be used, a pair that stands
   *     twice, or two concepts of one name
   */
  public static List<WordPairs> read(List<Path> paths) {
    List<WordPairs> concepts = Library.of(files(paths), paths).wordPairs();
    if (concepts.isEmpty()) {
      throw ProbeException.input(
          "no file of kind "
              + WordPairReader.KIND
              + " in "
              + paths
              + "; --probes takes at least one");
    }
    return concepts;
  }

  static List<Path> files(List<Path> paths) {
    List<Path> found = new ArrayList<>();
    for (Path path : paths) {
      found.addAll(files(path));
    }
    if (found.isEmpty()) {
      throw ProbeException.input(
          "no concept file (.yaml, .yml or .tsv) in "
              + paths
              + "; --probes takes files or folders");
    }
    return found;
  }

  private static List<Path> files(Path path) {
    if (!Files.exists(path)) {
      throw ProbeException.input("no file or folder " + path + "; --probes takes concept files");
    }
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (var all = Files.walk(path)) {
      return all.filter(f -> Files.isRegularFile(f) && isConcept(f)).sorted().toList();
    } catch (IOException | UncheckedIOException e) {
      throw ProbeException.input("cannot list " + path + ": " + e.getMessage(), e);
    }
  }

  private static boolean isConcept(Path file) {
    return isYaml(file) || extension(file).equals("tsv");
  }

  static boolean isYaml(Path file) {
    return extension(file).equals("yaml") || extension(file).equals("yml");
  }

  private static String extension(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }
}
