package probe.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchesTest {
  /** What a batch is taken to cost: a start, its tokens or the reading of all weights, padding. */
  private static long cost(long padded) {
    return 16 * (8 + Math.max(padded, 64)) + padded;
  }

  private static int[] lengths(SplittableRandom random, int count, int longest) {
    return random.ints(count, 1, longest + 1).toArray();
  }

  private static int longest(int[] batch, int[] lengths) {
    return Arrays.stream(batch).map(i -> lengths[i]).max().orElseThrow();
  }

  @Test
  void contextsOfLikeLengthShareABatch() {
    int[] lengths = {9, 2, 8, 2, 9};

    List<int[]> members = Batches.of(lengths, 27, 10, false).members();

    // ascending: 2 2 8 9 9. Split after the twos it is 4 + 27 padded tokens in two batches; split
    // before the nines 24 + 18, and all five together would be 45, over the budget
    assertThat(members).containsExactly(new int[] {1, 3}, new int[] {2, 0, 4});
  }

  @Test
  void aBatchMoreIsStartedOnlyWhereItSavesMoreThanItCosts() {
    // two batches of next to nothing read the weights twice; 11 * 60 padded tokens are more
    assertThat(Batches.of(new int[] {1, 60}, 1000, 20, false).members()).hasSize(1);
    int[] oneLong = {10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 60};
    assertThat(Batches.of(oneLong, 1000, 20, false).members()).hasSize(2);
  }

  @Test
  void noOtherSplitOfTheSortedContextsIsCheaper() {
    SplittableRandom random = new SplittableRandom(15);
    for (int trial = 0; trial < 100; trial++) {
      int[] lengths = lengths(random, random.nextInt(1, 11), 80);
      int tokens = random.nextInt(80, 300);
      int rows = random.nextInt(1, 6);

      List<int[]> members = Batches.of(lengths, tokens, rows, false).members();

      long cost =
          members.stream().mapToLong(b -> cost(padded(b.length, longest(b, lengths)))).sum();
      int[] sorted = lengths.clone();
      Arrays.sort(sorted);
      assertThat(cost).isEqualTo(cheapest(sorted, tokens, rows));
    }
  }

  private static long padded(int rows, int length) {
    return (long) rows * length;
  }

  /** The lowest cost of all 2^(n - 1) ways to split {@code sorted}. */
  private static long cheapest(int[] sorted, int tokens, int rows) {
    long best = Long.MAX_VALUE;
    for (int cuts = 0; cuts < 1 << (sorted.length - 1); cuts++) {
      long cost = 0;
      int from = 0;
      for (int to = 1; to <= sorted.length; to++) {
        if (to == sorted.length || (cuts >> (to - 1) & 1) == 1) {
          long padded = padded(to - from, sorted[to - 1]);
          boolean allowed = to - from == 1 || (padded <= tokens && to - from <= rows);
          cost += allowed ? cost(padded) : 1_000_000;
          from = to;
        }
      }
      best = Math.min(best, cost);
    }
    return best;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyContextIsInExactlyOneBatchAndEveryBatchKeepsItsBudget(boolean sameLength) {
    SplittableRandom random = new SplittableRandom(6);
    for (int trial = 0; trial < 200; trial++) {
      int[] lengths = lengths(random, random.nextInt(0, 80), 40);
      int tokens = random.nextInt(1, 200);
      int rows = random.nextInt(1, 12);

      List<int[]> members = Batches.of(lengths, tokens, rows, sameLength).members();

      int[] all = members.stream().flatMapToInt(Arrays::stream).sorted().toArray();
      int[] expected = new int[lengths.length];
      Arrays.setAll(expected, i -> i);
      assertThat(all).containsExactly(expected);
      for (int[] batch : members) {
        assertThat(batch.length).isBetween(1, rows);
        if (batch.length > 1) { // a context over the budget runs alone
          assertThat(batch.length * longest(batch, lengths)).isLessThanOrEqualTo(tokens);
        }
        if (sameLength) {
          assertThat(Arrays.stream(batch).map(i -> lengths[i]).distinct().count()).isEqualTo(1);
        }
      }
    }
  }

  @Test
  void aContextOverTheBudgetRunsAlone() {
    List<int[]> members = Batches.of(new int[] {100, 3, 200, 3}, 10, 8, false).members();

    assertThat(members).containsExactly(new int[] {1, 3}, new int[] {0}, new int[] {2});
  }

  @Test
  void oneRowABatchIsOneContextABatch() {
    assertThat(Batches.of(new int[] {4, 4, 4}, 1000, 1, true).members())
        .containsExactly(new int[] {0}, new int[] {1}, new int[] {2});
  }

  @Test
  void littleIsPadded() {
    // 4096 contexts of 1 to 128 tokens, as many as 64 to a batch of up to 4096 tokens
    int[] lengths = lengths(new SplittableRandom(8), 4096, 128);

    List<int[]> members = Batches.of(lengths, 4096, 64, false).members();

    long padded = 0;
    for (int[] batch : members) {
      padded += (long) batch.length * longest(batch, lengths);
    }
    long tokens = Arrays.stream(lengths).sum();
    assertThat((double) padded / tokens).isBetween(1.0, 1.03);
    assertThat(members).hasSizeLessThan(4096 / 25);
  }

  @Test
  void noContextsAreNoBatches() {
    assertThat(Batches.of(new int[0], 10, 10, false).members()).isEmpty();
  }

  @Test
  void productsOverTheIntegersAreNotTakenForSmall() {
    int half = 1 << 30;

    // 4 * 2^30 is 0 in 32 bits
    assertThat(Batches.of(new int[] {half, half, half, half}, half, 10, false).members())
        .hasSize(4);
  }
}
