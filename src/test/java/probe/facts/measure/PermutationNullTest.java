package probe.facts.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PermutationNullTest {

  /** A class gives its favourite implication rank 0, and the others theirs in the order from it. */
  private static AnswerBoard perfect(int n, List<Integer> judged) {
    int[][] sums = new int[n][n];
    for (int v = 0; v < n; v++) {
      for (int c = 0; c < n; c++) {
        sums[v][c] = 2 * Math.floorMod(c - judged.get(v), n);
      }
    }
    return new AnswerBoard(sums, judged, n);
  }

  private static AnswerBoard random(int n, Random random) {
    int[][] sums = new int[n][n];
    for (int[] row : sums) {
      List<Integer> ranks = shuffled(n, random);
      for (int c = 0; c < n; c++) {
        row[c] = 2 * ranks.get(c);
      }
    }
    return new AnswerBoard(sums, shuffled(n, random), n);
  }

  private static List<Integer> shuffled(int n, Random random) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, n).boxed().toList());
    Collections.shuffle(order, random);
    return order;
  }

  @Test
  void onlyOneOrderIsPerfect() {
    List<AnswerBoard> boards = new ArrayList<>();
    for (int seed = 0; seed < 5; seed++) {
      boards.add(perfect(5, seed % 2 == 0 ? Trials.IDENTITY : Trials.SHIFTED));
      PermutationNull test = PermutationNull.apart(boards, 1, 1);
      assertThat(test.lower()).isCloseTo(Math.pow(1 / 120.0, seed + 1), within(1e-24));
      assertThat(test.upper()).isOne();
      assertThat(test.observed()).isZero();
      assertThat(test.mean()).isCloseTo(2, within(1e-12));
      assertThat(test.draws()).isZero();
    }
    assertThat(PermutationNull.apart(boards, 1, 1).lower() * Math.pow(120, 5))
        .isCloseTo(1, within(1e-12));
    assertThat(PermutationNull.together(boards, 1, 1).lower()).isCloseTo(1 / 120.0, within(1e-15));
  }

  @Test
  void agreesWithEveryOrderCountedOneByOne() {
    Random random = new Random(5);
    int[][] orders = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    for (int round = 0; round < 100; round++) {
      AnswerBoard first = random(3, random);
      AnswerBoard second = random(3, random);
      int observed = first.observed() + second.observed();
      int below = 0;
      int above = 0;
      int together = 0;
      for (int[] a : orders) {
        together += first.sum(a) + second.sum(a) <= observed ? 1 : 0;
        for (int[] b : orders) {
          below += first.sum(a) + second.sum(b) <= observed ? 1 : 0;
          above += first.sum(a) + second.sum(b) >= observed ? 1 : 0;
        }
      }
      List<AnswerBoard> boards = List.of(first, second);
      PermutationNull test = PermutationNull.apart(boards, 1, 1);
      assertThat(test.lower()).isCloseTo(below / 36.0, within(1e-14));
      assertThat(test.upper()).isCloseTo(above / 36.0, within(1e-14));
      assertThat(test.twoSided())
          .isCloseTo(Math.min(1, Math.min(below, above) / 18.0), within(1e-14));
      assertThat(PermutationNull.together(boards, 1, 1).lower())
          .isCloseTo(together / 6.0, within(1e-14));
    }
  }

  /** p at most a in at most a share a of pairings that are drawn at random, and not much less. */
  @Test
  void rejectsAsOftenAsItSaysWhereNothingIsThere() {
    int runs = 4000;
    for (double level : new double[] {0.01, 0.05, 0.2, 0.5}) {
      Random random = new Random(6);
      int lower = 0;
      int both = 0;
      int together = 0;
      for (int run = 0; run < runs; run++) {
        List<AnswerBoard> boards = List.of(random(4, random), random(4, random), random(4, random));
        PermutationNull test = PermutationNull.apart(boards, 1, 1);
        lower += test.lower() <= level ? 1 : 0;
        both += test.twoSided() <= level ? 1 : 0;
        together += PermutationNull.together(boards, 1, 1).lower() <= level ? 1 : 0;
      }
      double error = 3 * Math.sqrt(level * (1 - level) / runs);
      assertThat((double) lower / runs).isBetween(0.6 * level - error, level + error);
      assertThat((double) both / runs).isBetween(0.6 * level - error, level + error);
      assertThat((double) together / runs).isLessThan(level + error);
    }
  }

  /** Seeds that repeat one prior are one piece of evidence, and only one order says so. */
  @Test
  void repeatingOnePriorIsNotTakenForEvidenceWithOneOrderForAll() {
    Random random = new Random(7);
    int apart = 0;
    int together = 0;
    int runs = 1000;
    for (int run = 0; run < runs; run++) {
      List<AnswerBoard> boards = Collections.nCopies(5, random(5, random));
      apart += PermutationNull.apart(boards, 1, 1).lower() <= 0.05 ? 1 : 0;
      together += PermutationNull.together(boards, 1, 1).lower() <= 0.05 ? 1 : 0;
    }
    assertThat((double) together / runs).isLessThan(0.07);
    assertThat((double) apart / runs).isGreaterThan(0.15);
  }

  @Test
  void theNamesOfClassesAndImplicationsDoNotMatter() {
    Random random = new Random(8);
    AnswerBoard board = random(5, random);
    AnswerBoard other = random(5, random);
    List<Integer> classes = shuffled(5, random);
    List<Integer> implications = shuffled(5, random);
    int[][] sums = new int[5][5];
    Integer[] judged = new Integer[5];
    for (int v = 0; v < 5; v++) {
      for (int c = 0; c < 5; c++) {
        sums[classes.get(v)][implications.get(c)] = board.sums()[v][c];
      }
      judged[classes.get(v)] = implications.get(board.judged().get(v));
    }
    AnswerBoard renamed = new AnswerBoard(sums, List.of(judged), board.questions());
    assertThat(PermutationNull.apart(List.of(renamed, other), 1, 1))
        .isEqualTo(PermutationNull.apart(List.of(board, other), 1, 1));
  }

  @Test
  void answersThatAreTheSameForAllClassesTellNothing() {
    int[][] alike = new int[4][];
    for (int v = 0; v < 4; v++) {
      alike[v] = new int[] {0, 2, 4, 6};
    }
    AnswerBoard board = new AnswerBoard(alike, List.of(2, 0, 3, 1), 4);
    PermutationNull test = PermutationNull.apart(List.of(board, board), 1, 1);
    assertThat(test.lower()).isOne();
    assertThat(test.upper()).isOne();
    assertThat(test.observed()).isEqualTo(1.5);
    assertThat(test.low()).isEqualTo(1.5);
    assertThat(test.high()).isEqualTo(1.5);
  }

  @Test
  void beyondEightClassesOrdersAreDrawn() {
    List<Integer> judged = IntStream.range(0, 9).boxed().toList();
    List<AnswerBoard> boards = List.of(perfect(9, judged), perfect(9, judged));
    PermutationNull test = PermutationNull.apart(boards, 999, 3);
    assertThat(test.lower()).isEqualTo(1 / 1000.0);
    assertThat(test.upper()).isOne();
    assertThat(test.draws()).isEqualTo(999);
    assertThat(test.mean()).isCloseTo(4, within(0.1));
    assertThat(test).isEqualTo(PermutationNull.apart(boards, 999, 3));
    assertThat(test.mean()).isNotEqualTo(PermutationNull.apart(boards, 999, 4).mean());
    assertThat(PermutationNull.together(boards, 999, 3).lower()).isEqualTo(1 / 1000.0);
  }

  @Test
  void drawsAgreeWithCounting() {
    // two of nine classes have all the say, so that the exact p is known: 1 / 72 + ...
    int[][] sums = new int[9][9];
    for (int c = 0; c < 9; c++) {
      sums[0][c] = c == 0 ? 0 : 2;
      sums[1][c] = c == 1 ? 0 : 2;
    }
    AnswerBoard board = new AnswerBoard(sums, IntStream.range(0, 9).boxed().toList(), 2);
    assertThat(PermutationNull.apart(List.of(board), 40_000, 1).lower())
        .isCloseTo(1 / 72.0, within(0.002));
  }

  @Test
  void quantilesAreWithinTheNullDistribution() {
    PermutationNull test = PermutationNull.apart(List.of(perfect(5, Trials.IDENTITY)), 1, 1);
    // of 120 orders one has sum 0, none 2; 6 are within 5 %
    assertThat(test.low()).isBetween(0.0, 1.2);
    assertThat(test.high()).isBetween(2.8, 4.0);
    assertThat(test.test("t", "h", test.lower(), 5).p()).isEqualTo(test.lower());
  }
}
