package probe.geometry;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import probe.stats.Seeds;

/**
 * Whether hidden states that differ in a concept differ along the unembedding direction of the same
 * concept, and not along those of others (Jiang et al., arXiv 2403.03867; the projections are the
 * measurement of Park, Choe and Veitch, arXiv 2311.03658).
 *
 * <p>The null hypothesis of {@link AlignmentRow#random} is that the concept's words might be any
 * words of like length. Contexts are never exchanged for it: whatever separates two classes of
 * states has some fixed product with any direction, and only other words tell how large.
 *
 * @param rows one for each concept, in the order given
 * @param labels matching against exchanged directions; null for fewer than four concepts that have
 *     states and a direction
 */
public record Alignment(String product, List<AlignmentRow> rows, @Nullable LabelTest labels) {
  /** The fewest word pairs that a direction may be made from. */
  public static final int FEWEST_WORD_PAIRS = 4;

  /** The fewest templates that can be resampled. */
  public static final int FEWEST_TEMPLATES = 3;

  public Alignment {
    rows = List.copyOf(rows);
  }

  /**
   * Measures {@code contexts} against the directions of {@code words}.
   *
   * @param contexts [K] the concepts as pairs of contexts
   * @param words [K] the same concepts as word pairs
   * @param draws draws of each null hypothesis
   * @param bootstrap bootstrap replicates over templates
   * @throws IllegalArgumentException for lists of different length, or states of another width than
   *     the space
   */
  public static Alignment of(
      Space space,
      List<ContextPairs> contexts,
      List<TokenPairs> words,
      int draws,
      int bootstrap,
      long seed) {
    if (words.size() != contexts.size()) {
      throw new IllegalArgumentException(
          "%d concepts as contexts, %d as words".formatted(contexts.size(), words.size()));
    }
    List<ContextDirections> concepts =
        IntStream.range(0, contexts.size())
            .mapToObj(k -> ContextDirections.of(space, contexts.get(k), words, k))
            .toList();
    double[][] random = random(space, concepts, draws, Seeds.of(seed, "random words"));
    List<AlignmentRow> rows =
        IntStream.range(0, concepts.size())
            .mapToObj(
                k ->
                    concepts
                        .get(k)
                        .row(
                            Draws.column(random, 2 * k),
                            Draws.column(random, 2 * k + 1),
                            bootstrap,
                            Seeds.of(seed, "templates " + contexts.get(k).name())))
            .toList();
    double[][] cosines = rows.stream().map(AlignmentRow::cosines).toArray(double[][]::new);
    return new Alignment(
        space.product(), rows, LabelTest.of(cosines, draws, Seeds.of(seed, "labels")));
  }

  /** Matching alignment and area of every concept, with all words replaced: [draws][2 K]. */
  private static double[][] random(
      Space space, List<ContextDirections> concepts, int draws, long seed) {
    List<TokenPairs> words = concepts.stream().map(ContextDirections::words).toList();
    return Draws.of(
        draws,
        seed,
        generator -> {
          List<TokenPairs> others = space.relabelled(words, generator);
          double[] out = new double[2 * others.size()];
          for (int k = 0; k < others.size(); k++) {
            ContextDirections concept = concepts.get(k);
            if (concept.has(k)) {
              double[] direction = Directions.unit(space.differences(others.get(k)), space.width());
              out[2 * k] = Directions.product(concept.mean(), direction);
              out[2 * k + 1] = concept.auc(direction);
            }
          }
          return out;
        });
  }
}
