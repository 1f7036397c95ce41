package probe.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import probe.stats.VarianceComponents.Intervals;

class VarianceComponentsTest {
  private static final double[][] Y = {
    {4.1, 5.0, 3.2, 6.8}, {2.2, 3.9, 1.1, 4.4}, {6.0, 6.1, 5.7, 9.3}
  };

  @Test
  void componentsAreThoseOfTheAnovaTable() {
    // numpy 2.4.6: mean squares of rows, columns and rest, then the method of moments
    VarianceComponents components = VarianceComponents.of(Y);

    assertThat(components.mean()).isCloseTo(4.816666666666667, within(1e-14));
    assertThat(components.row()).isCloseTo(3.663055555555556, within(1e-13));
    assertThat(components.column()).isCloseTo(2.148611111111111, within(1e-13));
    assertThat(components.residual()).isCloseTo(0.36861111111111117, within(1e-13));
    double total = 3.663055555555556 + 2.148611111111111 + 0.36861111111111117;
    assertThat(components.rowShare()).isCloseTo(3.663055555555556 / total, within(1e-13));
    assertThat(components.columnShare()).isCloseTo(2.148611111111111 / total, within(1e-13));
    assertThat(components.residualShare()).isCloseTo(0.36861111111111117 / total, within(1e-13));
  }

  @Test
  void rowsAloneAreAllOfTheVariance() {
    // rows 1, 2, 3: their variance is 1
    VarianceComponents components =
        VarianceComponents.of(new double[][] {{1, 1, 1, 1}, {2, 2, 2, 2}, {3, 3, 3, 3}});
    assertThat(components.row()).isCloseTo(1, within(1e-14));
    assertThat(components.column()).isCloseTo(0, within(1e-14));
    assertThat(components.residual()).isCloseTo(0, within(1e-14));
    assertThat(components.rowShare()).isCloseTo(1, within(1e-14));
  }

  @Test
  void aConstantTableHasNoShares() {
    double[][] table = {{3, 3}, {3, 3}};
    assertThat(VarianceComponents.of(table).rowShare()).isNaN();
    Intervals intervals = VarianceComponents.intervals(table, .95, 100, 1);
    assertThat(intervals.mean().low()).isEqualTo(3);
    assertThat(intervals.columnShare().defined()).isFalse();
    assertThat(intervals.columnShare().method()).isEqualTo("no interval: all cells are equal");
  }

  @Test
  void transposingSwapsRowsAndColumnsAndAShiftMovesTheMeanOnly() {
    SplittableRandom random = new SplittableRandom(1);
    for (int trial = 0; trial < 50; trial++) {
      double[][] y = crossed(5, 7, 1, 2, random);
      double[][] other = new double[7][5];
      for (int i = 0; i < 5; i++) {
        for (int j = 0; j < 7; j++) {
          other[j][i] = y[i][j] + 10;
        }
      }
      VarianceComponents a = VarianceComponents.of(y);
      VarianceComponents b = VarianceComponents.of(other);
      assertThat(b.mean()).isCloseTo(a.mean() + 10, within(1e-12));
      assertThat(b.row()).isCloseTo(a.column(), within(1e-12));
      assertThat(b.column()).isCloseTo(a.row(), within(1e-12));
      assertThat(b.residual()).isCloseTo(a.residual(), within(1e-12));
    }
  }

  @Test
  void estimatesAreUnbiased() {
    SplittableRandom random = new SplittableRandom(2);
    double[] sums = new double[3];
    for (int trial = 0; trial < 4000; trial++) {
      VarianceComponents components = VarianceComponents.of(crossed(6, 5, 1, 2, random));
      sums[0] += components.row() / 4000;
      sums[1] += components.column() / 4000;
      sums[2] += components.residual() / 4000;
    }
    assertThat(sums).containsExactly(new double[] {1, 4, 1}, within(.15));
  }

