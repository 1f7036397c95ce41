package probe.linear;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import probe.stats.Seeds;

/**
 * Chooses a penalty by cross-validation in which no group is divided.
 *
 * <p>Groups are dealt to folds in random order, each to the fold that has the fewest rows.
 */
final class PenaltySearch {
  static final int FOLDS = 5;

  private PenaltySearch() {}

  /** Fits probes to the rows {@code train}, one for each penalty. */
  @FunctionalInterface
  interface Path {
    List<LinearProbe> fit(int[] train, double[] penalties);
  }

  /** What a probe loses on a held-out row. */
  @FunctionalInterface
  interface Loss {
    double of(LinearProbe probe, int row);
  }

  /**
   * The penalty with the smallest loss on held-out rows; of equals the largest. A fold without
   * which one class is left is not held out.
   *
   * @throws IllegalArgumentException if no fold can be held out
   */
  static double choose(
      int[] labels, int[] groups, long seed, double[] penalties, Path path, Loss loss) {
    int[] fold = folds(groups, seed);
    double[] total = new double[penalties.length];
    int count = Arrays.stream(fold).max().orElse(0) + 1;
    int used = 0;
    for (int f = 0; f < count; f++) {
      int held = f;
      int[] train = IntStream.range(0, fold.length).filter(i -> fold[i] != held).toArray();
      int[] test = IntStream.range(0, fold.length).filter(i -> fold[i] == held).toArray();
      long ones = Arrays.stream(train).filter(i -> labels[i] == 1).count();
      if (ones == 0 || ones == train.length) {
        continue; // nothing to fit to
      }
      used++;
      List<LinearProbe> probes = path.fit(train, penalties);
      for (int p = 0; p < penalties.length; p++) {
        for (int row : test) {
          total[p] += loss.of(probes.get(p), row);
        }
      }
    }
    if (used == 0) {
      throw new IllegalArgumentException(
          "to choose a penalty, %d groups were divided into %d folds, but without any of them all rows are of one class; use more groups, or give the penalty"
              .formatted(Arrays.stream(groups).distinct().count(), count));
    }
    int best = 0;
    for (int p = 1; p < penalties.length; p++) {
      if (total[p] < total[best] || (total[p] == total[best] && penalties[p] > penalties[best])) {
        best = p;
      }
    }
    return penalties[best];
  }

  /** The fold of each row. */
  static int[] folds(int[] groups, long seed) {
    int[] distinct = Arrays.stream(groups).distinct().sorted().toArray();
    if (distinct.length < 2) {
      throw new IllegalArgumentException(
          "to choose a penalty, rows must come from at least 2 groups, got %d; give the penalty"
              .formatted(distinct.length));
    }
    SplittableRandom random = Seeds.random(seed, "penalty");
    for (int i = distinct.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swap = distinct[i];
      distinct[i] = distinct[j];
      distinct[j] = swap;
    }
    Map<Integer, Integer> sizes = new HashMap<>();
    for (int group : groups) {
      sizes.merge(group, 1, Integer::sum);
    }
    Map<Integer, Integer> foldOf = new HashMap<>();
    int[] filled = new int[Math.min(FOLDS, distinct.length)];
    for (int group : distinct) {
      int smallest = 0;
      for (int f = 1; f < filled.length; f++) {
        smallest = filled[f] < filled[smallest] ? f : smallest;
      }
      foldOf.put(group, smallest);
      filled[smallest] += sizes.getOrDefault(group, 0);
    }
    return Arrays.stream(groups).map(group -> foldOf.getOrDefault(group, 0)).toArray();
  }
}
