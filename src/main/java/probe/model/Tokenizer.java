package probe.model;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import probe.GitPointer;
import probe.ProbeException;

/** A Hugging Face tokenizer, read from {@code tokenizer.json}. */
public final class Tokenizer implements AutoCloseable {
  // truncation is on by default and would cut long texts at 512 tokens without a word
  private static final Map<String, String> OPTIONS =
      Map.of("truncation", "false", "padding", "false");

  private final Path file;
  private final HuggingFaceTokenizer tokenizer;
  private final Vocabulary vocabulary;

  private Tokenizer(Path file, HuggingFaceTokenizer tokenizer, Vocabulary vocabulary) {
    this.file = file;
    this.tokenizer = tokenizer;
    this.vocabulary = vocabulary;
  }

  /**
   * Opens {@code file}, with what the files beside it say of it.
   *
   * @throws ProbeException if it is missing or no tokenizer
   */
  public static Tokenizer open(Path file) {
    if (!Files.isRegularFile(file)) {
      throw ProbeException.model("no tokenizer " + file + "; --tokenizer takes a tokenizer.json");
    }
    if (GitPointer.is(file)) {
      throw ProbeException.model(file + " " + GitPointer.instead("the tokenizer"));
    }
    ObjectNode json = TokenizerJson.of(file);
    try {
      HuggingFaceTokenizer opened =
          HuggingFaceTokenizer.newInstance(
              new ByteArrayInputStream(TokenizerJson.bytes(json)), OPTIONS);
      return new Tokenizer(file, opened, Vocabulary.of(json));
    } catch (IOException | RuntimeException e) {
      throw ProbeException.model(
          "%s is no Hugging Face tokenizer (%s)"
              .formatted(file, String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
          e);
    }
  }

  /** The tokenizer beside a model in {@code folder}, or null where there is none. */
  public static @Nullable Tokenizer beside(Path folder) {
    Path found = ModelConfig.find(folder, "tokenizer.json");
    if (found == null && VocabAndMerges.areIn(folder)) {
      found = folder.resolve(VocabAndMerges.NAME);
    }
    return found == null ? null : open(found);
  }

  public Path file() {
    return file;
  }

  /** Token ids of {@code text}, with the special tokens that transformers would add. */
  public int[] encode(String text) {
    return ids(text, true);
  }

  /** Token ids of {@code text} alone, with no special token. */
  public int[] encodePlain(String text) {
    return ids(text, false);
  }

  private int[] ids(String text, boolean special) {
    try {
      Encoding encoding = tokenizer.encode(text, special, false);
      return Arrays.stream(encoding.getIds()).mapToInt(Math::toIntExact).toArray();
    } catch (ProbeException e) {
      throw e;
    } catch (RuntimeException e) {
      // what the native library finds only now, such as an unknown token that is no token
      throw ProbeException.model(
          "%s cannot read a text: %s; fetch it again".formatted(file, e.getMessage()), e);
    }
  }

  /** The tokens' strings, as the vocabulary spells them. */
  public String[] tokens(int[] ids) {
    return Arrays.stream(ids).mapToObj(this::token).toArray(String[]::new);
  }

  /** The string of {@code id} in the vocabulary, or "" where it has none. */
  public String token(int id) {
    return vocabulary.token(id);
  }

  /** Whether {@code id} is a special token, which no text contains. */
  public boolean isSpecial(int id) {
    return vocabulary.isSpecial(id);
  }

  /** Whether {@code id} stands for whatever the vocabulary lacks. */
  public boolean isUnknown(int id) {
    return vocabulary.isUnknown(id);
  }

  /**
   * The first word of {@code text} that has a part without a token of its own, which would be read
   * as if it were any other such word; empty where there is none.
   */
  public Optional<String> unknownWord(String text) {
    if (Arrays.stream(encodePlain(text)).noneMatch(this::isUnknown)) {
      return Optional.empty();
    }
    return Optional.of(
        Arrays.stream(text.strip().split("\\s+"))
            .filter(word -> Arrays.stream(encodePlain(word)).anyMatch(this::isUnknown))
            .findFirst()
            .orElse(text));
  }

  /** Number of ids that have a string. */
  public int size() {
    return vocabulary.size();
  }

  /** The special tokens that are put before every text, such as BOS; empty where there are none. */
  public int[] prefix() {
    int[] with = encode("a");
    int[] without = encodePlain("a");
    int at = 0;
    while (at < with.length && (without.length == 0 || with[at] != without[0])) {
      at++;
    }
    return Arrays.copyOf(with, at);
  }

  /** The special tokens that are put after every text; empty where there are none. */
  public int[] suffix() {
    int[] with = encode("a");
    int without = encodePlain("a").length;
    return Arrays.copyOfRange(with, Math.min(with.length, prefix().length + without), with.length);
  }

  /**
   * The token that {@code word} becomes inside a sentence, after a space; empty if the tokenizer
   * needs more than one for it.
   */
  public Optional<Integer> singleToken(String word) {
    // the space goes to the word (byte-level BPE), before it (SentencePiece), or stands alone
    int[] before = encodePlain("a");
    int[] both = encodePlain("a " + word);
    boolean continues =
        both.length == before.length + 1
            && Arrays.equals(before, Arrays.copyOf(both, before.length))
            // a vocabulary of words gives one token to everything that it does not know
            && !vocabulary.isUnknown(both[both.length - 1])
            && !isSpecial(both[both.length - 1]);
    return continues ? Optional.of(both[both.length - 1]) : Optional.empty();
  }

  /**
   * Every token that {@code word} is made of where it stands in a text: at its beginning, and after
   * a space; each once, a token of the space alone left out.
   *
   * @throws ProbeException if the vocabulary cannot spell it
   */
  public List<Integer> wordTokens(String word) {
    int[] before = encodePlain("a");
    int[] space = encodePlain("a ");
    int[] both = encodePlain("a " + word);
    boolean alone =
        space.length == before.length + 1 && Arrays.mismatch(both, space) >= space.length;
    int from = alone ? space.length : before.length;
    Set<Integer> tokens = new LinkedHashSet<>();
    Arrays.stream(both).skip(from).forEach(tokens::add);
    Arrays.stream(encodePlain(word)).forEach(tokens::add);
    if (tokens.isEmpty()
        || word.isBlank()
        || tokens.stream().anyMatch(id -> vocabulary.isUnknown(id))) {
      throw ProbeException.input(
          "'%s' is no word that the tokens of %s can spell".formatted(word, file));
    }
    return List.copyOf(tokens);
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
