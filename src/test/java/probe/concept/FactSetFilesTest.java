package probe.concept;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fact sets lie among the probes, and are for another command. */
class FactSetFilesTest {
  private static final String FACTS = "kind: facts\nname: f\nrelations: whatever\n";

  @TempDir private Path folder;

  @Test
  void ofAFolderTheyAreLeftOut() throws IOException {
    Refusals.write(folder, "ocr/facts.yaml", FACTS);
    Refusals.write(folder, "words.tsv", "a\tb\n");

    Library library = Library.read(List.of(folder));
    assertThat(library.wordPairs()).hasSize(1);
    assertThat(library.probeFiles()).isEmpty();
    assertThat(ConceptFiles.read(List.of(folder))).hasSize(1);
  }

  @Test
  void oneThatIsNamedIsRefused() throws IOException {
    Path facts = Refusals.write(folder, "facts.yaml", FACTS);
    Path words = Refusals.write(folder, "words.tsv", "a\tb\n");

    for (List<Path> paths : List.of(List.of(facts), List.of(facts, words), List.of(words, facts))) {
      Refusals.assertRefused(
          paths,
          facts + ":1: a fact set is no probe; it is for another command: probe ocr --facts");
    }
  }

  @Test
  void aFolderOfNothingElseIsRefused() throws IOException {
    Path facts = Refusals.write(folder, "facts.yaml", FACTS);

    Refusals.assertRefused(List.of(folder), facts + ":1: a fact set is no probe; it is for");
  }

  @Test
  void theLinesOfAllTextsAreKnown() throws IOException {
    Path file =
        Refusals.write(
            folder, "a.yaml", "kind: facts\nname: f\nrows:\n  - [x, ' y ']\n  - {k: x, l: f}\n");

    assertThat(YamlFile.read(file).lines())
        .containsEntry("kind", 1)
        .containsEntry("f", 2)
        .containsEntry("x", 4)
        .containsEntry("y", 4)
        .containsEntry("l", 5)
        .hasSize(9);
  }
}
