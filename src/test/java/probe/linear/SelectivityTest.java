package probe.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import probe.stats.Interval;

class SelectivityTest {
  private static final int[] LABELS = {0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1};
  private static final int[] CONTROL = {1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1};
  private static final int[] PAIRS = {0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5};

  @Test
  void isTheDifferenceOfBalancedAccuracies() {
    double[] right = IntStream.of(LABELS).mapToDouble(y -> y - 0.5).toArray();
    double[] ones = new double[12];
    Arrays.fill(ones, 1);
    double[] half = right.clone();

    Interval over =
        new Selectivity(LABELS, new int[][] {CONTROL}, PAIRS, 0.95)
            .of(right, new double[][] {ones});
    Interval same =
        new Selectivity(LABELS, new int[][] {CONTROL}, PAIRS, 0.95)
            .of(right, new double[][] {half});

    assertThat(over.estimate()).isCloseTo(0.5, within(1e-12));
    // the control probe is right on the three pairs that kept their labels
    assertThat(same.estimate()).isCloseTo(0.5, within(1e-12));
    assertThat(same.low()).isLessThan(0);
    assertThat(same.high()).isLessThanOrEqualTo(1);
  }

  @Test
  void severalControlsCountByTheirMean() {
    double[] right = IntStream.of(LABELS).mapToDouble(y -> y - 0.5).toArray();
    double[] wrong = IntStream.of(LABELS).mapToDouble(y -> 0.5 - y).toArray();

    Selectivity selectivity = new Selectivity(LABELS, new int[][] {LABELS, LABELS}, PAIRS, 0.95);

    assertThat(selectivity.of(right, new double[][] {right, wrong}).estimate())
        .isCloseTo(0.5, within(1e-12));
    assertThat(selectivity.bootstrapped(right, new double[][] {right, wrong}, 100, 1).estimate())
        .isCloseTo(0.5, within(1e-12));
  }

  @Test
  void theSameProbeHasNone() {
    double[] right = IntStream.of(LABELS).mapToDouble(y -> y - 0.5).toArray();

    Interval interval =
        new Selectivity(LABELS, new int[][] {LABELS}, PAIRS, 0.95)
            .of(right, new double[][] {right});

    assertThat(interval.estimate()).isZero();
    assertThat(interval.contains(0)).isTrue();
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertThatThrownBy(() -> new Selectivity(LABELS, new int[0][], PAIRS, 0.95))
        .hasMessage("selectivity needs at least 1 control task, got 0");
    assertThatThrownBy(() -> new Selectivity(LABELS, new int[][] {{0, 1}}, PAIRS, 0.95))
        .hasMessage("12 labels but 2 of control task 0");
    Selectivity selectivity = new Selectivity(LABELS, new int[][] {CONTROL}, PAIRS, 0.95);
    assertThatThrownBy(() -> selectivity.of(new double[3], new double[1][12]))
        .hasMessage("3 scores and 1 controls for 12 labels and 1 controls");
  }
}
