package probe.linear;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import probe.stats.Seeds;

/**
 * Units gathered into as many groups as a trainer makes folds, so that no fold can hold all units
 * of a class.
 */
final class Folds {
  private Folds() {}

  /** Whether each label is in at least two units of {@code rows}. */
  static boolean possible(int[] labels, int[] units, int[] rows) {
    return IntStream.rangeClosed(0, 1)
        .allMatch(y -> Components.count(units, withLabel(labels, rows, y)) >= 2);
  }

  static int[] withLabel(int[] labels, int[] rows, int label) {
    return IntStream.of(rows).filter(i -> labels[i] == label).toArray();
  }

  /**
   * The fold of each of {@code rows}: units with label 0, both and 1, each in random order, are
   * dealt in turn.
   */
  static int[] of(int[] labels, int[] units, int[] rows, long seed) {
    Map<Integer, int[]> labelled = new LinkedHashMap<>(); // unit to rows of each label
    for (int i : rows) {
      labelled.computeIfAbsent(units[i], k -> new int[2])[labels[i]]++;
    }
    List<List<Integer>> kinds = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    labelled.forEach((unit, n) -> kinds.get(n[1] == 0 ? 0 : n[0] == 0 ? 2 : 1).add(unit));
    SplittableRandom random = Seeds.random(seed, "folds");
    Map<Integer, Integer> fold = new LinkedHashMap<>();
    for (List<Integer> kind : kinds) {
      for (int k = kind.size() - 1; k >= 0; k--) {
        int pick = random.nextInt(k + 1);
        fold.put(kind.get(pick), fold.size() % PenaltySearch.FOLDS);
        kind.set(pick, kind.get(k));
      }
    }
    return IntStream.of(rows).map(i -> fold.getOrDefault(units[i], 0)).toArray();
  }
}
