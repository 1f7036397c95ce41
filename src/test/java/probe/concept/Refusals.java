package probe.concept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import probe.ProbeException;

/** What tests of bad files share. */
final class Refusals {
  private Refusals() {}

  static Path write(Path folder, String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  /** Asserts that reading {@code paths} fails with one line, {@code message} from its beginning. */
  static void assertRefused(List<Path> paths, String message) {
    assertThatThrownBy(() -> Library.read(paths))
        .isInstanceOfSatisfying(
            ProbeException.class, e -> assertThat(e.kind()).isEqualTo(ProbeException.Kind.INPUT))
        .message()
        .startsWith(message)
        .doesNotContain("\n");
  }

  /** Asserts that a file of {@code text} is refused on {@code line}. */
  static void assertRefused(Path folder, String text, int line, String message) throws IOException {
    Path file = write(folder, "bad.yaml", text);
    assertRefused(List.of(file), file + ":" + line + ": " + message);
  }
}
