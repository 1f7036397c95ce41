package probe.geometry;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import probe.stats.ClusterBootstrap;
import probe.stats.Seeds;

/**
 * Whether the differences of a concept's pairs point one way, more than chance and more than the
 * same words with other partners.
 *
 * <p>The statistic is the mean leave-one-out cosine (arXiv 2311.03658, section 4; {@link
 * LeaveOneOut}). Two null hypotheses: the words might be any words of like length (random pairs,
 * same word-sharing graph), and the words' partners might be any of the partners (shuffled
 * partners). Passing the first alone shows no more than that the two classes have different means.
 *
 * @param pairs pairs that were used
 * @param scored pairs that have at least two others which share no word with them
 * @param direction unit vector [d], the normalised mean of the differences
 * @param projections [pairs] leave-one-out projections as published: all other pairs kept
 * @param cosines [pairs] cosines with the pairs that share no word; NaN where there are too few
 * @param statistic mean of {@code cosines}
 * @param random [draws] the statistic of matched random pairs
 * @param randomCosines the cosines that some of these draws are the means of
 * @param shuffled [draws] the statistic of shuffled partners; null where no other partners exist
 * @param replicates [draws] cluster bootstrap of the statistic over pairs linked by common words
 * @param clusters clusters that were resampled
 */
public record Linearity(
    String concept,
    String product,
    int pairs,
    int scored,
    double[] direction,
    double[] projections,
    double[] cosines,
    double statistic,
    double[] random,
    double[] randomCosines,
    double @Nullable [] shuffled,
    double[] replicates,
    int clusters) {

  // a shuffle that pairs a word with itself is drawn again, but not for ever
  private static final int SHUFFLE_TRIES = 200;
  private static final int SHOWN_DRAWS = 100;

  /** The fewest pairs that can be tested: with fewer, no shuffle is rare enough. */
  public static final int FEWEST_PAIRS = 4;

  /**
   * Measures {@code pairs} in {@code space}.
   *
   * @param draws draws of each null hypothesis
   * @param bootstrap bootstrap replicates
   * @throws IllegalArgumentException for fewer than four pairs, or two equal vectors in a pair
   */
  public static Linearity of(Space space, TokenPairs pairs, int draws, int bootstrap, long seed) {
    if (pairs.size() < FEWEST_PAIRS) {
      throw new IllegalArgumentException(
          "%s: a test of linearity needs at least %d pairs, got %d"
              .formatted(pairs.name(), FEWEST_PAIRS, pairs.size()));
    }
    double[][] differences = space.differences(pairs);
    ConceptDirection direction = ConceptDirection.of(differences);
    int[][] sharing = pairs.sharing();
    double[] cosines = LeaveOneOut.cosines(differences, sharing);
    long randomSeed = Seeds.of(seed, "random pairs " + pairs.name());
    double[] random =
        draw(
            draws,
            randomSeed,
            generator -> orOne(LeaveOneOut.mean(randomCosines(space, pairs, sharing, generator))));
    double[] randomCosines =
        IntStream.range(0, Math.min(draws, SHOWN_DRAWS))
            .mapToObj(b -> new SplittableRandom(Seeds.of(randomSeed, b)))
            .flatMapToDouble(g -> Arrays.stream(randomCosines(space, pairs, sharing, g)))
            .filter(x -> !Double.isNaN(x))
            .toArray();
    double[] shuffled =
        shuffle(pairs, new SplittableRandom(seed)) == null
            ? null
            : draw(
                draws,
                Seeds.of(seed, "shuffled partners " + pairs.name()),
                generator -> {
                  TokenPairs other = shuffle(pairs, generator);
                  return other == null
                      ? 1
                      : orOne(
                          LeaveOneOut.mean(
                              LeaveOneOut.cosines(space.differences(other), other.sharing())));
                });
    int[] clusterOf = pairs.clusters();
    int clusters = Arrays.stream(clusterOf).max().orElse(-1) + 1;
    double[][] gram = gram(differences);
    double[] replicates =
        clusters < 2
            ? new double[0]
            : ClusterBootstrap.replicates(
                clusters,
                times -> {
                  int[] weight = Arrays.stream(clusterOf).map(c -> times[c]).toArray();
                  return LeaveOneOut.weightedMean(gram, sharing, weight);
                },
                bootstrap,
                Seeds.of(seed, "bootstrap " + pairs.name()));
    return new Linearity(
        pairs.name(),
        space.product(),
        pairs.size(),
        (int) Arrays.stream(cosines).filter(x -> !Double.isNaN(x)).count(),
        direction.direction(),
        direction.projections(),
        cosines,
        LeaveOneOut.mean(cosines),
        random,
        randomCosines,
        shuffled,
        replicates,
        clusters);
  }

  private static double[] randomCosines(
      Space space, TokenPairs pairs, int[][] sharing, SplittableRandom random) {
    TokenPairs other = space.relabelled(List.of(pairs), random).getFirst();
    return LeaveOneOut.cosines(space.differences(other), sharing);
  }

  /** A draw without a defined cosine, as of equal rows, must not speak against the null. */
  private static double orOne(double cosine) {
    return Double.isNaN(cosine) ? 1 : cosine;
  }

  /** The statistic of one draw. */
  @FunctionalInterface
  interface Draw {
    double of(SplittableRandom random);
  }

  /** Independent draws, each with a generator of its own, so that threads don't matter. */
  static double[] draw(int count, long seed, Draw statistic) {
    return IntStream.range(0, count)
        .parallel()
        .mapToDouble(b -> statistic.of(new SplittableRandom(Seeds.of(seed, b))))
        .toArray();
  }

  /**
   * The same first words with the second words in another order, uniform among the orders that pair
   * no word with itself; null where none was found.
   */
  static @Nullable TokenPairs shuffle(TokenPairs pairs, SplittableRandom random) {
    int n = pairs.size();
    for (int attempt = 0; attempt < SHUFFLE_TRIES; attempt++) {
      int[] to = pairs.to().clone();
      for (int i = n - 1; i > 0; i--) {
        int k = random.nextInt(i + 1);
        int swap = to[i];
        to[i] = to[k];
        to[k] = swap;
      }
      if (IntStream.range(0, n).noneMatch(i -> to[i] == pairs.from()[i])) {
        return new TokenPairs(pairs.name(), pairs.from(), to);
      }
    }
    return null;
  }

  /** Products of the rows with one another: [n, n]. */
  static double[][] gram(double[][] rows) {
    double[][] out = new double[rows.length][rows.length];
    for (int i = 0; i < rows.length; i++) {
      for (int k = 0; k <= i; k++) {
        out[i][k] = Vectors.dot(rows[i], rows[k]);
        out[k][i] = out[i][k];
      }
    }
    return out;
  }
}
