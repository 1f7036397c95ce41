package probe.model;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import probe.ProbeException;

/** A Hugging Face tokenizer, read from {@code tokenizer.json}. */
public final class Tokenizer implements AutoCloseable {
  // truncation is on by default and would cut long texts at 512 tokens without a word
  private static final Map<String, String> OPTIONS =
      Map.of("truncation", "false", "padding", "false");

  private final Path file;
  private final HuggingFaceTokenizer tokenizer;
  private @Nullable Vocabulary vocabulary;

  private Tokenizer(Path file, HuggingFaceTokenizer tokenizer) {
    this.file = file;
    this.tokenizer = tokenizer;
  }

  /**
   * Opens {@code file}.
   *
   * @throws ProbeException if it is missing or no tokenizer
   */
  public static Tokenizer open(Path file) {
    if (!Files.isRegularFile(file)) {
      throw ProbeException.model("no tokenizer " + file + "; --tokenizer takes a tokenizer.json");
    }
    try {
      return new Tokenizer(file, HuggingFaceTokenizer.newInstance(file.toAbsolutePath(), OPTIONS));
    } catch (IOException | RuntimeException e) {
      throw ProbeException.model(
          "%s is no Hugging Face tokenizer (%s)"
              .formatted(file, String.valueOf(e.getMessage()).lines().findFirst().orElse("")),
          e);
    }
  }

  /** The tokenizer beside a model in {@code folder}, or null where there is none. */
  static @Nullable Tokenizer beside(Path folder) {
    Path found = ModelConfig.find(folder, "tokenizer.json");
    return found == null ? null : open(found);
  }

  public Path file() {
    return file;
  }

  /** Token ids of {@code text}, with the special tokens that the tokenizer adds by itself. */
  public int[] encode(String text) {
    return ids(tokenizer.encode(text, true, false));
  }

  /** Token ids of {@code text} alone, with no special token. */
  public int[] encodePlain(String text) {
    return ids(tokenizer.encode(text, false, false));
  }

  private static int[] ids(Encoding encoding) {
    return Arrays.stream(encoding.getIds()).mapToInt(Math::toIntExact).toArray();
  }

  /** The tokens' strings, as the vocabulary spells them. */
  public String[] tokens(int[] ids) {
    return Arrays.stream(ids).mapToObj(this::token).toArray(String[]::new);
  }

  /** The string of {@code id} in the vocabulary, or "" where it has none. */
  public String token(int id) {
    return vocabulary().token(id);
  }

  /** Whether {@code id} is a special token, which no text contains. */
  public boolean isSpecial(int id) {
    return vocabulary().isSpecial(id);
  }

  /** Number of ids that have a string. */
  public int size() {
    return vocabulary().size();
  }

  // megabytes of JSON, and many commands never ask for a string
  private synchronized Vocabulary vocabulary() {
    Vocabulary known = vocabulary;
    if (known == null) {
      known = Vocabulary.read(file);
      vocabulary = known;
    }
    return known;
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
            && Arrays.equals(before, Arrays.copyOf(both, before.length));
    return continues ? Optional.of(both[both.length - 1]) : Optional.empty();
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
