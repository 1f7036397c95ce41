package probe.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class MeanDifferenceTest {
  @Test
  void theBoundaryIsHalfWayBetweenTheMeans() {
    double[][] x = {{0, 0}, {0, 2}, {4, 0}, {4, 2}};
    int[] labels = {0, 0, 1, 1};
    LinearProbe probe = new MeanDifference().fit(x, labels, new int[4], 1);
    assertThat(probe.weights()).containsExactly(4, 0);
    assertThat(probe.score(new double[] {2, 17})).isZero();
    assertThat(probe.score(new double[] {4, 1})).isEqualTo(8);
  }

  @Test
  void float32RowsGiveTheSame() {
    LabelledRows rows = LabelledRows.gaussian(300, 9, 1, 1);
    LinearProbe narrow = new MeanDifference().fit(rows.matrix(), rows.labels());
    LinearProbe wide = new MeanDifference().fit(rows.x(), rows.labels(), rows.groups(), 1);
    assertThat(narrow.weights()).containsExactly(wide.weights(), within(1e-13));
    assertThat(narrow.bias()).isCloseTo(wide.bias(), within(1e-12));
  }
}
