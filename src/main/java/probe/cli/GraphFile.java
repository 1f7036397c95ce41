package probe.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import probe.ProbeException;

/** A graph of concepts: in each line a concept and one that depends on it, numbered from 1. */
final class GraphFile {
  private GraphFile() {}

  /** The parents of each concept, as bits; empty lines and those that begin with # are skipped. */
  static int[] parents(Path file, int concepts) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw ProbeException.input(
          "--graph takes random, independent or a file; cannot read '%s'".formatted(file), e);
    }
    int[] parents = new int[concepts];
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      String[] words = line.split("\\s+", -1);
      int cause = words.length == 2 ? concept(words[0], concepts) : -1;
      int effect = words.length == 2 ? concept(words[1], concepts) : -1;
      if (cause < 0 || effect < 0 || cause == effect) {
        throw ProbeException.input(
            "%s:%d: an edge is two different concepts within [1, %d], such as '1 2', got '%s'"
                .formatted(file, i + 1, concepts, line));
      }
      if (leads(parents, effect, cause)) {
        throw ProbeException.input(
            "%s:%d: '%s' closes a cycle; edges must lead from cause to effect only"
                .formatted(file, i + 1, line));
      }
      parents[effect] |= 1 << cause;
    }
    return parents;
  }

  /** Whether {@code from} is {@code to} or one of its causes, near or far. */
  private static boolean leads(int[] parents, int from, int to) {
    int reached = 1 << to;
    for (int round = 0; round < parents.length; round++) {
      for (int i = 0; i < parents.length; i++) {
        reached |= (reached >> i & 1) == 1 ? parents[i] : 0;
      }
    }
    return (reached >> from & 1) == 1;
  }

  private static int concept(String word, int concepts) {
    try {
      int number = Integer.parseInt(word);
      return number >= 1 && number <= concepts ? number - 1 : -1;
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
