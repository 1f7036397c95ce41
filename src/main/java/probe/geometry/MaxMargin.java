package probe.geometry;

import java.util.List;
import probe.stats.Seeds;

/**
 * Whether the unembedding differences of a concept point along the direction that separates its
 * contexts with the largest margin (Jiang et al., arXiv 2403.03867, Theorem 4), and the same for
 * the plain difference of the classes' means.
 *
 * <p>Word pairs with a token in which the contexts differ are left out. The null hypothesis is that
 * the words might be any words of like length; draws are the same for both directions.
 *
 * @param left contexts of the first class
 * @param right contexts of the second
 * @param width d; with more dimensions than contexts, any classes are separable
 * @param wordPairs word pairs that were used
 * @param excluded word pairs with a token in which the contexts differ
 * @param clusters groups of word pairs that are linked by common words
 * @param untested why neither direction can be tested, or ""
 * @param separable whether there is a margin at all
 * @param size half the distance between the classes along the direction; NaN where not separable
 * @param gap what {@code size} can still grow by, as a share of it
 * @param supports contexts that the direction rests on
 * @param agreement cosine of the two directions; NaN where one is missing
 * @param margin the pairs against the direction of largest margin; empty where not separable
 * @param means the pairs against the difference of the means
 */
public record MaxMargin(
    String concept,
    String product,
    int left,
    int right,
    int width,
    int wordPairs,
    int excluded,
    int clusters,
    String untested,
    boolean separable,
    double size,
    double gap,
    int supports,
    double agreement,
    MeanCosine margin,
    MeanCosine means) {
  /** The fewest word pairs that are tested. */
  public static final int FEWEST_WORD_PAIRS = 4;

  /** The fewest contexts of each class. */
  public static final int FEWEST_CONTEXTS = 2;

  /**
   * Measures {@code words} against the two classes of {@code contexts}.
   *
   * @param draws draws of the null hypothesis
   * @param bootstrap bootstrap replicates over groups of word pairs
   * @throws IllegalArgumentException for states of another width than the space
   */
  public static MaxMargin of(
      Space space, ContextPairs contexts, TokenPairs words, int draws, int bootstrap, long seed) {
    TokenPairs kept = words.only(ContextPairs.without(words, contexts.differingTokens()));
    int n = contexts.size();
    String untested = "";
    if (kept.size() < FEWEST_WORD_PAIRS) {
      untested =
          "%d word pairs have no token in which the contexts differ, %d are needed"
              .formatted(kept.size(), FEWEST_WORD_PAIRS);
    } else if (n < FEWEST_CONTEXTS) {
      untested = "%d contexts of each class, %d are needed".formatted(n, FEWEST_CONTEXTS);
    }
    if (n > 0 && contexts.left()[0].length != space.width()) {
      throw new IllegalArgumentException(
          "%s: states have %d dimensions, the space has %d"
              .formatted(contexts.name(), contexts.left()[0].length, space.width()));
    }
    boolean tested = untested.isEmpty();
    HardMarginDirection hard =
        tested
            ? HardMarginDirection.of(contexts.left(), contexts.right())
            : new HardMarginDirection(false, new double[0], Double.NaN, Double.NaN, 0, 0);
    double[] means =
        tested ? Directions.unit(contexts.differences(), space.width()) : new double[0];
    List<MeanCosine> cosines =
        MeanCosine.of(
            space,
            kept,
            List.of(hard.direction(), means),
            draws,
            bootstrap,
            Seeds.of(seed, "max margin " + words.name()));
    return new MaxMargin(
        contexts.name(),
        space.product(),
        n,
        n,
        space.width(),
        kept.size(),
        words.size() - kept.size(),
        Draws.count(kept.clusters()),
        untested,
        hard.separable(),
        hard.margin(),
        hard.gap(),
        hard.supports(),
        hard.separable() ? Directions.product(hard.direction(), means) : Double.NaN,
        cosines.getFirst(),
        cosines.getLast());
  }
}
