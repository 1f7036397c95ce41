package probe.geometry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import probe.stats.Seeds;

/**
 * What happens to log-odds when a multiple of a concept's direction is added to the last hidden
 * state (Park, Choe and Veitch, arXiv 2311.03658; with the causal inner product the direction is
 * that of Cov^-1 times the mean difference).
 *
 * <p>A pair moves by alpha times the product of the direction and its difference, in every context.
 * No pair is moved by a direction that it had a part in: the target's own pairs are left out one at
 * a time, together with those that share a word with them ({@link LeaveOneOut}).
 *
 * <p>In the null hypothesis all words are replaced, those of the direction and those moved: with
 * the moved words left in place, draws would not vary as much as the statistic, in which each pair
 * stands on both sides, and a test at 5 % would reject 9 % (isotropic rows, 12 pairs in 24
 * dimensions, 1,500 simulations). The curves' bands are of directions of matched random words on
 * the actual pairs, for the eye.
 *
 * @param pairs pairs of the target
 * @param clusters groups of them that are linked by common words
 * @param scored pairs that have at least two others which share no word with them
 * @param untested why the target cannot be tested, or ""
 * @param cosines [pairs] shift of each pair for a step of one, per length of its difference; NaN
 *     for a pair that is not scored
 * @param shifts [pairs] the same in logits
 * @param statistic mean of {@code cosines}
 * @param random [draws] the statistic of matched random words
 * @param replicates [bootstrap] the statistic, bootstrapped over groups of pairs
 * @param alphas steps of the curves, in units of the unit direction
 * @param curve the target's scored pairs as states move
 * @param others concepts that should stay as they are
 */
public record Intervention(
    String concept,
    String product,
    int pairs,
    int clusters,
    int scored,
    String untested,
    double[] cosines,
    double[] shifts,
    double statistic,
    double[] random,
    double[] replicates,
    double[] alphas,
    SteeringCurve curve,
    List<OffTarget> others) {
  /** The fewest pairs of a concept that are tested. */
  public static final int FEWEST_PAIRS = 4;

  // enough for the quantiles of a band
  private static final int CURVE_DRAWS = 200;

  public Intervention {
    others = List.copyOf(others);
  }

  /** The states that are moved, the head that reads them, and the steps. */
  public record Steps(double[][] states, LogitHead head, double[] alphas) {
    public Steps {
      for (double[] state : states) {
        if (state.length != head.common().length) {
          throw new IllegalArgumentException(
              "states have %d dimensions, the head %d"
                  .formatted(state.length, head.common().length));
        }
      }
      if (!head.linear() && states.length == 0) {
        throw new IllegalArgumentException("the shift under a cap needs at least 1 context, got 0");
      }
    }
  }

  /**
   * Moves along the direction of {@code target}.
   *
   * @param separable concepts that can vary with the target fixed
   * @param steps states [contexts][d], in the coordinates of the space; none where flips are not
   *     asked for
   * @param draws draws of the null hypothesis
   * @param bootstrap bootstrap replicates
   */
  public static Intervention of(
      Space space,
      TokenPairs target,
      List<TokenPairs> separable,
      Steps steps,
      int draws,
      int bootstrap,
      long seed) {
    if (steps.head().common().length != space.width()) {
      throw new IllegalArgumentException(
          "the head has %d dimensions, the space %d"
              .formatted(steps.head().common().length, space.width()));
    }
    InterventionWords words = InterventionWords.of(target, separable);
    double[] observed = words.statistics(space, words.concepts());
    double[][] random =
        Draws.of(
            draws,
            Seeds.of(seed, "random words " + target.name()),
            generator -> words.statistics(space, space.relabelled(words.concepts(), generator)));
    double[][] differences = space.differences(target);
    double[] cosines = LeaveOneOut.cosines(differences, words.sharing());
    double[] shifts = new double[cosines.length];
    for (int i = 0; i < shifts.length; i++) {
      shifts[i] = cosines[i] * Vectors.norm(differences[i]);
    }
    boolean tested = words.untested().isEmpty();
    InterventionCurves curves =
        InterventionCurves.of(
            space,
            words,
            steps,
            steps.alphas().length == 0 ? 0 : Math.min(draws, CURVE_DRAWS),
            Seeds.of(seed, "curves " + target.name()));
    List<OffTarget> others = new ArrayList<>();
    for (int o = 0; o < separable.size(); o++) {
      others.add(offTarget(space, words, o, observed, random, curves, bootstrap, seed));
    }
    return new Intervention(
        target.name(),
        space.product(),
        target.size(),
        Draws.count(target.clusters()),
        words.scored().length,
        words.untested(),
        cosines,
        shifts,
        tested ? observed[0] : Double.NaN,
        tested ? Draws.column(random, 0) : new double[0],
        tested
            ? replicates(
                differences, words, bootstrap, Seeds.of(seed, "bootstrap " + target.name()))
            : new double[0],
        steps.alphas().clone(),
        curves.target(),
        others);
  }

  private static double[] replicates(
      double[][] differences, InterventionWords words, int bootstrap, long seed) {
    int[] clusterOf = words.target().clusters();
    int clusters = Draws.count(clusterOf);
    double[][] gram = Linearity.gram(differences);
    return Linearity.draw(
        bootstrap,
        seed,
        generator -> {
          int[] times = Draws.resample(clusters, generator);
          int[] weight = Arrays.stream(clusterOf).map(c -> times[c]).toArray();
          return LeaveOneOut.weightedMean(gram, words.sharing(), weight);
        });
  }

  private static OffTarget offTarget(
      Space space,
      InterventionWords words,
      int o,
      double[] observed,
      double[][] random,
      InterventionCurves curves,
      int bootstrap,
      long seed) {
    TokenPairs other = words.moved(o);
    TokenPairs own = words.moving(o);
    String untested = words.untested(o);
    boolean tested = untested.isEmpty();
    double[][] moved = space.differences(other);
    double[][] moving = space.differences(own);
    double[] direction = Directions.unit(moving, space.width());
    double[] cosines = Directions.cosines(moved, direction);
    double[] sizes = Arrays.stream(cosines).map(Math::abs).toArray();
    double[] shifts =
        Arrays.stream(Directions.projections(moved, direction)).map(Math::abs).toArray();
    long bootstrapSeed = Seeds.of(seed, "bootstrap " + other.name());
    int replicates = tested ? bootstrap : 0;
    return new OffTarget(
        other.name(),
        other.size(),
        own.size(),
        untested,
        tested ? observed[1 + 2 * o] : Double.NaN,
        tested ? observed[2 + 2 * o] : Double.NaN,
        tested ? Directions.mean(shifts) : Double.NaN,
        tested ? Draws.column(random, 1 + 2 * o) : new double[0],
        tested ? Draws.column(random, 2 + 2 * o) : new double[0],
        Draws.means(sizes, other.clusters(), replicates, bootstrapSeed),
        Draws.means(cosines, other.clusters(), replicates, bootstrapSeed),
        tested
            ? TrueCosine.of(moving, own.clusters(), moved, other.clusters())
            : new TrueCosine(Double.NaN, Double.NaN, 0),
        curves.others().get(o));
  }
}
