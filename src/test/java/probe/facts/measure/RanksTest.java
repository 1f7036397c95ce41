package probe.facts.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RanksTest {
  private static final double[] VALUES = {3, 1, 3, 2, 1};

  @Test
  void onlyStrictlyLargerOnesCount() {
    assertThat(IntStream.range(0, 5).map(c -> Ranks.larger(VALUES, 0, 5, c)))
        .containsExactly(0, 3, 0, 2, 3);
    assertThat(IntStream.range(0, 5).map(c -> Ranks.twiceMid(VALUES, 0, 5, c)))
        .containsExactly(1, 7, 1, 4, 7);
    assertThat(Ranks.best(VALUES, 0, 5, 0)).isFalse();
    assertThat(Ranks.best(VALUES, 1, 5, 2)).isTrue();
    assertThat(Ranks.larger(VALUES, 3, 5, 4)).isOne();
  }

  @Test
  void withoutTiesTheMidRankIsTheRank() {
    double[] values = new Random(1).doubles(9).toArray();
    for (int c = 0; c < 9; c++) {
      assertThat(Ranks.twiceMid(values, 0, 9, c)).isEqualTo(2 * Ranks.larger(values, 0, 9, c));
    }
  }

  /** Or else a model that likes all answers alike would seem to know them. */
  @Test
  void theMeanMidRankIsChanceWhateverTheTies() {
    Random random = new Random(2);
    for (int round = 0; round < 200; round++) {
      double[] values = random.ints(7, 0, 4).asDoubleStream().toArray();
      assertThat(IntStream.range(0, 7).map(c -> Ranks.twiceMid(values, 0, 7, c)).sum())
          .isEqualTo(7 * 6);
    }
    assertThat(Ranks.larger(new double[4], 0, 4, 2)).isZero();
    assertThat(Ranks.twiceMid(new double[4], 0, 4, 2)).isEqualTo(3);
  }

  @Test
  void widensExactly() {
    assertThat(Ranks.widened(new float[] {0.1f, -3f})).containsExactly((double) 0.1f, -3.0);
    assertThat(Arrays.stream(Ranks.widened(new float[0])).count()).isZero();
  }
}
