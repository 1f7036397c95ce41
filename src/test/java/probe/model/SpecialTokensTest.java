package probe.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import probe.ProbeException;
import probe.SharedModels;

/** Tokens around a text, as transformers 5 adds them by tokenizer_config.json. */
class SpecialTokensTest {
  @TempDir private Path folder;

  @Test
  void withoutTheFileTheTokenizerDecides() throws IOException {
    try (Tokenizer tokenizer = stories(null)) {
      assertThat(tokenizer.encode("Once")).containsExactly(1, 403);
      assertThat(tokenizer.tokens(tokenizer.prefix())).containsExactly("<s>");
      assertThat(tokenizer.suffix()).isEmpty();
    }
  }

  @Test
  void aFileThatLeavesItOpenChangesNothing() throws IOException {
    try (Tokenizer tokenizer = stories("{\"bos_token\": \"<s>\"}")) {
      assertThat(tokenizer.encode("Once")).containsExactly(1, 403);
    }
  }

  @Test
  void beginAndEndAreAddedAndLeftOutAsItSays() throws IOException {
    try (Tokenizer tokenizer = stories("{\"add_bos_token\": false, \"bos_token\": \"<s>\"}")) {
      assertThat(tokenizer.encode("Once")).containsExactly(403);
      assertThat(tokenizer.prefix()).isEmpty();
    }
    try (Tokenizer tokenizer =
        stories(
            "{\"add_bos_token\": true, \"add_eos_token\": true, \"bos_token\": \"<s>\","
                + " \"eos_token\": {\"content\": \"</s>\"}}")) {
      assertThat(tokenizer.encode("Once")).containsExactly(1, 403, 2);
      assertThat(tokenizer.suffix()).containsExactly(2);
    }
  }

  @Test
  void aTokenThatTheVocabularyLacksIsNamed() throws IOException {
    try (Tokenizer tokenizer = stories("{\"add_bos_token\": true, \"bos_token\": \"<none>\"}")) {
      assertThatThrownBy(() -> tokenizer.encode("Once"))
          .isInstanceOf(ProbeException.class)
          .hasMessageContaining("<none>");
    }
  }

  private Tokenizer stories(@org.jspecify.annotations.Nullable String config) throws IOException {
    Path file = folder.resolve("tokenizer.json");
    if (!Files.exists(file)) {
      Files.copy(SharedModels.require("stories260k").resolve("tokenizer.json"), file);
    }
    if (config != null) {
      Files.writeString(folder.resolve("tokenizer_config.json"), config);
    }
    return Tokenizer.open(file);
  }
}
