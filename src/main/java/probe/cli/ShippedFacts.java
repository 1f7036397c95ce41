package probe.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import probe.ProbeException;

/** The fact sets that come with the tool. */
final class ShippedFacts {
  private ShippedFacts() {}

  /** Those in the words of an ordinary language model. */
  static List<Path> sets() {
    return files("ocr");
  }

  /** The same in the words of the pocket world. */
  static List<Path> pocket() {
    return files("ocr/pocket");
  }

  /**
   * Those in the words of the pocket world by which a learning rate is chosen: they share neither
   * names nor values nor pairs of relations with {@link #pocket}.
   */
  static List<Path> pocketTuning() {
    return files("ocr/pocket/tuning");
  }

  /** The files right in the folder, by name. */
  private static List<Path> files(String name) {
    Path folder = Path.of(System.getProperty("probe.home", "."), "probes").resolve(name);
    if (!Files.isDirectory(folder)) {
      throw ProbeException.input(
          "the fact sets that come with probe are missing at %s; name some with --facts"
              .formatted(folder));
    }
    try (var all = Files.list(folder)) {
      return all.filter(f -> f.toString().endsWith(".yaml")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + folder, e);
    }
  }
}
