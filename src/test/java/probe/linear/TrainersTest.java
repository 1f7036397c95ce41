package probe.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import probe.algebra.Parallel;

/** What every trainer does. */
class TrainersTest {
  private final int before = Parallel.threads();

  @AfterEach
  void restore() {
    Parallel.setThreads(before);
  }

  static Stream<Trainer> trainers() {
    return Stream.of(new Logistic(), new Ridge(), new MeanDifference(), new Lda());
  }

  @ParameterizedTest
  @MethodSource("trainers")
  void classesFarApartAreToldApartOnNewRows(Trainer trainer) {
    for (int d : new int[] {5, 400}) {
      LabelledRows rows = LabelledRows.gaussian(120, d, 40, 1);
      LinearProbe probe = trainer.fit(rows.x(), rows.labels(), rows.groups(), 1);
      assertThat(LabelledRows.gaussian(100, d, 40, 2).accuracy(probe)).isGreaterThan(0.95);
    }
  }

  @ParameterizedTest
  @MethodSource("trainers")
  void swappedLabelsTurnTheProbeRound(Trainer trainer) {
    LabelledRows rows = LabelledRows.gaussian(80, 30, 3, 3);
    int[] swapped = Arrays.stream(rows.labels()).map(label -> 1 - label).toArray();
    LinearProbe probe = trainer.fit(rows.x(), rows.labels(), rows.groups(), 1);
    LinearProbe other = trainer.fit(rows.x(), swapped, rows.groups(), 1);
    for (double[] x : rows.x()) {
      assertThat(other.score(x) + probe.score(x))
          .isBetween(-1e-6 * (1 + Math.abs(probe.score(x))), 1e-6 * (1 + Math.abs(probe.score(x))));
    }
  }

  @ParameterizedTest
  @MethodSource("trainers")
  void sameSeedSameBitsOnAnyNumberOfThreads(Trainer trainer) {
    for (int d : new int[] {20, 300}) {
      LabelledRows rows = LabelledRows.gaussian(150, d, 1, 4);
      Parallel.setThreads(1);
      LinearProbe one = trainer.fit(rows.x(), rows.labels(), rows.groups(), 7);
      Parallel.setThreads(2);
      LinearProbe two = trainer.fit(rows.x(), rows.labels(), rows.groups(), 7);
      assertThat(Arrays.equals(one.weights(), two.weights())).isTrue();
      assertThat(one.bias()).isEqualTo(two.bias());
    }
  }

  @ParameterizedTest
  @MethodSource("trainers")
  void rowsThatMakeNoProbeAreRefused(Trainer trainer) {
    double[][] x = {{1, 2}, {3, 4}, {5, 7}};
    int[] groups = {0, 1, 2};
    assertThatThrownBy(() -> trainer.fit(new double[0][], new int[0], new int[0], 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a probe needs rows of both classes, got 0 rows");
    assertThatThrownBy(() -> trainer.fit(x, new int[] {1, 1, 1}, groups, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a probe needs rows of both classes, got 0 of class 0 and 3 of class 1");
    assertThatThrownBy(() -> trainer.fit(x, new int[] {0, 1}, groups, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("3 rows, but 2 labels");
    assertThatThrownBy(() -> trainer.fit(x, new int[] {0, 1, 1}, new int[1], 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("3 rows, but 1 groups");
    assertThatThrownBy(() -> trainer.fit(x, new int[] {0, 1, 2}, groups, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("labels are 0 or 1, but row 2 has 2");
    assertThatThrownBy(
            () -> trainer.fit(new double[][] {{1, 2}, {3}, {4, 5}}, new int[] {0, 1, 1}, groups, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("vector dimensions differ: row 1 has 1, row 0 has 2");
  }
}
