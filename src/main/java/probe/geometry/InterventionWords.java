package probe.geometry;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which words move which: everything about an intervention that stays the same when words are
 * replaced by others.
 *
 * @param concepts the target first, then the concepts that should stay as they are
 * @param sharing [pairs of the target] other pairs with a word in common
 * @param scored pairs of the target with enough others that share no word
 * @param moving [others] pairs of the target that share no word with the other concept
 * @param moved [others] pairs of the other concept that share no word with the target
 */
record InterventionWords(
    List<TokenPairs> concepts, int[][] sharing, int[] scored, int[][] moving, int[][] moved) {
  private static final int FEWEST_OTHERS = 2;

  static InterventionWords of(TokenPairs target, List<TokenPairs> separable) {
    List<TokenPairs> concepts = new ArrayList<>();
    concepts.add(target);
    concepts.addAll(separable);
    int[][] sharing = target.sharing();
    return new InterventionWords(
        List.copyOf(concepts),
        sharing,
        IntStream.range(0, target.size())
            .filter(i -> target.size() - 1 - sharing[i].length >= FEWEST_OTHERS)
            .toArray(),
        separable.stream().map(target::disjointFrom).toArray(int[][]::new),
        separable.stream().map(o -> o.disjointFrom(target)).toArray(int[][]::new));
  }

  TokenPairs target() {
    return concepts.getFirst();
  }

  /** The target's pairs that make the direction for concept {@code o}. */
  TokenPairs moving(int o) {
    return target().only(moving[o]);
  }

  /** The pairs of concept {@code o} that are moved. */
  TokenPairs moved(int o) {
    return concepts.get(o + 1).only(moved[o]);
  }

  String untested() {
    return scored.length >= Intervention.FEWEST_PAIRS
        ? ""
        : "%d pairs have two others that share no word with them, %d are needed"
            .formatted(scored.length, Intervention.FEWEST_PAIRS);
  }

  String untested(int o) {
    return Math.min(moving[o].length, moved[o].length) >= Intervention.FEWEST_PAIRS
        ? ""
        : "%d and %d pairs share no word with the other concept, %d are needed"
            .formatted(moving[o].length, moved[o].length, Intervention.FEWEST_PAIRS);
  }

  /**
   * The target's mean cosine, then mean absolute and mean cosine of each other concept, for the
   * words of {@code other} in place of the concepts' own: [1 + 2 others].
   */
  double[] statistics(Space space, List<TokenPairs> other) {
    double[] out = new double[2 * other.size() - 1];
    double[][] target = space.differences(other.getFirst());
    double mean = LeaveOneOut.mean(LeaveOneOut.cosines(target, sharing));
    // words of equal vectors have no cosine
    out[0] = Double.isNaN(mean) ? 0 : mean;
    for (int o = 0; o < moving.length; o++) {
      if (!untested(o).isEmpty()) {
        continue;
      }
      double[][] kept = IntStream.of(moving[o]).mapToObj(i -> target[i]).toArray(double[][]::new);
      double[] direction = Directions.unit(kept, space.width());
      double[] cosines =
          Directions.cosines(space.differences(other.get(o + 1).only(moved[o])), direction);
      for (double cosine : cosines) {
        out[1 + 2 * o] += Math.abs(cosine) / cosines.length;
        out[2 + 2 * o] += cosine / cosines.length;
      }
    }
    return out;
  }
}
