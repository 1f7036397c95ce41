package probe.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import probe.ProbeException;
import probe.SharedModels;

/** Ids and strings are those of the Python library tokenizers 0.23.2. */
class TokenizerTest {
  private static final String BYTES = "gpt2-random"; // byte-level BPE, no special token
  private static final String PIECES = "stories260k"; // SentencePiece BPE, BOS before a text
  private static final String CHARACTERS = "slm4096"; // one token a character

  // a vocabulary of 50,000 tokens takes longer to read than to ask
  private static final Map<String, Tokenizer> OPENED = new HashMap<>();

  private static Tokenizer open(String model) {
    return OPENED.computeIfAbsent(
        model, name -> Tokenizer.open(SharedModels.require(name).resolve("tokenizer.json")));
  }

  @AfterAll
  static void close() {
    OPENED.values().forEach(Tokenizer::close);
    OPENED.clear();
  }

  @Test
  void byteLevelTokensAreThoseOfTheReference() {
    Tokenizer tokenizer = open(BYTES);
    int[] ids = tokenizer.encode("Lily says hello.");

    assertThat(ids).containsExactly(43, 813, 1139, 23748, 13);
    assertThat(tokenizer.encodePlain("Lily says hello.")).containsExactly(ids);
    assertThat(tokenizer.tokens(ids)).containsExactly("L", "ily", "Ġsays", "Ġhello", ".");
  }

  @Test
  void theFirstWordWithoutATokenIsNamed() {
    try (Tokenizer words = Tokenizer.open(Path.of("models/pocket-gpt2/tokenizer.json"))) {
      assertThat(words.unknownWord("meet Mary , my aunt")).isEmpty();
      assertThat(words.unknownWord("")).isEmpty();
      assertThat(words.unknownWord("the town is  sleepy or Quiet")).contains("sleepy");
      assertThat(words.unknownWord("Quiet")).contains("Quiet");
    }
    // bytes spell everything
    assertThat(open(BYTES).unknownWord("the town is sleepy, été")).isEmpty();
  }

  @Test
  void sentencePiecesAreThoseOfTheReferenceWithBosBeforeThem() {
    Tokenizer tokenizer = open(PIECES);
    assertThat(tokenizer.encode("Lily says hello."))
        .containsExactly(1, 317, 262, 283, 419, 281, 306, 414, 426);
    assertThat(tokenizer.encodePlain("Hello world")).containsExactly(346, 306, 414, 263, 304, 341);
    assertThat(tokenizer.tokens(new int[] {346, 306, 414, 263, 304, 341}))
        .containsExactly("▁He", "ll", "o", "▁w", "or", "ld");
  }

  @Test
  void charactersAreThoseOfTheReference() {
    Tokenizer tokenizer = open(CHARACTERS);
    assertThat(tokenizer.encode("a boy")).containsExactly(28, 1, 29, 42, 52);
    assertThat(tokenizer.tokens(new int[] {28, 1, 29})).containsExactly("a", " ", "b");
  }

  @Test
  void aWordsTokensAreThoseAtTheBeginningAndAfterASpace() {
    Tokenizer bytes = open(BYTES);
    assertThat(bytes.tokens(ids(bytes.wordTokens("Lily")))).containsExactly("ĠLily", "L", "ily");
    Tokenizer pieces = open(PIECES);
    assertThat(pieces.tokens(ids(pieces.wordTokens("world")))).containsExactly("▁w", "or", "ld");
    Tokenizer characters = open(CHARACTERS);
    assertThat(characters.tokens(ids(characters.wordTokens("boo")))).containsExactly("b", "o");
    assertThatThrownBy(() -> bytes.wordTokens(" "))
        .isInstanceOf(ProbeException.class)
        .hasMessageContaining("' ' is no word");
  }

  private static int[] ids(List<Integer> tokens) {
    return tokens.stream().mapToInt(Integer::intValue).toArray();
  }

  @Test
  void thePrefixIsWhatTheTokenizerPutsBeforeEveryText() {
    assertThat(open(BYTES).prefix()).isEmpty();
    assertThat(open(PIECES).prefix()).containsExactly(1);
    assertThat(open(CHARACTERS).prefix()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "gpt2-random, boy, 2933",
    "gpt2-random, house, 2156",
    "gpt2-random, the, 262",
    "stories260k, the, 265",
    "stories260k, and, 269",
    "stories260k, e, 344"
  })
  void aWordOfOneTokenIsTheOneItHasInsideASentence(String model, String word, int id) {
    assertThat(open(model).singleToken(word)).contains(id);
  }

  @ParameterizedTest
  @CsvSource({
    "stories260k, boy",
    "stories260k, house",
    "slm4096, boy",
    "gpt2-random, antidisestablish"
  })
  void aWordOfSeveralTokensHasNoSingleOne(String model, String word) {
    assertThat(open(model).singleToken(word)).isEmpty();
  }

  // 2,000 times "the": one token each, and BOS; in characters 3 * 2000 letters and 1999 spaces
  @ParameterizedTest
  @CsvSource({"gpt2-random, 2000", "stories260k, 2001", "slm4096, 7999"})
  void aTextOfTwoThousandWordsIsNotCutOff(String model, int tokens) {
    String text = String.join(" ", java.util.Collections.nCopies(2000, "the"));
    assertThat(open(model).encode(text)).hasSize(tokens);
  }

  @ParameterizedTest
  @CsvSource({"gpt2-random, 50257", "stories260k, 512", "slm4096, 54"})
  void everyIdHasItsString(String model, int size) {
    Tokenizer tokenizer = open(model);
    assertThat(tokenizer.size()).isEqualTo(size);
    assertThat(tokenizer.token(size)).isEmpty();
    for (int id = 0; id < size; id++) {
      assertThat(tokenizer.token(id)).as("id %d", id).isNotEmpty();
    }
  }

  @Test
  void specialTokensAreKnown() {
    assertThat(open(BYTES).isSpecial(50256)).isTrue();
    assertThat(open(BYTES).token(50256)).isEqualTo("<|endoftext|>");
    assertThat(open(BYTES).isSpecial(262)).isFalse();
    assertThat(open(PIECES).isSpecial(1)).isTrue();
  }

  @Test
  void theTokenizerBesideAModelIsFoundAndItsAbsenceTold(@TempDir Path empty) {
    Path folder = SharedModels.require(PIECES);
    try (Tokenizer tokenizer = Tokenizer.beside(folder)) {
      assertThat(tokenizer).isNotNull();
      assertThat(tokenizer.file()).isEqualTo(folder.resolve("tokenizer.json"));
    }
    assertThat(Tokenizer.beside(empty)).isNull();
  }

  @Test
  void aMissingFileIsRefused(@TempDir Path folder) {
    Path missing = folder.resolve("tokenizer.json");

    assertThatThrownBy(() -> Tokenizer.open(missing).close())
        .isInstanceOf(ProbeException.class)
        .hasMessage("no tokenizer " + missing + "; --tokenizer takes a tokenizer.json");
  }

  @Test
  void aFileThatIsNoTokenizerIsRefusedInOneLine(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("tokenizer.json"), "{\"model\": 3}");

    assertThatThrownBy(() -> Tokenizer.open(file).close())
        .isInstanceOf(ProbeException.class)
        .message()
        .startsWith(file + " is no Hugging Face tokenizer (")
        .doesNotContain("\n");
  }
}
