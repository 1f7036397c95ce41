package probe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import probe.concept.ContextPairs;
import probe.concept.Library;
import probe.concept.WordPairs;
import probe.model.Tokenizer;

class ShippedProbesTest {
  private static final Path PROBES = Path.of("probes");
  private static final Path POCKET = Path.of("models/pocket-gpt2/tokenizer.json");

  @TempDir private Path folder;

  private static List<String> contexts(Library library) {
    return library.contextPairs().stream().map(ContextPairs::name).toList();
  }

  private static List<String> words(Library library) {
    return library.wordPairs().stream().map(WordPairs::name).toList();
  }

  private static Library pocket(ShippedProbes probes) {
    try (Tokenizer tokenizer = Tokenizer.open(POCKET)) {
      return probes.library(text -> tokenizer.unknownWord(text).isEmpty());
    }
  }

  @Test
  void aModelGetsContextsInItsWords() {
    ShippedProbes all = ShippedProbes.of(null);

    // the pocket world's words are English too: tokenizers of pieces have them all
    Library usual = all.library(text -> true);
    assertThat(contexts(usual)).hasSize(13).noneMatch(name -> name.startsWith("pocket-"));
    assertThat(words(usual)).hasSize(27).doesNotContain("unfixed-names");

    Library pocket = pocket(all);
    assertThat(contexts(pocket)).hasSize(13).allMatch(name -> name.startsWith("pocket-"));
    assertThat(words(pocket)).hasSize(28).contains("unfixed-names").containsAll(words(usual));
    assertThat(pocket.categories()).hasSameSizeAs(usual.categories());
    assertThat(pocket.probeFiles()).hasSameSizeAs(usual.probeFiles());

    // with words for neither, the usual ones say in the report why they are dropped
    assertThat(contexts(all.library(text -> false))).isEqualTo(contexts(usual));
  }

  @Test
  void probesAloneAreCompletedAlike() {
    Library library = pocket(ShippedProbes.of(List.of(PROBES.resolve("alignment.yaml"))));

    assertThat(library.probeFiles()).hasSize(1);
    assertThat(contexts(library)).hasSize(13).allMatch(name -> name.startsWith("pocket-"));
  }

  @Test
  void namedFilesAreWhatTheySay() throws Exception {
    Path words = Files.writeString(folder.resolve("number.tsv"), "dog\tdogs\n");
    Library concepts = pocket(ShippedProbes.of(List.of(words)));
    assertThat(words(concepts)).containsExactly("number");
    assertThat(concepts.contextPairs()).isEmpty();
    assertThat(concepts.probeFiles()).hasSize(9);

    Library named =
        pocket(
            ShippedProbes.of(
                List.of(
                    PROBES.resolve("alignment.yaml"),
                    PROBES.resolve("word-pairs"),
                    PROBES.resolve("contexts"))));
    assertThat(contexts(named)).hasSize(13).noneMatch(name -> name.startsWith("pocket-"));

    Library everything = pocket(ShippedProbes.of(List.of(PROBES)));
    assertThat(contexts(everything)).hasSize(13 + 13);
  }
}
