package probe.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RidgeTest {
  private static final Ridge RIDGE = new Ridge();

  @Test
  void onePointOfEachClass() {
    // centred: x = -1, 1 and y = -1, 1; w = 2 / (2 + penalty)
    LinearProbe probe = RIDGE.fit(new double[][] {{2}, {4}}, new int[] {0, 1}, 2);
    assertThat(probe.weights()).containsExactly(new double[] {0.5}, within(1e-15));
    assertThat(probe.bias()).isCloseTo(-1.5, within(1e-15));
  }

  @Test
  void valuesAreThoseOfScikitLearn() {
    // scikit-learn 1.9.1: Ridge(alpha=3).fit(X, 2 * y - 1)
    LabelledRows tall = LabelledRows.exact(40, 4);
    LinearProbe probe = RIDGE.fit(tall.x(), tall.labels(), 3);
    assertThat(probe.weights())
        .containsExactly(
            new double[] {
              0.03685734349338861,
              -0.0034564030299313884,
              0.042851826172687034,
              0.024711590937456198
            },
            within(1e-15));
    assertThat(probe.bias()).isCloseTo(-0.16892745740321197, within(1e-14));

    LabelledRows wide = LabelledRows.exact(12, 30);
    probe = RIDGE.fit(wide.x(), wide.labels(), 3);
    assertThat(LabelledRows.firstFour(probe.weights()))
        .containsExactly(
            new double[] {
              -0.005683880254736042,
              -0.01457865501403048,
              0.01146700926141946,
              -0.014592128214005705
            },
            within(1e-15));
    assertThat(probe.bias()).isCloseTo(-0.6631563808930206, within(1e-14));
  }

  @Test
  void fewerRowsThanDimensionsGiveWhatTheSameRowsTwiceGive() {
    // doubling every row takes the other path, and halves the penalty's weight
    LabelledRows wide = LabelledRows.gaussian(30, 45, 1, 1);
    double[][] twice = new double[60][];
    int[] labels = new int[60];
    for (int i = 0; i < 60; i++) {
      twice[i] = wide.x()[i % 30];
      labels[i] = wide.labels()[i % 30];
    }
    LinearProbe dual = RIDGE.fit(wide.x(), wide.labels(), 5);
    LinearProbe primal = RIDGE.fit(twice, labels, 10);
    assertThat(dual.weights()).containsExactly(primal.weights(), within(1e-5));
    assertThat(dual.bias()).isCloseTo(primal.bias(), within(1e-5));
  }

  @Test
  void float32RowsGiveTheSame() {
    for (int d : new int[] {20, 400}) {
      LabelledRows rows = LabelledRows.gaussian(200, d, 1, 2);
      LinearProbe narrow = RIDGE.fit(rows.matrix(), rows.labels(), 7);
      LinearProbe wide = RIDGE.fit(rows.x(), rows.labels(), 7);
      assertThat(narrow.weights()).containsExactly(wide.weights(), within(1e-5));
      assertThat(narrow.bias()).isCloseTo(wide.bias(), within(1e-5));
    }
  }

  @Test
  void noiseAsksForALargerPenaltyThanSignal() {
    LabelledRows noise = LabelledRows.gaussian(60, 50, 0, 3);
    LabelledRows signal = LabelledRows.gaussian(60, 50, 30, 3);
    double shrunk = length(RIDGE.fit(noise.x(), noise.labels(), noise.groups(), 1));
    double kept = length(RIDGE.fit(noise.x(), noise.labels(), 1e-6));
    assertThat(shrunk).isLessThan(kept / 5);
    assertThat(signal.accuracy(RIDGE.fit(signal.x(), signal.labels(), signal.groups(), 1)))
        .isEqualTo(1);
  }

  private static double length(LinearProbe probe) {
    double squares = 0;
    for (double w : probe.weights()) {
      squares += w * w;
    }
    return Math.sqrt(squares);
  }

  @Test
  void aPenaltyThatIsNoneIsRefused() {
    LabelledRows rows = LabelledRows.exact(12, 3);
    assertThatThrownBy(() -> RIDGE.fit(rows.x(), rows.labels(), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the penalty must be above 0, got 0.0");
    assertThatThrownBy(() -> RIDGE.fit(rows.matrix(), rows.labels(), Double.NaN))
        .hasMessage("the penalty must be above 0, got NaN");
    assertThatThrownBy(
            () -> RIDGE.fit(new double[][] {{1, 1}, {1, 1}}, new int[] {0, 1}, new int[] {0, 1}, 1))
        .hasMessage("all 2 rows are equal: there is nothing to fit");
  }
}
