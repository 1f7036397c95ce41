package probe.facts.measure;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import probe.result.HypothesisTest;
import probe.stats.Seeds;

/**
 * The mean rank of test implications among the n of them, if it were random which class goes with
 * which implication. Up to 8 classes all orders are counted, and the seeds' distributions are
 * convolved: no p-value rests on draws then.
 *
 * @param observed mean rank, ties counting half
 * @param lower probability of a mean rank at most as large
 * @param upper probability of one at least as large
 * @param mean mean rank under the null hypothesis
 * @param low its 5 % quantile
 * @param high its 95 % quantile
 * @param draws B where orders were drawn: p = (b + 1) / (B + 1); 0 where all were counted
 */
record PermutationNull(
    double observed,
    double lower,
    double upper,
    double mean,
    double low,
    double high,
    int draws,
    long seed) {
  /** 8! = 40,320 orders take a millisecond; 9 classes would take ten times as long a seed. */
  static final int MOST_CLASSES = 8;

  /** An order for each seed, independent of the others'. */
  static PermutationNull apart(List<AnswerBoard> boards, int draws, long seed) {
    int observed = boards.stream().mapToInt(AnswerBoard::observed).sum();
    int n = boards.getFirst().sums().length;
    if (n <= MOST_CLASSES) {
      SumDistribution sum = SumDistribution.constant(0);
      for (AnswerBoard board : boards) {
        sum = sum.plus(SumDistribution.ofOrders(board.sums()));
      }
      return exact(sum, observed, boards);
    }
    return drawn(
        random -> boards.stream().mapToInt(board -> board.sum(order(n, random))).sum(),
        observed,
        boards,
        draws,
        seed);
  }

  /**
   * One order of the classes for all seeds: what is left where the answers of a class are the same
   * in every seed, as a prior's are. Its p is at least 1 / n!.
   */
  static PermutationNull together(List<AnswerBoard> boards, int draws, long seed) {
    int[][] added = AnswerBoard.added(boards);
    int n = added.length;
    int observed = IntStream.range(0, n).map(v -> added[v][v]).sum();
    if (n <= MOST_CLASSES) {
      return exact(SumDistribution.ofOrders(added), observed, boards);
    }
    return drawn(
        random -> {
          int[] order = order(n, random);
          return IntStream.range(0, n).map(v -> added[v][order[v]]).sum();
        },
        observed,
        boards,
        draws,
        seed);
  }

  /** Of a mean rank as far from what the null hypothesis expects, on either side. */
  double twoSided() {
    return Math.min(1, 2 * Math.min(lower, upper));
  }

  /** The test as a result, with {@code p} one of this record's. */
  HypothesisTest test(String name, String hypothesis, double p, int units) {
    return new HypothesisTest(
        name,
        hypothesis,
        "mean rank of test implications among the implications",
        observed,
        mean,
        low,
        high,
        p,
        null,
        "",
        draws,
        units,
        "",
        seed);
  }

  private static PermutationNull exact(
      SumDistribution sum, int observed, List<AnswerBoard> boards) {
    double scale = scale(boards);
    return new PermutationNull(
        observed / scale,
        sum.atMost(observed),
        sum.atLeast(observed),
        sum.mean() / scale,
        sum.quantile(0.05) / scale,
        sum.quantile(0.95) / scale,
        0,
        0);
  }

  private static PermutationNull drawn(
      ToIntFunction<SplittableRandom> statistic,
      int observed,
      List<AnswerBoard> boards,
      int draws,
      long seed) {
    int[] sums =
        IntStream.range(0, draws)
            .map(i -> statistic.applyAsInt(new SplittableRandom(Seeds.of(seed, i))))
            .sorted()
            .toArray();
    long below = Arrays.stream(sums).filter(s -> s <= observed).count();
    long above = Arrays.stream(sums).filter(s -> s >= observed).count();
    double scale = scale(boards);
    return new PermutationNull(
        observed / scale,
        (below + 1.0) / (draws + 1.0),
        (above + 1.0) / (draws + 1.0),
        Arrays.stream(sums).average().orElseThrow() / scale,
        sums[(int) (0.05 * (draws - 1))] / scale,
        sums[(int) (0.95 * (draws - 1))] / scale,
        draws,
        seed);
  }

  /** What turns a sum of twice the mid-ranks into a mean rank. */
  private static double scale(List<AnswerBoard> boards) {
    return 2.0 * boards.stream().mapToInt(AnswerBoard::questions).sum();
  }

  private static int[] order(int n, SplittableRandom random) {
    int[] order = IntStream.range(0, n).toArray();
    for (int i = n - 1; i > 0; i--) {
      int k = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[k];
      order[k] = swapped;
    }
    return order;
  }
}
