package probe.geometry;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import probe.stats.Seeds;

/**
 * Whether the log-odds of a concept's pairs are the same in all contexts, and where they are not,
 * whether a context moves all pairs alike (Jiang et al., arXiv 2403.03867, Theorem 3).
 *
 * <p>The theorem: where log p(to | context) - log p(from | context) depends on the concept only,
 * the differences of the pairs are parallel on what contexts span. Then each context has one effect
 * on all pairs. Both are held against matched random words; the variance is so too per squared
 * length of the difference, because words that lie close have like log-odds whatever they mean.
 *
 * @param pairs pairs
 * @param clusters groups of pairs that are linked by common words
 * @param contexts contexts
 * @param contextClusters groups of contexts that were resampled together
 * @param untested why nothing can be tested, or ""; what follows is then NaN and empty
 * @param components variance of pair, context and rest
 * @param scaled mean variance over contexts per squared length of the difference
 * @param random [draws] {@link LogOddsComponents#within} of matched random words: what {@code
 *     ratio} is relative to. A variance goes with squared lengths, which still differ between words
 *     of a bin of {@link MatchedTokens}, so that a test is better made with {@code randomScaled}.
 * @param randomShare [draws] {@link LogOddsComponents#share} likewise
 * @param randomScaled [draws] {@code scaled} likewise
 * @param ratio variance over contexts as a share of the mean of {@code random}
 * @param scaledRatio {@code scaled} as a share of the mean of {@code randomScaled}
 * @param replicates pigeonhole bootstrap over groups of pairs and of contexts (Owen 2007)
 */
