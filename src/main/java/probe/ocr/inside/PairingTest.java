package probe.ocr.inside;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import probe.result.HypothesisTest;
import probe.stats.PermutationTest;
import probe.stats.Seeds;

/**
 * Whether the pairing of classes and implications does better than random ones would: in each draw,
 * every seed gets an order of its own.
 */
final class PairingTest {
  private static final int DRAWS = 9999;

  private PairingTest() {}

  /**
   * What one seed's names add up to.
   *
   * @param sums [n][n] by class and implication
   * @param judged the implication of each class
   * @param names how many there are
   */
  record Board(double[][] sums, List<Integer> judged, int names) {
    private double sum(int[] order) {
      double sum = 0;
      for (int v = 0; v < order.length; v++) {
        sum += sums[v][order[v]];
      }
      return sum;
    }
  }

  static HypothesisTest of(String statistic, List<Board> boards, int units, long seed) {
    int names = boards.stream().mapToInt(Board::names).sum();
    double observed = 0;
    for (Board board : boards) {
      int[] judged = board.judged.stream().mapToInt(Integer::intValue).toArray();
      observed += board.sum(judged) / names;
    }
    double[] draws = new double[DRAWS];
    for (int b = 0; b < DRAWS; b++) {
      SplittableRandom random = new SplittableRandom(Seeds.of(seed, b));
      for (Board board : boards) {
        draws[b] += board.sum(order(board.sums.length, random)) / names;
      }
    }
    return PermutationTest.test(
        "random pairings",
        "in each seed, any class may go with any implication",
        statistic,
        observed,
        draws,
        units,
        "",
        seed);
  }

  private static int[] order(int n, SplittableRandom random) {
    int[] order = new int[n];
    Arrays.setAll(order, i -> i);
    for (int i = n - 1; i > 0; i--) {
      int k = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[k];
      order[k] = swapped;
    }
    return order;
  }
}
