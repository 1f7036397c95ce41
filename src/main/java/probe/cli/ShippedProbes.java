package probe.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import probe.concept.ContextPairs;
import probe.concept.Library;

/** The probes and concepts that a run uses: the user's, completed by those of the installation. */
final class ShippedProbes {
  private static final String CONTEXTS = "contexts";
  private static final String POCKET = "pocket";

  private final List<Path> paths;
  private final boolean probes;
  private final boolean concepts;

  private ShippedProbes(List<Path> paths, boolean probes, boolean concepts) {
    this.paths = List.copyOf(paths);
    this.probes = probes;
    this.concepts = concepts;
  }

  /**
   * Reads {@code paths}, to refuse what is wrong with them before a model is opened. Concepts
   * without a probe are put to all probes that ship; probes without concepts are put to the
   * concepts that ship; without {@code paths}, everything is what ships.
   */
  static ShippedProbes of(@Nullable List<Path> paths) {
    if (paths == null) {
      return new ShippedProbes(List.of(), true, true);
    }
    Library own = Library.read(paths);
    boolean noProbes = own.probeFiles().isEmpty();
    boolean noConcepts =
        own.wordPairs().isEmpty() && own.contextPairs().isEmpty() && own.categories().isEmpty();
    return new ShippedProbes(paths, noProbes, noConcepts && !noProbes);
  }

  /**
   * The whole library for a model. The contexts that ship are sentences of English and other
   * languages, or of the pocket world where the model has words for those and not for these.
   *
   * @param reads whether the model has tokens for a text
   */
  Library library(Predicate<String> reads) {
    Path shipped = Path.of(System.getProperty("probe.home", "."), "probes");
    List<Path> all = new ArrayList<>(paths);
    if (probes) {
      all.addAll(files(shipped));
    }
    if (concepts) {
      Path unread =
          shipped.resolve(
              !any(shipped.resolve(CONTEXTS), reads) && any(shipped.resolve(POCKET), reads)
                  ? CONTEXTS
                  : POCKET);
      folders(shipped).filter(folder -> !folder.equals(unread)).forEach(all::add);
    }
    return Library.read(all);
  }

  /** Whether a list of contexts in {@code folder} can be read as a whole. */
  private static boolean any(Path folder, Predicate<String> reads) {
    return Library.read(List.of(folder)).contextPairs().stream()
        .map(ContextPairs::pairs)
        .anyMatch(
            list -> list.stream().allMatch(p -> reads.test(p.left()) && reads.test(p.right())));
  }

  /** The probes: files right in the folder. */
  private static List<Path> files(Path shipped) {
    return list(shipped).stream().filter(f -> f.toString().endsWith(".yaml")).toList();
  }

  /** The concepts: folders of it. */
  private static Stream<Path> folders(Path shipped) {
    return list(shipped).stream().filter(Files::isDirectory);
  }

  private static List<Path> list(Path folder) {
    try (var all = Files.list(folder)) {
      return all.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + folder, e);
    }
  }
}
