package probe.stats;

import java.util.SplittableRandom;

/** Pairs of different items, drawn uniformly with replacement among pairs. */
public final class RandomPairs {
  private RandomPairs() {}

  /**
   * Draws {@code count} ordered pairs of different entries of {@code items}.
   *
   * @return [count][2]
   * @throws IllegalArgumentException for fewer than two items
   */
  public static int[][] draw(int[] items, int count, long seed) {
    if (items.length < 2) {
      throw new IllegalArgumentException("pairs need at least 2 items, got " + items.length);
    }
    SplittableRandom random = new SplittableRandom(seed);
    int[][] pairs = new int[count][];
    for (int i = 0; i < count; i++) {
      int first = random.nextInt(items.length);
      int second = random.nextInt(items.length - 1);
      pairs[i] = new int[] {items[first], items[second < first ? second : second + 1]};
    }
    return pairs;
  }
}
