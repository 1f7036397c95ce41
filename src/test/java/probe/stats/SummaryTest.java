package probe.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SummaryTest {
  @Test
  void oneToHundredAndOneHasItsQuantilesAtWholeNumbers() {
    double[] values = IntStream.rangeClosed(1, 101).mapToDouble(i -> 102 - i).toArray();

    Summary summary = Summary.of(values);

    assertThat(summary.n()).isEqualTo(101);
    assertThat(summary.mean()).isEqualTo(51);
    // the variance of 1..n with n - 1 is n (n + 1) / 12
    assertThat(summary.sd()).isCloseTo(Math.sqrt(101 * 102 / 12.0), within(1e-12));
    assertThat(summary.min()).isEqualTo(1);
    assertThat(summary.q05()).isCloseTo(6, within(1e-12));
    assertThat(summary.median()).isEqualTo(51);
    assertThat(summary.q95()).isCloseTo(96, within(1e-12));
    assertThat(summary.max()).isEqualTo(101);
    assertThat(values[0]).isEqualTo(101); // the caller's order is left alone
  }

  @Test
  void oneValueIsEveryQuantileAndHasNoSpread() {
    assertThat(Summary.of(new double[] {2.5}))
        .isEqualTo(new Summary(1, 2.5, 0, 2.5, 2.5, 2.5, 2.5, 2.5));
  }

  @Test
  void aLinearMapOfTheSampleMapsEveryNumberOfTheSummary() {
    SplittableRandom random = new SplittableRandom(2);
    for (int trial = 0; trial < 100; trial++) {
      double[] values = random.doubles(random.nextInt(1, 60), -5, 5).toArray();
      double factor = random.nextDouble(0.1, 10);
      double[] mapped = java.util.Arrays.stream(values).map(x -> factor * x + 3).toArray();
      Summary a = Summary.of(values);
      Summary b = Summary.of(mapped);
      assertThat(b.mean()).isCloseTo(factor * a.mean() + 3, within(1e-10));
      assertThat(b.sd()).isCloseTo(factor * a.sd(), within(1e-10));
      assertThat(b.q05()).isCloseTo(factor * a.q05() + 3, within(1e-10));
      assertThat(b.median()).isCloseTo(factor * a.median() + 3, within(1e-10));
      assertThat(b.q95()).isCloseTo(factor * a.q95() + 3, within(1e-10));
      assertThat(new double[] {a.min(), a.q05(), a.median(), a.q95(), a.max()}).isSorted();
    }
  }

  @Test
  void valuesAreThoseOfNumpy() {
    // numpy 2.4.6: mean, std(ddof=1), np.quantile(v, [0.05, 0.5, 0.95])
    double[] values = {3.5, -1.25, 0, 7.75, 2, 2, -10.5, 4.25, 1e-3, 100, 6.5};

    Summary summary = Summary.of(values);

    assertThat(summary.mean()).isCloseTo(10.386454545454546, within(1e-13));
    assertThat(summary.sd()).isCloseTo(30.109424907705016, within(1e-13));
    assertThat(summary.min()).isEqualTo(-10.5);
    assertThat(summary.q05()).isCloseTo(-5.875, within(1e-13));
    assertThat(summary.median()).isEqualTo(2);
    assertThat(summary.q95()).isCloseTo(53.875, within(1e-13));
    assertThat(summary.max()).isEqualTo(100);
  }

  @Test
  void anEmptySampleIsRefused() {
    assertThatThrownBy(() -> Summary.of(new double[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no values");
  }

  @Test
  void aSampleWithNanIsRefused() {
    assertThatThrownBy(() -> Summary.of(new double[] {1, Double.NaN, 2}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("NaN");
  }
}
