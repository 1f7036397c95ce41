package probe.facts.measure;

import java.util.List;
import java.util.stream.IntStream;

/**
 * How each implication ranks for each value class of one trial: all that a permutation test of the
 * pairing needs.
 *
 * @param sums [classes][implications]: twice the mid-rank among the implications, summed over the
 *     questions of the class
 * @param judged the implication that counts as right for each class
 */
record AnswerBoard(int[][] sums, List<Integer> judged, int questions) {

  static AnswerBoard of(Reading reading, Reading.Asked asked) {
    int n = reading.classes();
    int[][] sums = new int[n][n];
    int questions = 0;
    for (int i = 0; i < reading.scores().questions().size(); i++) {
      if (asked.holds(reading.question(i))) {
        double[] logits = reading.logits(i);
        for (int c = 0; c < n; c++) {
          sums[reading.value(i)][c] += Ranks.twiceMid(logits, n, 2 * n, n + c);
        }
        questions++;
      }
    }
    return new AnswerBoard(sums, reading.judged(), questions);
  }

  /** The sum where class v is judged as class {@code order[v]} is. */
  int sum(int[] order) {
    return IntStream.range(0, order.length).map(v -> sums[v][judged.get(order[v])]).sum();
  }

  int observed() {
    return sum(IntStream.range(0, sums.length).toArray());
  }

  /** The boards' sums for class v judged as class u is, [v][u]. */
  static int[][] added(List<AnswerBoard> boards) {
    int n = boards.getFirst().sums.length;
    int[][] added = new int[n][n];
    for (AnswerBoard board : boards) {
      for (int v = 0; v < n; v++) {
        for (int u = 0; u < n; u++) {
          added[v][u] += board.sums[v][board.judged.get(u)];
        }
      }
    }
    return added;
  }
}
