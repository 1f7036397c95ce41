package probe.kind;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import probe.concept.Categories;
import probe.concept.ContextPair;
import probe.concept.ContextPairs;
import probe.concept.Survival;
import probe.concept.WordPairs;
import probe.geometry.TokenPairs;

/**
 * The concept files of a run, in tokens of its model.
 *
 * @param concepts word pairs with those that the vocabulary can test
 * @param contexts pairs of contexts with their tokens
 * @param categories categories with the words that are one token
 * @param words single tokens of words, for templates and names
 */
public record Corpus(
    List<ConceptWords> concepts,
    List<ContextTokens> contexts,
    List<CategoryTokens> categories,
    Tokens words) {
  public Corpus {
    concepts = List.copyOf(concepts);
    contexts = List.copyOf(contexts);
    categories = List.copyOf(categories);
  }

  /**
   * A concept.
   *
   * @param tokens the pairs of {@code survival}
   */
  public record ConceptWords(WordPairs words, Survival survival, TokenPairs tokens) {
    public String name() {
      return words.name();
    }
  }

  /**
   * A list of context pairs.
   *
   * @param rows pairs that the model can read
   * @param dropped pairs that it cannot, with the reason
   */
  public record ContextTokens(
      ContextPairs pairs, List<ContextRow> rows, List<DroppedContexts> dropped) {
    public ContextTokens {
      rows = List.copyOf(rows);
      dropped = List.copyOf(dropped);
    }
  }

  /** A pair of contexts and why it cannot be used. */
  public record DroppedContexts(ContextPair pair, String reason) {}

  /**
   * A pair of contexts.
   *
   * @param left token ids
   * @param right token ids
   */
  public record ContextRow(String template, int[] left, int[] right) {}

  /**
   * A parent category.
   *
   * @param children tokens of each child's words, in the order of the file
   */
  public record CategoryTokens(Categories categories, Map<String, int[]> children) {}

  /** Texts to tokens. */
  public interface Tokens {
    /** The token of {@code word} inside a sentence, where it is a single one of the declared. */
    Optional<Integer> single(String word);

    /** The tokens of {@code text}, with what the model wants before it. */
    int[] encode(String text);

    /** Whether every part of {@code text} has a token of its own. */
    boolean knows(String text);

    /** How the token is written. */
    String text(int token);

    /** The longest context, or a negative number where there is no limit. */
    int contextLimit();
  }

  /** The concept called {@code name}. */
  public Optional<ConceptWords> concept(String name) {
    return concepts.stream().filter(c -> c.name().equals(name)).findFirst();
  }

  /** Whether two concepts have a value in common, such as the base form of verbs. */
  public static boolean shareValue(WordPairs a, WordPairs b) {
    return shared(a.from(), b) || shared(a.to(), b);
  }

  private static boolean shared(String value, WordPairs other) {
    return !value.isEmpty() && (value.equals(other.from()) || value.equals(other.to()));
  }
}
