package probe.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Groups contexts of like length, so that little is padded.
 *
 * @param members per batch, the indices of its contexts in the window
 */
record Batches(List<int[]> members) {
  // starting a batch costs about as much as this many tokens ...
  private static final int START_TOKENS = 8;
  // ... and below this size its time is that of reading all weights once
  private static final int WEIGHTS_TOKENS = 64;

  /**
   * Plans batches over {@code lengths}, the cheapest in padded tokens and number of batches.
   *
   * @param tokens padded tokens a batch may have
   * @param rows contexts a batch may have
   * @param sameLength whether only contexts of one length may share a batch
   */
  static Batches of(int[] lengths, int tokens, int rows, boolean sameLength) {
    int[] order =
        IntStream.range(0, lengths.length)
            .boxed()
            .sorted(Comparator.comparingInt(i -> lengths[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    // cheapest[i] is the cost of the first i contexts in the best batches, the last from start[i]
    long[] cheapest = new long[order.length + 1];
    int[] start = new int[order.length + 1];
    for (int to = 1; to <= order.length; to++) {
      // lengths ascend, so the newest member sets the padded length
      int length = lengths[order[to - 1]];
      cheapest[to] = Long.MAX_VALUE;
      for (int from = to - 1; from >= 0; from--) {
        long padded = (long) length * (to - from);
        boolean mixed = sameLength && lengths[order[from]] != length;
        if (from < to - 1 && (mixed || padded > tokens || to - from > rows)) {
          break;
        }
        long cost = cheapest[from] + cost(padded);
        if (cost < cheapest[to]) {
          cheapest[to] = cost;
          start[to] = from;
        }
      }
    }
    List<int[]> out = new ArrayList<>();
    for (int to = order.length; to > 0; to = start[to]) {
      out.add(java.util.Arrays.copyOfRange(order, start[to], to));
    }
    return new Batches(out.reversed());
  }

  /** What a batch of {@code padded} tokens costs, in sixteenths of a token. */
  private static long cost(long padded) {
    // of two plans that take as long, the one with less padding
    return 16 * (START_TOKENS + Math.max(padded, WEIGHTS_TOKENS)) + padded;
  }
}
