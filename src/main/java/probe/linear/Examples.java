package probe.linear;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Labelled rows, without their vectors: what a split and a control need to know of them.
 *
 * @param labels [n], each 0 or 1
 * @param entity [n], what a row is about, such as the id of a counterfactual pair
 * @param word [n], the word type in it; the same as {@code entity} where an entity is one word
 * @param template [n], the frame around the word, or {@link #NONE}
 * @param tokens [n][], the text as token ids; empty where there is no text, as for an unembedding
 */
public record Examples(int[] labels, int[] entity, int[] word, int[] template, int[][] tokens) {
  /** The template of a row that has none. */
  public static final int NONE = -1;

  public Examples {
    int n = labels.length;
    if (n == 0) {
      throw new IllegalArgumentException("there are no examples");
    }
    checkLength("entity", entity.length, n);
    checkLength("word", word.length, n);
    checkLength("template", template.length, n);
    checkLength("tokens", tokens.length, n);
    for (int i = 0; i < n; i++) {
      if (labels[i] != 0 && labels[i] != 1) {
        throw new IllegalArgumentException(
            "label of row %d is %d, not 0 or 1".formatted(i, labels[i]));
      }
    }
  }

  /** Entities that are one word each. */
  public static Examples of(int[] labels, int[] entity, int[] template, int[][] tokens) {
    return new Examples(labels, entity, entity, template, tokens);
  }

  /** Words without templates or texts, such as rows of an unembedding. */
  public static Examples words(int[] labels, int[] entity) {
    int[] template = new int[labels.length];
    Arrays.fill(template, NONE);
    int[][] tokens = new int[labels.length][];
    Arrays.fill(tokens, new int[0]);
    return new Examples(labels, entity, entity, template, tokens);
  }

  /** Number of rows. */
  public int n() {
    return labels.length;
  }

  /** What a label belongs to, and so what must be held out together and shuffled together. */
  public enum Carrier {
    /** Words or entities: each word has one label in all its rows. */
    WORD,
    /** Templates: words have both labels, and each template has one. */
    TEMPLATE,
    /** Single rows: words have both labels, and so have templates or there are none. */
    ROW
  }

  /** What the labels belong to. */
  public Carrier carrier() {
    if (constantOn(word)) {
      return Carrier.WORD;
    }
    boolean templates = Arrays.stream(template).noneMatch(t -> t == NONE);
    return templates && constantOn(template) ? Carrier.TEMPLATE : Carrier.ROW;
  }

  /**
   * The independent units, as ids from 0: rows that share an entity or a word, or for labels that
   * belong to templates rows that share a template. Intervals and shuffles never divide one.
   */
  public int[] units() {
    Components components = new Components(n());
    if (carrier() == Carrier.TEMPLATE) {
      components.link(template, NONE);
    } else {
      components.link(entity);
      components.link(word);
    }
    return components.ids();
  }

  private boolean constantOn(int[] group) {
    Map<Integer, Integer> label = new HashMap<>();
    for (int i = 0; i < n(); i++) {
      Integer other = label.putIfAbsent(group[i], labels[i]);
      if (other != null && other != labels[i]) {
        return false;
      }
    }
    return true;
  }

  private static void checkLength(String what, int length, int n) {
    if (length != n) {
      throw new IllegalArgumentException(
          "%d labels but %d values of %s".formatted(n, length, what));
    }
  }
}
