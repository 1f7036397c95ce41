package probe.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import probe.algebra.Dense;

class HardMarginTest {
  private static HardMargin of(LabelledRows rows) {
    return HardMargin.of(select(rows, 0), select(rows, 1));
  }

  private static Dense select(LabelledRows rows, int label) {
    return Dense.of(
        IntStream.range(0, rows.x().length)
            .filter(i -> rows.labels()[i] == label)
            .mapToObj(i -> rows.x()[i])
            .toArray(double[][]::new));
  }

  @Test
  void aPointAndASegment() {
    // the nearest point of the segment is inside it
    HardMargin margin =
        HardMargin.of(
            Dense.of(new double[][] {{0, 0}}), Dense.of(new double[][] {{3, -1}, {3, 5}, {9, 0}}));
    assertThat(margin.separable()).isTrue();
    assertThat(margin.direction()).containsExactly(new double[] {1, 0}, within(1e-14));
    assertThat(margin.bias()).isCloseTo(-1.5, within(1e-14));
    assertThat(margin.margin()).isCloseTo(3, within(1e-14));
    assertThat(margin.supports()).isEqualTo(3);
    assertThat(margin.gap()).isLessThanOrEqualTo(HardMargin.GAP);
  }

  @Test
  void valuesAreThoseOfScikitLearn() {
    // scikit-learn 1.9.1: SVC(kernel='linear', C=1e9, tol=1e-10), divided by the length of coef_
    HardMargin margin = of(LabelledRows.exact(12, 30));
    assertThat(LabelledRows.firstFour(margin.direction()))
        .containsExactly(
            new double[] {
              -0.023255063154481486,
              -0.11487886290475845,
              0.027984310177339183,
              -0.19625562308011865
            },
            within(1e-10));
    assertThat(margin.bias()).isCloseTo(-6.546097177916244, within(1e-9));
    assertThat(margin.margin()).isCloseTo(17.845765462889872, within(1e-9));
    assertThat(margin.supports()).isEqualTo(11);
  }

  @Test
  void noRowIsNearerThanHalfTheMarginAndSupportsAreThatNear() {
    for (int d : new int[] {3, 20, 300}) {
      LabelledRows rows = LabelledRows.gaussian(160, d, 25, d);
      HardMargin margin = of(rows);
      assertThat(margin.separable()).isTrue();
      assertThat(margin.gap()).isLessThanOrEqualTo(HardMargin.GAP);
      LinearProbe probe = new LinearProbe(margin.direction(), margin.bias());
      double half = margin.margin() / 2;
      double[] distance =
          IntStream.range(0, 160)
              .mapToDouble(i -> (2 * rows.labels()[i] - 1) * probe.score(rows.x()[i]))
              .sorted()
              .toArray();
      assertThat(distance[0]).isCloseTo(half, within(1e-6 * half));
      assertThat(distance[margin.supports() - 1]).isCloseTo(half, within(1e-6 * half));
      assertThat(Arrays.stream(margin.direction()).map(w -> w * w).sum())
          .isCloseTo(1, within(1e-10));
    }
  }

  @Test
  void setsThatOverlapAreReported() {
    HardMargin margin = of(LabelledRows.gaussian(200, 4, 0.5, 1));
    assertThat(margin.separable()).isFalse();
    assertThat(margin.direction()).isEmpty();
    assertThat(margin.bias()).isNaN();

    Dense same = Dense.of(new double[][] {{1, 2}, {3, 4}});
    assertThat(HardMargin.of(same, same).separable()).isFalse();
  }

  @Test
  void repeatedRowsAreNoTrouble() {
    LabelledRows rows = LabelledRows.gaussian(40, 100, 5, 2);
    double[][] twice = new double[80][];
    int[] labels = new int[80];
    for (int i = 0; i < 80; i++) {
      twice[i] = rows.x()[i / 2];
      labels[i] = rows.labels()[i / 2];
    }
    HardMargin once = of(rows);
    HardMargin doubled = of(new LabelledRows(twice, labels));
    assertThat(doubled.margin()).isCloseTo(once.margin(), within(1e-9 * once.margin()));
    assertThat(doubled.direction()).containsExactly(once.direction(), within(1e-7));
  }

  @Test
  void anEmptySetIsRefused() {
    assertThatThrownBy(() -> HardMargin.of(Dense.zeros(0, 2), Dense.zeros(1, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a margin needs rows in both sets, got 0 and 1");
    assertThatThrownBy(() -> HardMargin.of(Dense.zeros(1, 3), Dense.zeros(1, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("vector dimensions differ: 3 != 2");
  }
}
