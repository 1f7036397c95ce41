package probe.pocket;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import probe.ProbeException;

/** The words of the pocket world; a word is a token. */
public final class Vocabulary {
  /** Stands for every word that the world lacks; no document has it. */
  public static final int UNKNOWN = 0;

  /** Stands before every document, and so also after every one. */
  public static final int BOUNDARY = 1;

  private final List<String> words = new ArrayList<>();
  private final Map<String, Integer> ids = new HashMap<>();

  Vocabulary() {
    add("<unk>");
    add("<s>");
  }

  /** The id of {@code word}, which is added where it is new. */
  int add(String word) {
    Integer known = ids.get(word);
    if (known != null) {
      return known;
    }
    ids.put(word, words.size());
    words.add(word);
    return words.size() - 1;
  }

  /** Number of tokens. */
  public int size() {
    return words.size();
  }

  /** All words, by id. */
  public List<String> words() {
    return List.copyOf(words);
  }

  public String word(int token) {
    return words.get(token);
  }

  public boolean contains(String word) {
    return ids.containsKey(word);
  }

  /**
   * The token of {@code word}.
   *
   * @throws ProbeException if the world lacks it
   */
  public int id(String word) {
    Integer id = ids.get(word);
    if (id == null) {
      throw ProbeException.input(
          "no word '%s' in the pocket world; take one of its %d words"
              .formatted(word, words.size()));
    }
    return id;
  }

  /**
   * The tokens of {@code text}, words with spaces between them.
   *
   * @throws ProbeException if the world lacks one of them
   */
  public int[] ids(String text) {
    return text.isBlank()
        ? new int[0]
        : Arrays.stream(text.strip().split("\\s+")).mapToInt(this::id).toArray();
  }

  /** The words of {@code tokens} with spaces between them. */
  public String text(int[] tokens) {
    StringBuilder text = new StringBuilder();
    for (int token : tokens) {
      text.append(text.isEmpty() ? "" : " ").append(word(token));
    }
    return text.toString();
  }
}
