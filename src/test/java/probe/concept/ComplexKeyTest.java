package probe.concept;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import probe.ProbeException;

class ComplexKeyTest {
  @TempDir private Path folder;

  @Test
  void aFieldThatIsAListIsRefusedOnItsLine() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("c.yaml"), "kind: word-pairs\nname: c\n? [x]\n: y\npairs: [[a, b]]\n");

    assertThatThrownBy(() -> ConceptFiles.read(List.of(file)))
        .isInstanceOf(ProbeException.class)
        .hasMessageStartingWith(file + ":3: ");
  }
}
