package probe.geometry;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import probe.stats.Seeds;

/**
 * Whether a concept's pairs answer each other's analogies: is to_j what is nearest to to_i - from_i
 * + from_j, as in king - man + woman (Mikolov, Yih and Zweig 2013)?
 *
 * <p>A right answer is no evidence by itself: with the words of the query left out, what is nearest
 * to from_j or to to_i is often the answer too (Linzen, arXiv 1606.07736). So each number stands
 * beside the same for from_j alone and for to_i alone. Two null hypotheses, with the concept's own
 * words as candidates: the words might be any words of like length (the advantage of the analogy
 * over from_j alone; exact), and the offsets might join the first words to any second words (the
 * score of the analogy; the pairs that are asked stay as they are). Passing the first alone shows
 * no more than that the two classes have different means, passing the second alone no more than
 * that partners are alike: an analogy needs both.
 *
 * @param pairs pairs of the concept
 * @param queries offsets and pairs that share no word
 * @param vocabulary declared tokens that are ranked
 * @param rules accuracy and ranks in the whole vocabulary, in the order of {@link Rule}
 * @param advantage of the concept's words that only one of the two, analogy and from_j alone, puts
 *     below the answer: the share that is the analogy's less the share that is from_j's, from -1 to
 *     1; a plain difference of scores would have no room left where partners are much alike
 * @param random [draws] {@code advantage} for random words of like length
 * @param score share of the concept's other words that the analogy puts below the answer; chance is
 *     a half
 * @param shuffled [draws] {@code score} with offsets between shuffled partners
 * @param replicates [bootstrap] cluster bootstrap of {@code advantage} over pairs linked by common
 *     words
 * @param clusters clusters that were resampled
 */
