package probe.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import probe.ProbeException;

class VocabularyTest {
  @TempDir private Path folder;

  private Vocabulary read(String json) throws IOException {
    return Vocabulary.of(
        TokenizerJson.of(Files.writeString(folder.resolve("tokenizer.json"), json)));
  }

  @Test
  void tokensOfAMapStandAtTheirIds() throws IOException {
    Vocabulary vocabulary = read("{\"model\":{\"vocab\":{\"b\":1,\"a\":0,\"ü\":3}}}");

    assertThat(vocabulary.size()).isEqualTo(4);
    assertThat(vocabulary.token(0)).isEqualTo("a");
    assertThat(vocabulary.token(1)).isEqualTo("b");
    assertThat(vocabulary.token(3)).isEqualTo("ü");
  }

  @Test
  void idsWithoutATokenAreEmpty() throws IOException {
    Vocabulary vocabulary = read("{\"model\":{\"vocab\":{\"a\":0,\"c\":2}}}");

    assertThat(vocabulary.token(1)).isEmpty();
    assertThat(vocabulary.token(3)).isEmpty();
    assertThat(vocabulary.token(-1)).isEmpty();
  }

  @Test
  void tokensOfAUnigramModelStandInTheirOrder() throws IOException {
    Vocabulary vocabulary =
        read("{\"model\":{\"type\":\"Unigram\",\"vocab\":[[\"<unk>\",0.0],[\"x\",-1.5]]}}");

    assertThat(vocabulary.size()).isEqualTo(2);
    assertThat(vocabulary.token(0)).isEqualTo("<unk>");
    assertThat(vocabulary.token(1)).isEqualTo("x");
  }

  @Test
  void addedTokensCountAndOnlySpecialOnesAreSpecial() throws IOException {
    Vocabulary vocabulary =
        read(
            "{\"added_tokens\":[{\"id\":5,\"content\":\"<s>\",\"special\":true},"
                + "{\"id\":6,\"content\":\"word\",\"special\":false}],"
                + "\"model\":{\"vocab\":{\"a\":0,\"<s>\":5}}}");

    assertThat(vocabulary.size()).isEqualTo(7);
    assertThat(vocabulary.token(5)).isEqualTo("<s>");
    assertThat(vocabulary.token(6)).isEqualTo("word");
    assertThat(vocabulary.isSpecial(5)).isTrue();
    assertThat(vocabulary.isSpecial(6)).isFalse();
    assertThat(vocabulary.isSpecial(0)).isFalse();
  }

  @Test
  void aFileThatIsNoJsonIsRefusedWithItsName() {
    assertThatThrownBy(() -> read("{\"model\":"))
        .isInstanceOfSatisfying(
            ProbeException.class, e -> assertThat(e.kind()).isEqualTo(ProbeException.Kind.MODEL))
        .hasMessageContaining(folder.resolve("tokenizer.json") + " is no tokenizer");
  }
}