public record LogOdds(
    String concept,
    String product,
    int pairs,
    int clusters,
    int contexts,
    int contextClusters,
    String untested,
    LogOddsComponents components,
    double scaled,
    double[] random,
    double[] randomShare,
    double[] randomScaled,
    double ratio,
    double scaledRatio,
    List<Replicate> replicates) {
  /** The fewest pairs, and groups of contexts, that can be tested. */
  public static final int FEWEST = 4;

  /** The fewest groups of pairs: common effects are seen between groups only. */
  public static final int FEWEST_CLUSTERS = 4;

  // random pairs that the variance of resampled contexts is held against
  private static final int REFERENCE_PAIRS = 256;

  /** One sample of pairs and contexts; the common part is NaN where it has one group only. */
  public record Replicate(LogOddsComponents components, double ratio) {}

  public LogOdds {
    replicates = List.copyOf(replicates);
  }

  /**
   * Measures {@code pairs}.
   *
   * @param space where random words of like length come from
   * @param logits of all declared words in the contexts
   * @param groups [contexts] template or text that a context was made from
   * @param draws draws of the null hypothesis
   * @param bootstrap bootstrap replicates
   * @throws IllegalArgumentException for another number of groups than of contexts
   */
  public static LogOdds of(
      Space space,
      ContextLogits logits,
      int[] groups,
      TokenPairs pairs,
      int draws,
      int bootstrap,
      long seed) {
    if (groups.length != logits.contexts()) {
      throw new IllegalArgumentException(
          "%d groups for %d contexts".formatted(groups.length, logits.contexts()));
    }
    int[] clusterOf = pairs.clusters();
    int[] groupOf = StatePairs.numbered(groups);
    String untested = untested(pairs, clusterOf, groupOf);
    if (!untested.isEmpty()) {
      return nothing(space, pairs, clusterOf, groupOf, untested);
    }
    double[][] y = logOdds(logits, pairs);
    double[] observed = statistics(space, pairs, y, clusterOf);
    long drawSeed = Seeds.of(seed, "random words " + pairs.name());
    double[][] random =
        Draws.of(
            draws,
            drawSeed,
            generator -> {
              TokenPairs other = space.relabelled(List.of(pairs), generator).getFirst();
              return statistics(space, other, logOdds(logits, other), clusterOf);
            });
    double usual = Directions.mean(Draws.column(random, 0));
    return new LogOdds(
        pairs.name(),
        space.product(),
        pairs.size(),
        Draws.count(clusterOf),
        groupOf.length,
        Draws.count(groupOf),
        "",
        LogOddsComponents.of(y, clusterOf),
        observed[2],
        Draws.column(random, 0),
        Draws.column(random, 1),
        Draws.column(random, 2),
        observed[0] / usual,
        observed[2] / Directions.mean(Draws.column(random, 2)),
        replicates(
            y,
            clusterOf,
            groupOf,
            reference(space, logits, pairs, draws, drawSeed),
            usual,
            bootstrap,
            Seeds.of(seed, "bootstrap " + pairs.name())));
  }

  private static double[][] logOdds(ContextLogits logits, TokenPairs pairs) {
    return IntStream.range(0, pairs.size())
        .mapToObj(i -> logits.logOdds(pairs.from()[i], pairs.to()[i]))
        .toArray(double[][]::new);
  }

  /** Variance over contexts, its common share, and the variance per squared length. */
  private static double[] statistics(Space space, TokenPairs pairs, double[][] y, int[] clusterOf) {
    LogOddsComponents components = LogOddsComponents.of(y, clusterOf);
    double[][] differences = space.differences(pairs);
    double scaled = 0;
    for (int i = 0; i < y.length; i++) {
      double square = Directions.product(differences[i], differences[i]);
      scaled += square > 0 ? variance(y[i]) / square / y.length : 0;
    }
    return new double[] {components.within(), components.share(), scaled};
  }

  private static double variance(double[] values) {
    double mean = Directions.mean(values);
    double sum = 0;
    for (double x : values) {
      sum += (x - mean) * (x - mean);
    }
    return sum / (values.length - 1);
  }

  /** Log-odds of the pairs of the first draws: about 256 random pairs. */
  private static double[][] reference(
      Space space, ContextLogits logits, TokenPairs pairs, int draws, long seed) {
    int enough = Math.min(draws, Math.ceilDiv(REFERENCE_PAIRS, pairs.size()));
    return IntStream.range(0, enough)
        .parallel()
        .mapToObj(b -> space.relabelled(List.of(pairs), new SplittableRandom(Seeds.of(seed, b))))
        .flatMap(other -> Arrays.stream(logOdds(logits, other.getFirst())))
        .toArray(double[][]::new);
  }

  private static List<Replicate> replicates(
      double[][] y,
      int[] clusterOf,
      int[] groupOf,
      double[][] reference,
      double usual,
      int bootstrap,
      long seed) {
    int clusters = Draws.count(clusterOf);
    int groups = Draws.count(groupOf);
    int[] each = IntStream.range(0, reference.length).toArray();
    int[] once = new int[reference.length];
    Arrays.fill(once, 1);
    double whole = LogOddsComponents.of(reference, each).within();
    return IntStream.range(0, bootstrap)
        .parallel()
        .mapToObj(
            b -> {
              SplittableRandom random = new SplittableRandom(Seeds.of(seed, b));
              int[] pairTimes = Draws.resample(clusters, random);
              int[] groupTimes = Draws.resample(groups, random);
              int[] contextTimes = Arrays.stream(groupOf).map(g -> groupTimes[g]).toArray();
              LogOddsComponents sample =
                  LogOddsComponents.of(y, clusterOf, pairTimes, contextTimes);
              // the same contexts give random pairs another variance too
              double changed =
                  LogOddsComponents.of(reference, each, once, contextTimes).within() / whole;
              // a sample with copies has less variance than one without
              double copies = groups / (groups - 1.0);
              return new Replicate(
                  new LogOddsComponents(
                      sample.pair() * clusters / (clusters - 1.0),
                      sample.context() * copies,
                      sample.within() * copies),
                  sample.within() / (usual * changed));
            })
        .toList();
  }

  private static String untested(TokenPairs pairs, int[] clusterOf, int[] groupOf) {
    int clusters = Draws.count(clusterOf);
    int groups = Draws.count(groupOf);
    if (pairs.size() < FEWEST) {
      return "%d pairs, %d are needed".formatted(pairs.size(), FEWEST);
    }
    if (clusters < FEWEST_CLUSTERS) {
      return "common words link all pairs in %d groups, %d are needed"
          .formatted(clusters, FEWEST_CLUSTERS);
    }
    return groups < FEWEST ? "%d groups of contexts, %d are needed".formatted(groups, FEWEST) : "";
  }

  private static LogOdds nothing(
      Space space, TokenPairs pairs, int[] clusterOf, int[] groupOf, String untested) {
    return new LogOdds(
        pairs.name(),
        space.product(),
        pairs.size(),
        Draws.count(clusterOf),
        groupOf.length,
        Draws.count(groupOf),
        untested,
        new LogOddsComponents(Double.NaN, Double.NaN, Double.NaN),
        Double.NaN,
        new double[0],
        new double[0],
        new double[0],
        Double.NaN,
        Double.NaN,
        List.of());
  }
}
