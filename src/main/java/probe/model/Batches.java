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

  /**
   * Plans batches over {@code lengths}.
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
    List<int[]> out = new ArrayList<>();
    int from = 0;
    for (int to = 0; to < order.length; to++) {
      // lengths ascend, so the newest member sets the padded length
      long padded = (long) lengths[order[to]] * (to - from + 1);
      boolean longer = sameLength && lengths[order[to]] != lengths[order[from]];
      if (to > from && (longer || padded > tokens || to - from >= rows)) {
        out.add(java.util.Arrays.copyOfRange(order, from, to));
        from = to;
      }
    }
    if (from < order.length) {
      out.add(java.util.Arrays.copyOfRange(order, from, order.length));
    }
    return new Batches(out);
  }
}
