package probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFolderConflictTest {
  @TempDir private Path folder;

  @Test
  void aFolderInTheWayOfOneFileKeepsAllFilesOut() throws IOException {
    Files.createDirectories(folder.resolve("b.txt").resolve("inner"));
    try (OutputFolder output = OutputFolder.prepare(folder)) {
      Files.writeString(output.file("a.txt"), "a");
      Files.writeString(output.file("b.txt"), "b");
      assertThatThrownBy(output::commit).isInstanceOf(ProbeException.class);
    }

    assertThat(folder.resolve("a.txt")).doesNotExist();
  }
}
