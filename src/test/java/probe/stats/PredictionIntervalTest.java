package probe.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PredictionIntervalTest {
  @Test
  void isTheFormula() {
    // scipy 1.17.1: mean +- t.ppf(.975, 4) * std(ddof=1) * sqrt(1 + 1/5) of 1 2 3 4 5
    Interval interval = PredictionInterval.of(new double[] {1, 2, 3, 4, 5}, 0.95);
    assertThat(interval.estimate()).isEqualTo(3);
    assertThat(interval.low()).isCloseTo(3 - 2.7764451051977987 * Math.sqrt(3), within(1e-9));
    assertThat(interval.high()).isCloseTo(3 + 2.7764451051977987 * Math.sqrt(3), within(1e-9));
    assertThat(interval.clusters()).isEqualTo(5);
  }

  @Test
  void oneMoreFallsIntoItAsOftenAsSaid() {
    SplittableRandom random = new SplittableRandom(3);
    int inside = 0;
    for (int k = 0; k < 4000; k++) {
      double[] values = random.doubles(6).map(u -> random.nextGaussian()).toArray();
      inside += PredictionInterval.of(values, 0.9).contains(random.nextGaussian()) ? 1 : 0;
    }
    assertThat(inside / 4000.0).isCloseTo(0.9, within(0.015));
  }

  @Test
  void refusesOneValueAndNoNumbers() {
    assertThatThrownBy(() -> PredictionInterval.of(new double[] {1}, 0.95))
        .hasMessageContaining("at least 2 values, got 1");
    assertThatThrownBy(() -> PredictionInterval.of(new double[] {1, Double.NaN}, 0.95))
        .hasMessageContaining("value 1 is NaN");
  }
}
