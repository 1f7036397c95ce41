package probe.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import probe.concept.Library;

/** The probes and concepts that a run uses: the user's, completed by those of the installation. */
final class ShippedProbes {
  private ShippedProbes() {}

  /**
   * Reads {@code paths}. Concepts without a probe are put to all probes that ship; probes without
   * concepts are put to the concepts that ship; with neither, everything is what ships.
   */
  static Library library(@Nullable List<Path> paths) {
    Path shipped = Path.of(System.getProperty("probe.home", "."), "probes");
    if (paths == null) {
      return Library.read(List.of(shipped));
    }
    Library own = Library.read(paths);
    boolean noProbes = own.probeFiles().isEmpty();
    boolean noConcepts =
        own.wordPairs().isEmpty() && own.contextPairs().isEmpty() && own.categories().isEmpty();
    if (!noProbes && !noConcepts) {
      return own;
    }
    List<Path> all = new ArrayList<>(paths);
    all.addAll(noProbes ? files(shipped) : folders(shipped));
    return Library.read(all);
  }

  /** The probes: files right in the folder. */
  private static List<Path> files(Path shipped) {
    return list(shipped).stream().filter(f -> f.toString().endsWith(".yaml")).toList();
  }

  /** The concepts: folders of it. */
  private static List<Path> folders(Path shipped) {
    return list(shipped).stream().filter(Files::isDirectory).toList();
  }

  private static List<Path> list(Path folder) {
    try (var all = Files.list(folder)) {
      return all.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + folder, e);
    }
  }
}
