package probe.checkpoint.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import probe.ProbeException;
import probe.model.Tokenizer;

/** Tokenizers of GGUF files give the ids of the libraries that they come from. */
class GgufTokenizerTest {
  @TempDir private Path folder;

  private static Path fixture(String name) {
    try {
      return Path.of(
          Objects.requireNonNull(
                  GgufTokenizerTest.class.getResource("/probe/gguf/tokenizers/" + name), name)
              .toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sentencepiece",
        "sentencepiece-gemma",
        "gpt-2",
        "smollm",
        "llama-bpe",
        "qwen2",
        "tekken",
        "gpt-4o"
      })
  void idsAreThoseOfTheLibrary(String name) throws IOException {
    List<String> notes = GgufTokenizer.write(GgufFile.open(fixture(name + ".gguf")), folder);
    assertThat(notes).isEmpty();
    JsonNode expected = new ObjectMapper().readTree(fixture(name + ".json").toFile());
    List<String> wrong = new ArrayList<>();
    try (Tokenizer tokenizer = Tokenizer.open(folder.resolve("tokenizer.json"))) {
      for (JsonNode one : expected) {
        int[] ids = tokenizer.encode(one.get("text").asText());
        String wanted = one.get("ids").toString();
        String got = java.util.Arrays.toString(ids).replace(" ", "");
        if (!got.equals(wanted)) {
          wrong.add("'%s': %s, not %s".formatted(one.get("text").asText(), got, wanted));
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void aNameThatIsNotKnownIsRefusedAndAMissingOneIsAGuess() throws IOException {
    byte[] bytes = Files.readAllBytes(fixture("smollm.gguf"));
    Path other = Files.write(folder.resolve("m.gguf"), replaced(bytes, "smollm", "smolln"));
    assertThatThrownBy(() -> GgufTokenizer.write(GgufFile.open(other), folder))
        .isInstanceOf(ProbeException.class)
        .hasMessageContaining("tokenizer.ggml.pre is 'smolln', which is not known; known: ")
        .hasMessageContaining("--tokenizer FILE");
    Path missing =
        Files.write(
            folder.resolve("n.gguf"), replaced(bytes, "tokenizer.ggml.pre", "tokenizer.ggml.xxx"));
    assertThat(GgufTokenizer.write(GgufFile.open(missing), folder))
        .singleElement()
        .asString()
        .startsWith("tokenizer.ggml.pre is missing: how texts are cut into words is a guess");
  }

  @Test
  void aTokenizerThatLacksItsMergesLeavesNoFile() throws IOException {
    byte[] bytes = Files.readAllBytes(fixture("smollm.gguf"));
    Path file =
        Files.write(
            folder.resolve("m.gguf"),
            replaced(bytes, "tokenizer.ggml.merges", "tokenizer.ggml.xxxxxx"));
    Path out = Files.createDirectory(folder.resolve("out"));
    assertThatThrownBy(() -> GgufTokenizer.write(GgufFile.open(file), out))
        .isInstanceOf(ProbeException.class)
        .hasMessageContaining("has no list tokenizer.ggml.merges");
    assertThat(out).isEmptyDirectory();
  }

  private static byte[] replaced(byte[] bytes, String from, String to) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    assertThat(text).contains(from);
    return text.replace(from, to).getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void mergesFollowScoresTheLongerBeginningFirst() {
    GgufVocabulary vocabulary =
        vocabulary(List.of("a", "b", "ab", "aba", "ba"), List.of(-9.0, -9.0, -1.0, -3.0, -2.0));
    assertThat(Merges.fromScores(vocabulary)).containsExactly("a b", "b a", "ab a", "a ba");
  }

  @Test
  void aQuarterOfAMillionTokensAreCutInOnePass() {
    // all words of a and b up to 17 letters: each of them is a merge of all its halves
    List<String> tokens = new ArrayList<>();
    for (int length = 1; length <= 17; length++) {
      int letters = length;
      IntStream.range(0, 1 << length)
          .forEach(
              word ->
                  tokens.add(
                      IntStream.range(0, letters)
                          .mapToObj(at -> ((word >> at) & 1) == 0 ? "a" : "b")
                          .reduce("", String::concat)));
    }
    assertThat(tokens).hasSizeGreaterThan(262_000);
    List<Double> scores = IntStream.range(0, tokens.size()).mapToObj(id -> (double) -id).toList();
    List<String> merges = Merges.fromScores(vocabulary(tokens, scores));
    // a word of n letters has n - 1 cuts
    long cuts = tokens.stream().mapToLong(token -> token.length() - 1).sum();
    assertThat(merges).hasSize((int) cuts).startsWith("a a", "b a");
  }

  private static GgufVocabulary vocabulary(List<String> tokens, List<Double> scores) {
    return new GgufVocabulary(
        tokens, scores, Collections.nCopies(tokens.size(), GgufVocabulary.Type.NORMAL), List.of());
  }
}
