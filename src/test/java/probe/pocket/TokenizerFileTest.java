package probe.pocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import probe.ProbeException;
import probe.model.Tokenizer;

class TokenizerFileTest {
  private static final Vocabulary VOCABULARY = new World().vocabulary();

  @TempDir private Path folder;

  @Test
  void everyWordIsOneToken() {
    TokenizerFile.write(folder, VOCABULARY);
    try (Tokenizer tokenizer = Tokenizer.open(folder.resolve("tokenizer.json"))) {
      for (int id = 2; id < VOCABULARY.size(); id++) {
        assertThat(tokenizer.singleToken(VOCABULARY.word(id))).as(VOCABULARY.word(id)).contains(id);
      }
      assertThat(tokenizer.singleToken("Godot")).isEmpty();
      assertThat(tokenizer.prefix()).containsExactly(Vocabulary.BOUNDARY);
      assertThat(tokenizer.suffix()).isEmpty();
      assertThat(tokenizer.encode("they say : chien. everyone's"))
          .containsExactly(VOCABULARY.ids("<s> they say : chien . everyone's"));
    }
  }

  @Test
  void refusesAFolderThatIsNotThere() {
    assertThatThrownBy(() -> TokenizerFile.write(folder.resolve("none"), VOCABULARY))
        .isInstanceOf(ProbeException.class)
        .hasMessageStartingWith("cannot write ");
  }
}
