package probe.ocr.inside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import probe.stats.Interval;

class OverSeedsTest {
  /** t(0.975, 2) = 4.302653 by tables. */
  @Test
  void intervalsAreStudents() {
    Interval found = OverSeeds.interval(new double[] {1, 2, 3});

    assertThat(found.estimate()).isEqualTo(2);
    assertThat(found.low()).isCloseTo(2 - 4.302653 / Math.sqrt(3), within(1e-6));
    assertThat(found.high()).isCloseTo(2 + 4.302653 / Math.sqrt(3), within(1e-6));
    assertThat(found.clusters()).isEqualTo(3);
  }

  @Test
  void aSingleSeedHasNone() {
    assertThat(OverSeeds.interval(new double[] {5}).estimate()).isEqualTo(5);
    assertThat(OverSeeds.interval(new double[] {5}).defined()).isFalse();
    assertThat(OverSeeds.interval(new double[0]).estimate()).isNaN();
  }

  @Test
  void differencesAreOfTheSameSeeds() {
    OverSeeds one = new OverSeeds(new TreeMap<>(Map.of(0, 10.0, 1, 20.0, 2, 30.0)));
    OverSeeds other = new OverSeeds(new TreeMap<>(Map.of(1, 18.0, 2, 27.0, 3, 1.0)));

    assertThat(one.less(other).bySeed())
        .containsExactlyEntriesOf(new TreeMap<>(Map.of(1, 2.0, 2, 3.0)));
    assertThat(one.less(other).interval().estimate()).isEqualTo(2.5);
  }
}
