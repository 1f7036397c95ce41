package probe.concept;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ByteOrderMarkTest {
  @TempDir private Path folder;

  @Test
  void aByteOrderMarkIsNoPartOfTheFirstWord() throws IOException {
    Path file = Files.writeString(folder.resolve("c.tsv"), "\ufeffking\tqueen\n");

    assertThat(ConceptFiles.read(List.of(file)).getFirst().pairs().getFirst().from())
        .isEqualTo("king");
  }

  @Test
  void aByteOrderMarkIsNoPartOfYaml() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("c.yaml"), "\ufeffkind: word-pairs\nname: c\npairs: [[a, b]]\n");

    assertThat(ConceptFiles.read(List.of(file)).getFirst().name()).isEqualTo("c");
  }
}
