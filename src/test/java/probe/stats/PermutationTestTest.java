package probe.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import probe.result.HypothesisTest;

class PermutationTestTest {
  @Test
  void countsTheDrawsThatAreAsLargeAndTheObservedOneWithThem() {
    double[] draws = {1, 2, 3, 4};

    assertThat(PermutationTest.p(5, draws)).isEqualTo(1 / 5.0);
    assertThat(PermutationTest.p(3, draws)).isEqualTo(3 / 5.0);
    assertThat(PermutationTest.p(0, draws)).isEqualTo(1);
    assertThat(PermutationTest.twoSided(5, draws)).isEqualTo(2 / 5.0);
    assertThat(PermutationTest.twoSided(0, draws)).isEqualTo(2 / 5.0);
    assertThat(PermutationTest.twoSided(2.5, draws)).isEqualTo(1);
  }

  @Test
  void equalStatisticsThatWereSummedInAnotherOrderAreTies() {
    double forward = 0.1 + 0.2 + 0.3;
    double backward = 0.3 + 0.2 + 0.1;
    assertThat(forward).isGreaterThan(backward);
    assertThat(PermutationTest.countAtLeast(forward, new double[] {backward})).isOne();

    // differences that are 0 but for rounding, among statistics of size 1
    double rounding = forward - backward;
    assertThat(PermutationTest.countAtLeast(rounding, new double[] {0, -rounding, 1, -1, 1}))
        .isEqualTo(4);
    // an outlier does not make everything a tie
    assertThat(PermutationTest.countAtLeast(2, new double[] {1e20, 1, 1, 1.5, 1})).isOne();
    assertThat(PermutationTest.countAtLeast(2, new double[] {Double.POSITIVE_INFINITY, 1})).isOne();
  }

  /** All 126 ways of dividing 9 values: scipy 1.17.1 stats.permutation_test gives the exact p. */
  @Test
  void allDivisionsGiveTheExactTestOfScipy() {
    double[] pooled = {1, 2, 3.5, 4, 0.5, 1.2, 2, 2.2, -1};
    double[] draws = new double[126];
    int count = 0;
    double observed = Double.NaN;
    for (int subset = 0; subset < 1 << 9; subset++) {
      if (Integer.bitCount(subset) == 4) {
        double inside = 0;
        double outside = 0;
        for (int i = 0; i < 9; i++) {
          if ((subset >> i & 1) == 1) {
            inside += pooled[i];
          } else {
            outside += pooled[i];
          }
        }
        draws[count++] = inside / 4 - outside / 5;
        observed = subset == 0b1111 ? inside / 4 - outside / 5 : observed;
      }
    }
    assertThat(observed).isCloseTo(1.645, within(1e-12));
    // p = 0.07142857142857142 of 126 divisions, the observed one among them; here once more
    assertThat(PermutationTest.countAtLeast(observed, draws)).isEqualTo(9);
    assertThat(9 / 126.0).isCloseTo(0.07142857142857142, within(1e-15));
    assertThat(PermutationTest.p(observed, draws)).isEqualTo(10 / 127.0);
  }

  @Test
  void anIncreasingMapChangesNothing() {
    SplittableRandom random = new SplittableRandom(4);
    for (int trial = 0; trial < 100; trial++) {
      double[] draws = Simulated.gaussians(30, random);
      double observed = random.nextGaussian();
      assertThat(
              PermutationTest.p(Math.exp(observed), Arrays.stream(draws).map(Math::exp).toArray()))
          .isEqualTo(PermutationTest.p(observed, draws));
      assertThat(PermutationTest.twoSided(-observed, Arrays.stream(draws).map(x -> -x).toArray()))
          .isEqualTo(PermutationTest.twoSided(observed, draws));
    }
  }

  /** Labels of a skewed sample permuted 99 times: 5 % of 2000 tests, give or take 1 %. */
  @Test
  void rejectsATrueHypothesisAsOftenAsItSays() {
    double oneSided = Simulated.share(2000, 21, random -> twoSample(random)[0] <= 0.05);
    double twoSided = Simulated.share(2000, 21, random -> twoSample(random)[1] <= 0.05);

    assertThat(oneSided).isBetween(0.04, 0.06);
    assertThat(twoSided).isBetween(0.025, 0.06); // 99 draws allow 0.04 and 0.06, not 0.05
  }

  private static double[] twoSample(SplittableRandom random) {
    double[] values = Arrays.stream(Simulated.gaussians(20, random)).map(Math::exp).toArray();
    double observed = difference(values);
    double[] draws = new double[99];
    for (int b = 0; b < draws.length; b++) {
      Simulated.shuffle(values, random);
      draws[b] = difference(values);
    }
    return new double[] {
      PermutationTest.p(observed, draws), PermutationTest.twoSided(observed, draws)
    };
  }

  private static double difference(double[] values) {
    return Arrays.stream(values, 0, 8).sum() / 8 - Arrays.stream(values, 8, 20).sum() / 12;
  }

  @Test
  void theResultHoldsTheNullDistribution() {
    double[] draws = new double[101];
    Arrays.setAll(draws, i -> i);

    HypothesisTest test =
        PermutationTest.test("shuffled", "no link", "accuracy", 99.5, draws, 12, "by word", 7);

    assertThat(test.p()).isEqualTo(2 / 102.0);
    assertThat(test.nullMean()).isEqualTo(50);
    assertThat(test.nullLow()).isCloseTo(5, within(1e-12));
    assertThat(test.nullHigh()).isCloseTo(95, within(1e-12));
    assertThat(test.adjusted()).isNull();
    assertThat(test.draws()).isEqualTo(101);
    assertThat(test.n()).isEqualTo(12);
    assertThat(test.seed()).isEqualTo(7);
  }

  @Test
  void whatCannotBeComparedIsRefused() {
    assertThatThrownBy(() -> PermutationTest.p(1, new double[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least 1 draw");
    assertThatThrownBy(() -> PermutationTest.p(Double.NaN, new double[] {1}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("observed");
    assertThatThrownBy(() -> PermutationTest.twoSided(1, new double[] {1, Double.NaN}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("draw 1 is NaN");
  }
}
