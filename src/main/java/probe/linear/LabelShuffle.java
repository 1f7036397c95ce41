package probe.linear;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Labels given anew at random to whole units, in ways that are equally likely if the labels have
 * nothing to do with the rows.
 *
 * <ul>
 *   <li>Units with one label exchange them with units of the same number of rows; where a size has
 *       fewer than two units of each label, with those of the next sizes.
 *   <li>In units with both labels, words exchange labels: the words of a pair, both or neither.
 *   <li>Where words have both labels too, all rows of a unit flip, or, for unequal numbers of both
 *       labels, its rows exchange them.
 * </ul>
 */
final class LabelShuffle {
  private static final int PER_LABEL = 2;

  private final int[] original;

  /** [blocks][slots][rows]: the slots of a block exchange labels. */
  private final List<int[][]> blocks = new ArrayList<>();

  private final List<int[]> flips = new ArrayList<>();

  private LabelShuffle(int[] original) {
    this.original = original;
  }

  /** Shuffles of the labels of {@code rows}; draws have the order of {@code rows}. */
  static LabelShuffle of(Examples examples, int[] units, int[] rows) {
    LabelShuffle shuffle =
        new LabelShuffle(Arrays.stream(rows).map(i -> examples.labels()[i]).toArray());
    Map<Integer, List<int[]>> bySize = new TreeMap<>(Comparator.reverseOrder());
    int[] all = new int[rows.length];
    Arrays.setAll(all, k -> k);
    for (int[] unit : slots(all, Arrays.stream(rows).map(i -> units[i]).toArray())) {
      if (shuffle.oneLabel(unit)) {
        bySize.computeIfAbsent(unit.length, k -> new ArrayList<>()).add(unit);
      } else {
        shuffle.mixed(
            unit, slots(unit, Arrays.stream(unit).map(k -> examples.word()[rows[k]]).toArray()));
      }
    }
    shuffle.strata(bySize);
    return shuffle;
  }

  /** New labels, in the order of the rows. */
  int[] draw(SplittableRandom random) {
    int[] labels = original.clone();
    for (int[][] slots : blocks) {
      int[] given = Arrays.stream(slots).mapToInt(slot -> original[slot[0]]).toArray();
      for (int k = slots.length - 1; k >= 0; k--) {
        int pick = random.nextInt(k + 1);
        for (int row : slots[k]) {
          labels[row] = given[pick];
        }
        given[pick] = given[k];
      }
    }
    for (int[] unit : flips) {
      int flip = random.nextInt(2);
      for (int row : unit) {
        labels[row] ^= flip;
      }
    }
    return labels;
  }

  /** log2 of the number of different draws; no p-value can be less than one over that number. */
  double log2Arrangements() {
    double bits = flips.size();
    for (int[][] slots : blocks) {
      int ones = Arrays.stream(slots).mapToInt(slot -> original[slot[0]]).sum();
      for (int k = 1; k <= ones; k++) {
        bits += Math.log((slots.length - ones + k) / (double) k) / Math.log(2);
      }
    }
    return bits;
  }

  private void mixed(int[] unit, List<int[]> words) {
    if (words.stream().allMatch(this::oneLabel)) {
      blocks.add(words.toArray(int[][]::new));
    } else if (2 * ones(unit) == unit.length) {
      flips.add(unit);
    } else {
      blocks.add(Arrays.stream(unit).mapToObj(k -> new int[] {k}).toArray(int[][]::new));
    }
  }

  /** Units of one label each, in blocks of sizes as equal as two units of each label allow. */
  private void strata(Map<Integer, List<int[]>> bySize) {
    List<List<int[]>> strata = new ArrayList<>();
    List<int[]> open = new ArrayList<>();
    for (List<int[]> same : bySize.values()) {
      open.addAll(same);
      if (enough(open)) {
        strata.add(open);
        open = new ArrayList<>();
      }
    }
    if (strata.isEmpty()) {
      strata.add(open);
    } else {
      strata.getLast().addAll(open);
    }
    strata.forEach(stratum -> blocks.add(stratum.toArray(int[][]::new)));
  }

  private boolean enough(List<int[]> slots) {
    int ones = slots.stream().mapToInt(slot -> original[slot[0]]).sum();
    return ones >= PER_LABEL && slots.size() - ones >= PER_LABEL;
  }

  private boolean oneLabel(int[] rows) {
    int ones = ones(rows);
    return ones == 0 || ones == rows.length;
  }

  private int ones(int[] rows) {
    return Arrays.stream(rows).map(k -> original[k]).sum();
  }

  /** The entries of {@code rows} by their keys, in the order of first appearance. */
  private static List<int[]> slots(int[] rows, int[] keys) {
    Map<Integer, List<Integer>> byKey = new LinkedHashMap<>();
    for (int k = 0; k < rows.length; k++) {
      byKey.computeIfAbsent(keys[k], key -> new ArrayList<>()).add(rows[k]);
    }
    return byKey.values().stream().map(list -> list.stream().mapToInt(i -> i).toArray()).toList();
  }
}