  @Test
  void resamplesAreAroundTheEstimateThoughRowsAndColumnsRepeat() {
    VarianceComponents estimate = VarianceComponents.of(Y);
    VarianceComponents[] drawn = VarianceComponents.resamples(Y, 40_000, 5);

    // standard errors of these means are below .02
    assertThat(Arrays.stream(drawn).mapToDouble(VarianceComponents::mean).average().orElseThrow())
        .isCloseTo(estimate.mean(), within(.03));
    assertThat(Arrays.stream(drawn).mapToDouble(VarianceComponents::row).average().orElseThrow())
        .isCloseTo(estimate.row(), within(.06));
    assertThat(Arrays.stream(drawn).mapToDouble(VarianceComponents::column).average().orElseThrow())
        .isCloseTo(estimate.column(), within(.06));
    assertThat(
            Arrays.stream(drawn).mapToDouble(VarianceComponents::residual).average().orElseThrow())
        .isCloseTo(estimate.residual(), within(.03));
  }

  /** Row sd 1, column sd .7, residual sd 1, 20 rows and 20 columns, 400 samples: +- 2.2 %. */
  @Test
  void pigeonholeIntervalsCover() {
    int[] hits = new int[5];
    for (int trial = 0; trial < 400; trial++) {
      SplittableRandom random = new SplittableRandom(Seeds.of(61, trial));
      Intervals intervals =
          VarianceComponents.intervals(crossed(20, 20, 1, .7, random), .95, 299, trial);
      hits[0] += intervals.mean().contains(0) ? 1 : 0;
      hits[1] += intervals.row().contains(1) ? 1 : 0;
      hits[2] += intervals.column().contains(.49) ? 1 : 0;
      hits[3] += intervals.rowShare().contains(1 / 2.49) ? 1 : 0;
      hits[4] += intervals.residualShare().contains(1 / 2.49) ? 1 : 0;
    }
    for (int hit : hits) {
      assertThat(hit / 400.0).isBetween(.92, 1.0);
    }
  }

  @Test
  void theSameSeedGivesTheSameIntervals() {
    Intervals once = VarianceComponents.intervals(Y, .9, 300, 4);
    assertThat(VarianceComponents.intervals(Y, .9, 300, 4)).isEqualTo(once);
    assertThat(VarianceComponents.intervals(Y, .9, 300, 5)).isNotEqualTo(once);
    assertThat(once.row().clusters()).isEqualTo(3);
    assertThat(once.column().clusters()).isEqualTo(4);
    assertThat(once.mean().method()).isEqualTo("pigeonhole bootstrap, expanded percentile");
    assertThat(once.rowShare().contains(once.rowShare().estimate())).isTrue();
  }

  private static double[][] crossed(
      int rows, int columns, double rowSd, double columnSd, SplittableRandom random) {
    double[] columnEffects = Simulated.gaussians(columns, random);
    double[][] y = new double[rows][];
    for (int i = 0; i < rows; i++) {
      double row = rowSd * random.nextGaussian();
      y[i] = Simulated.gaussians(columns, random);
      for (int j = 0; j < columns; j++) {
        y[i][j] += row + columnSd * columnEffects[j];
      }
    }
    return y;
  }

  @Test
  void tablesThatAreTooSmallRaggedOrHoledAreRefused() {
    assertThatThrownBy(() -> VarianceComponents.of(new double[][] {{1, 2}}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("variance components need at least 2 rows and 2 columns, got 1 and 2");
    assertThatThrownBy(() -> VarianceComponents.of(new double[][] {{1, 2}, {1}}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("row 1 has 1 columns, not 2");
    assertThatThrownBy(() -> VarianceComponents.of(new double[][] {{1, 2}, {1, Double.NaN}}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cell 1, 1 is NaN");
    assertThatThrownBy(() -> VarianceComponents.intervals(Y, .9, 0, 1))
        .hasMessage("a bootstrap needs at least 1 draw, got 0");
  }
}