public record Analogy(
    String concept,
    String product,
    int pairs,
    int queries,
    int vocabulary,
    List<Ranks> rules,
    double advantage,
    double[] random,
    double score,
    double[] shuffled,
    double[] replicates,
    int clusters) {

  /** What the vocabulary is ranked by. */
  public enum Rule {
    /** to_i - from_i + from_j, without these three words. */
    ANALOGY,
    /** The same with the three words among the candidates. */
    ANALOGY_WITH_INPUTS,
    /** from_j alone, without the three words. */
    THIRD_WORD,
    /** to_i alone, without the three words. */
    SECOND_WORD
  }

  /**
   * How the answers rank in the whole vocabulary. Means give every pair the same weight.
   *
   * @param accuracy share of the answers that are first, alone
   * @param reciprocalRank mean of 1 / rank
   * @param medianRank median over all queries
   * @param accuracies [bootstrap] replicates of {@code accuracy}, over the same samples of pairs
   *     for every rule, so that differences of rules have intervals too
   * @param reciprocalRanks [bootstrap] replicates of {@code reciprocalRank}
   */
  public record Ranks(
      Rule rule,
      double accuracy,
      double reciprocalRank,
      double medianRank,
      double[] accuracies,
      double[] reciprocalRanks) {}

  /** The fewest pairs that can be tested: with fewer, no shuffle is rare enough. */
  public static final int FEWEST_PAIRS = 4;

  /**
   * Measures {@code pairs} in {@code space}.
   *
   * @param draws draws of each null hypothesis
   * @param bootstrap bootstrap replicates
   * @throws IllegalArgumentException for fewer than four pairs, a pair of one word, or a word that
   *     is not declared
   */
  public static Analogy of(Space space, TokenPairs pairs, int draws, int bootstrap, long seed) {
    check(space, pairs);
    AnalogyQueries queries = new AnalogyQueries(pairs);
    int[] words = queries.words();
    double[][] products = AnalogyQueries.products(space, words);
    AnalogyQueries.Contest contest = queries.contest(products);
    int[] once = new int[pairs.size()];
    Arrays.fill(once, 1);
    double[] random =
        Linearity.draw(
            draws,
            Seeds.of(seed, "random words " + pairs.name()),
            generator -> {
              int[] others = space.matched().draw(words, generator);
              return queries.contest(AnalogyQueries.products(space, others)).advantage(once);
            });
    double[] shuffled =
        Linearity.draw(
            draws,
            Seeds.of(seed, "shuffled offsets " + pairs.name()),
            generator ->
                queries.meanScore(products, AnalogyQueries.order(pairs.size(), generator)));
    int[] clusterOf = pairs.clusters();
    int clusters = Arrays.stream(clusterOf).max().orElse(-1) + 1;
    int[][] weights = weights(clusterOf, clusters, bootstrap, seed, pairs.name());
    AnalogyRanks ranks = AnalogyRanks.of(space, queries);
    return new Analogy(
        pairs.name(),
        space.product(),
        pairs.size(),
        queries.count(),
        space.declared().length,
        List.of(
            ranks(Rule.ANALOGY, ranks.analogy(), once, weights),
            ranks(Rule.ANALOGY_WITH_INPUTS, ranks.open(), once, weights),
            ranks(Rule.THIRD_WORD, ranks.third(), once, weights),
            ranks(Rule.SECOND_WORD, ranks.second(), once, weights)),
        contest.advantage(once),
        random,
        queries.meanScore(products, IntStream.range(0, pairs.size()).toArray()),
        shuffled,
        Arrays.stream(weights).parallel().mapToDouble(contest::advantage).toArray(),
        clusters);
  }

  private static void check(Space space, TokenPairs pairs) {
    if (pairs.size() < FEWEST_PAIRS) {
      throw new IllegalArgumentException(
          "%s: analogies need at least %d pairs, got %d"
              .formatted(pairs.name(), FEWEST_PAIRS, pairs.size()));
    }
    for (int i = 0; i < pairs.size(); i++) {
      if (pairs.from()[i] == pairs.to()[i]) {
        throw new IllegalArgumentException(
            "%s: pair %d is token %d twice".formatted(pairs.name(), i, pairs.to()[i]));
      }
    }
    for (int word : TokenPairs.words(List.of(pairs))) {
      if (!space.matched().contains(word)) {
        throw new IllegalArgumentException(
            "%s: token %d is not declared".formatted(pairs.name(), word));
      }
    }
  }

  /** How often each pair stands in each bootstrap sample of clusters: [bootstrap, pairs]. */
  private static int[][] weights(
      int[] clusterOf, int clusters, int bootstrap, long seed, String name) {
    long drawSeed = Seeds.of(seed, "bootstrap " + name);
    return IntStream.range(0, bootstrap)
        .mapToObj(
            b -> {
              SplittableRandom random = new SplittableRandom(Seeds.of(drawSeed, b));
              int[] times = new int[clusters];
              for (int i = 0; i < clusters; i++) {
                times[random.nextInt(clusters)]++;
              }
              return Arrays.stream(clusterOf).map(c -> times[c]).toArray();
            })
        .toArray(int[][]::new);
  }

  private static double[] means(double[][] values, int[][] weights) {
    return Arrays.stream(weights)
        .parallel()
        .mapToDouble(weight -> AnalogyQueries.mean(values, weight))
        .toArray();
  }

  private static Ranks ranks(Rule rule, int[][] ranks, int[] once, int[][] weights) {
    double[][] first = map(ranks, r -> r == 1 ? 1 : 0);
    double[][] reciprocal = map(ranks, r -> 1.0 / r);
    int[] sorted =
        Arrays.stream(ranks).flatMapToInt(Arrays::stream).filter(r -> r > 0).sorted().toArray();
    int n = sorted.length;
    double median = n == 0 ? Double.NaN : (sorted[(n - 1) / 2] + (double) sorted[n / 2]) / 2;
    return new Ranks(
        rule,
        AnalogyQueries.mean(first, once),
        AnalogyQueries.mean(reciprocal, once),
        median,
        means(first, weights),
        means(reciprocal, weights));
  }

  private static double[][] map(int[][] ranks, java.util.function.IntToDoubleFunction value) {
    return Arrays.stream(ranks)
        .map(
            row ->
                Arrays.stream(row)
                    .mapToDouble(r -> r == 0 ? Double.NaN : value.applyAsDouble(r))
                    .toArray())
        .toArray(double[][]::new);
  }
}
