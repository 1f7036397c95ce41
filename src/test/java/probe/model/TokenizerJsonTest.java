package probe.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import probe.ProbeException;
import probe.SharedModels;

/** Ids of transformers 5.24, AutoTokenizer.from_pretrained on a folder with these files. */
class TokenizerJsonTest {
  private static final String TEXT = "hello <|x|> wor<|y|>ld <|z|>";
  private static final String X =
      "{\"content\": \"<|x|>\", \"lstrip\": false, \"rstrip\": false, \"normalized\": false,"
          + " \"single_word\": false, \"special\": true}";
  private static final String MARKS =
      "\"bos_token\": \"<s>\", \"eos_token\": \"</s>\", \"unk_token\": \"<unk>\"";

  @TempDir private Path folder;

  /** tokenizer.json alone decides on what stands around a text. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\"tokenizer_class\": \"PreTrainedTokenizerFast\", \"add_bos_token\": false",
        "\"tokenizer_class\": \"LlamaTokenizer\", \"add_bos_token\": false",
        "\"tokenizer_class\": \"LlamaTokenizerFast\", \"add_eos_token\": true",
        "\"add_bos_token\": true, \"add_eos_token\": true"
      })
  void beginAndEndAreThoseOfTokenizerJson(String config) throws IOException {
    write("stories260k", "{%s%s}".formatted(MARKS, config.isEmpty() ? "" : ", " + config));
    try (Tokenizer tokenizer = open()) {
      assertThat(tokenizer.encode("Once")).containsExactly(1, 403);
      assertThat(tokenizer.tokens(tokenizer.prefix())).containsExactly("<s>");
      assertThat(tokenizer.suffix()).isEmpty();
    }
  }

  @Test
  void gptNeoxPutsNothingAround() throws IOException {
    write("stories260k", "{\"tokenizer_class\": \"GPTNeoXTokenizer\", %s}".formatted(MARKS));
    try (Tokenizer tokenizer = open()) {
      assertThat(tokenizer.prefix()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        ";31373 1279 91 87 91 29 476 27 91 88 91 29 335 1279",
        "\"added_tokens_decoder\": {\"50257\": X};31373 220 50257 476 27 91 88 91 29 335 1279 91",
        // the id that is written is not the one that it gets
        "\"added_tokens_decoder\": {\"50300\": X};31373 220 50257 476 27 91 88 91 29 335 1279 91",
        "\"additional_special_tokens\": [\"<|x|>\", \"<|y|>\"];31373 220 50257 476 50258 335 1279",
        "\"bos_token\": \"<|x|>\";31373 220 50257 476 27 91 88 91 29 335 1279 91"
      })
  void tokensThatOnlyTheConfigNames(String fields, String ids) throws IOException {
    for (String type : new String[] {"PreTrainedTokenizerFast", "GPT2Tokenizer"}) {
      String more = fields == null ? "" : ", " + fields.replace("X}", X + "}");
      write("gpt2-random", "{\"tokenizer_class\": \"%s\"%s}".formatted(type, more));
      try (Tokenizer tokenizer = open()) {
        int[] expected = ids(ids);
        assertThat(tokenizer.encode(TEXT)).startsWith(expected);
        assertThat(tokenizer.isSpecial(50257)).isEqualTo(fields != null);
      }
    }
  }

  @Test
  void tokensThatOtherFilesName() throws IOException {
    write("gpt2-random", null);
    Path map = folder.resolve("special_tokens_map.json");
    Files.writeString(
        map, "{\"additional_special_tokens\": [\"<|x|>\"], \"pad_token\": \"<|z|>\"}");
    try (Tokenizer tokenizer = open()) {
      assertThat(tokenizer.encode(TEXT))
          .containsExactly(31373, 220, 50258, 476, 27, 91, 88, 91, 29, 335, 220, 50257);
    }
    Files.delete(map);
    Files.writeString(folder.resolve("added_tokens.json"), "{\"<|y|>\": 50258, \"<|x|>\": 50257}");
    try (Tokenizer tokenizer = open()) {
      assertThat(tokenizer.encode(TEXT))
          .startsWith(31373, 220, 50257, 476, 50258, 335, 1279, 91, 89, 91, 29);
      assertThat(tokenizer.token(50258)).isEqualTo("<|y|>");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GPT2Tokenizer, true, 23748 995",
    "GPT2Tokenizer, false, 31373 995",
    "GPT2TokenizerFast, true, 23748 995",
    "PreTrainedTokenizerFast, true, 31373 995"
  })
  void aSpaceBeforeTheTextWhereTheClassAsksForIt(String type, boolean prefix, String ids)
      throws IOException {
    write(
        "gpt2-random",
        "{\"tokenizer_class\": \"%s\", \"add_prefix_space\": %s}".formatted(type, prefix));
    try (Tokenizer tokenizer = open()) {
      assertThat(tokenizer.encode("hello world")).containsExactly(ids(ids));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "\"tokenizer_class\": \"LlamaTokenizer\"; 1 353 331 1 425 427 289 2 261",
        "\"tokenizer_class\": \"LlamaTokenizer\", \"legacy\": true; 1 353 331 1 407 2 261",
        "\"tokenizer_class\": \"LlamaTokenizer\", \"add_prefix_space\": false; 1 289 331 1 425 427"
            + " 289 2 261",
        "\"tokenizer_class\": \"PreTrainedTokenizerFast\"; 1 353 331 1 407 2 410 261"
      })
  void llamasOwnClassCutsOtherwise(String fields, String ids) throws IOException {
    write("stories260k", "{%s, %s}".formatted(fields, MARKS));
    try (Tokenizer tokenizer = open()) {
      assertThat(tokenizer.encode("once<s>upon</s> a")).containsExactly(ids(ids));
    }
  }

  @Test
  void llamasClassOverAByteLevelFileTakesItAsItStands() throws IOException {
    write("gpt2-random", "{\"tokenizer_class\": \"LlamaTokenizerFast\"}");
    Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"llama\"}");
    try (Tokenizer tokenizer = open()) {
      assertThat(tokenizer.encode(" hello 1969")).containsExactly(23748, 16450);
    }
  }

  @Test
  void whichFileNamesATokenFirst() throws IOException {
    write("gpt2-random", "{\"pad_token\": \"<|y|>\"}");
    Files.writeString(folder.resolve("special_tokens_map.json"), "{\"pad_token\": \"<|x|>\"}");
    try (Tokenizer tokenizer = open()) {
      assertThat(tokenizer.token(50257)).isEqualTo("<|x|>");
    }
    write(
        "gpt2-random",
        "{\"added_tokens_decoder\": {\"50256\": %s}}"
            .formatted(X.replace("<|x|>", "<|endoftext|>")));
    try (Tokenizer tokenizer = open()) {
      assertThat(tokenizer.size()).isEqualTo(50257);
    }
  }

  @Test
  void someModelTypesTakeTheFileWhateverClassIsNamed() throws IOException {
    write("stories260k", "{\"tokenizer_class\": \"LlamaTokenizer\", %s}".formatted(MARKS));
    for (String[] expected :
        new String[][] {{"llama", "1 353 331 410"}, {"mistral", "1 410 353 331"}}) {
      Files.writeString(
          folder.resolve("config.json"), "{\"model_type\": \"%s\"}".formatted(expected[0]));
      try (Tokenizer tokenizer = open()) {
        assertThat(tokenizer.encode(" once 1969")).startsWith(ids(expected[1]));
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "\"tokenizer_class\": \"GPT2Tokenizer\"; 31373 220 50256 16450",
        "\"add_eos_token\": true; 31373 220 50256 16450 50256",
        "\"add_prefix_space\": true; 23748 220 50256 16450",
        "\"tokenizer_class\": \"Qwen2Tokenizer\"; 31373 220 50256 220 16 24 21 24"
      })
  void listsOfTokensAndMergesAloneAreATokenizer(String fields, String ids) throws IOException {
    write("gpt2-random", "{%s}".formatted(fields));
    ObjectMapper mapper = new ObjectMapper();
    JsonNode model = mapper.readTree(folder.resolve("tokenizer.json").toFile()).get("model");
    Files.delete(folder.resolve("tokenizer.json"));
    mapper.writeValue(folder.resolve("vocab.json").toFile(), model.get("vocab"));
    StringBuilder merges = new StringBuilder("#version: 0.2\n");
    model.get("merges").forEach(merge -> merges.append(merge.asText()).append('\n'));
    Files.writeString(folder.resolve("merges.txt"), merges);
    try (Tokenizer tokenizer = java.util.Objects.requireNonNull(Tokenizer.beside(folder))) {
      assertThat(tokenizer.encode("hello <|endoftext|> 1969")).containsExactly(ids(ids));
    }
  }

  @Test
  void brokenFilesAreNamed() throws IOException {
    write("stories260k", "[1]");
    assertThatThrownBy(this::open)
        .isInstanceOf(ProbeException.class)
        .hasMessage(
            folder.resolve("tokenizer_config.json")
                + " is no JSON object; mend it or move it away");
    Files.delete(folder.resolve("tokenizer_config.json"));
    Files.writeString(
        folder.resolve("tokenizer.json"), "{\"model\": {\"vocab\": {\"a\": 2147483647}}}");
    assertThatThrownBy(this::open)
        .isInstanceOf(ProbeException.class)
        .hasMessageContaining("gives 'a' the id 2147483647");
  }

  private static int[] ids(String text) {
    return java.util.Arrays.stream(text.strip().split("\\s+"))
        .mapToInt(Integer::parseInt)
        .toArray();
  }

  private void write(String model, @org.jspecify.annotations.Nullable String config)
      throws IOException {
    Path file = folder.resolve("tokenizer.json");
    if (!Files.exists(file)) {
      Files.copy(SharedModels.require(model).resolve("tokenizer.json"), file);
    }
    if (config != null) {
      Files.writeString(folder.resolve("tokenizer_config.json"), config);
    }
  }

  private Tokenizer open() {
    return Tokenizer.open(folder.resolve("tokenizer.json"));
  }
}
