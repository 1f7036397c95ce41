package probe.checkpoint.gguf;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import probe.ProbeException;

/**
 * The tokens that a GGUF file lists.
 *
 * @param tokens by id
 * @param scores by id, the better the earlier it is merged; empty where the file has none
 * @param types by id
 * @param merges pairs of tokens in the order in which they are merged; empty where it has none
 */
record GgufVocabulary(
    List<String> tokens, List<Double> scores, List<Type> types, List<String> merges) {

  /** What a token is, by the numbers in the file. */
  enum Type {
    UNDEFINED,
    NORMAL,
    UNKNOWN,
    CONTROL,
    USER_DEFINED,
    UNUSED,
    BYTE
  }

  /** Key to the list of tokens. */
  static final String TOKENS = "tokenizer.ggml.tokens";

  private static final String SCORES = "tokenizer.ggml.scores";
  private static final String TYPES = "tokenizer.ggml.token_type";
  private static final String MERGES = "tokenizer.ggml.merges";

  static GgufVocabulary of(GgufFile file) {
    Metadata metadata = file.metadata();
    List<String> tokens = metadata.texts(TOKENS);
    if (tokens == null || tokens.isEmpty()) {
      throw ProbeException.model(
          "%s has no list %s; it has no tokenizer".formatted(file.file(), TOKENS));
    }
    List<Object> scores = sized(file.file(), SCORES, metadata.values(SCORES), tokens.size());
    List<Object> types = sized(file.file(), TYPES, metadata.values(TYPES), tokens.size());
    List<String> merges = metadata.texts(MERGES);
    return new GgufVocabulary(
        tokens,
        scores.stream().map(score -> number(file.file(), score)).toList(),
        types.isEmpty()
            ? Collections.nCopies(tokens.size(), Type.NORMAL)
            : types(file.file(), types),
        merges == null ? List.of() : merges);
  }

  private static List<Object> sized(
      Path file, String key, @Nullable List<Object> values, int tokens) {
    if (values != null && values.size() != tokens) {
      throw ProbeException.model(
          "%s: %s has %d entries, and %s has %d; the file is damaged, fetch it again"
              .formatted(file, key, values.size(), TOKENS, tokens));
    }
    return values == null ? List.of() : values;
  }

  private static double number(Path file, Object score) {
    if (!(score instanceof Number number) || Double.isNaN(number.doubleValue())) {
      throw ProbeException.model(
          "%s: %s holds %s, which is no number; the file is damaged, fetch it again"
              .formatted(file, SCORES, score));
    }
    return number.doubleValue();
  }

  private static List<Type> types(Path file, List<Object> numbers) {
    List<Type> types = new ArrayList<>(numbers.size());
    for (Object number : numbers) {
      if (!(number instanceof Long n) || n < 0 || n >= Type.values().length) {
        throw ProbeException.model(
            "%s: %s holds %s; it must be 0 to %d"
                .formatted(file, TYPES, number, Type.values().length - 1));
      }
      types.add(Type.values()[n.intValue()]);
    }
    return types;
  }

  int size() {
    return tokens.size();
  }

  /** Whether there is a token for every byte that nothing else spells. */
  boolean hasBytes() {
    return types.contains(Type.BYTE);
  }
}
