package probe.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import probe.stats.Interval;

class CellMeansTest {
  private static final double[] HALVES = {0.5, 0.5};

  @Test
  void agreesWithMatrices() {
    // numpy, with the n x n hat matrix H, (I - H_cc)^(-1/2) by eigenvalues and M = G' Omega G
    int[] cell = {0, 0, 1, 1, 0, 1, 0, 0, 0, 1, 1, 0};
    int[] cluster = {3, 3, 3, 5, 5, 5, 7, 7, 8, 8, 9, 9};
    double[] values = {1, 0, 1, 1, 1, 0, 0, 1, 1, 0, 1, 0};

    CellMeans cells = new CellMeans(cell, cluster, HALVES, 0.95);

    assertThat(cells.estimate(values)).isCloseTo(0.5857142857142857, within(1e-12));
    assertThat(cells.standardError(values)).isCloseTo(0.04921077048402404, within(1e-12));
    assertThat(cells.df()).isCloseTo(3.590084029793482, within(1e-9));
    // Student's t quantile is interpolated, which moves an end by a percent at most
    Interval interval = cells.interval(0.5857142857142857, values);
    assertThat(interval.high() - interval.estimate()).isCloseTo(0.14301, within(0.0015));
    assertThat(interval.clusters()).isEqualTo(5);
  }

  @Test
  void singleItemsGiveTheErrorOfAMeanOfMeans() {
    // sqrt(s0^2 / (4 n0) + s1^2 / (4 n1)) with n - 1 in s^2: .15875793407780622 by numpy
    int[] cell = {0, 0, 1, 1, 0, 1, 0, 0, 0, 1, 1, 0};
    int[] own = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
    double[] values = {1, 0, 1, 1, 1, 0, 0, 1, 1, 0, 1, 0};

    CellMeans cells = new CellMeans(cell, own, HALVES, 0.95);

    assertThat(cells.standardError(values)).isCloseTo(0.15875793407780622, within(1e-12));
  }

  @Test
  void equalClustersOfOneCellHaveOneDegreeLessThanClusters() {
    int[] cluster = {0, 0, 1, 1, 2, 2, 3, 3};

    CellMeans cells = new CellMeans(new int[8], cluster, new double[] {1}, 0.95);

    assertThat(cells.df()).isCloseTo(3, within(1e-9));
  }

  @Test
  void fewClustersOfOneClassLeaveFewDegreesOfFreedom() {
    int[] cell = new int[40];
    int[] own = new int[40];
    for (int i = 0; i < 40; i++) {
      cell[i] = i < 3 ? 1 : 0;
      own[i] = i;
    }

    assertThat(new CellMeans(cell, own, HALVES, 0.95).df()).isBetween(2.0, 3.0);
  }

  @Test
  void agreeingClustersStillLeaveDoubt() {
    int[] cell = {0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1};
    int[] cluster = {0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5};
    double[] right = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    CellMeans cells = new CellMeans(cell, cluster, HALVES, 0.95);

    Interval share = cells.share(1, right);
    Interval difference = cells.interval(1, right);

    // Wilson's for 6 of 6 with t(5) = 2.5706 for z
    assertThat(share.low()).isCloseTo(6 / (6 + 2.5706 * 2.5706), within(1e-4));
    assertThat(share.high()).isEqualTo(1);
    assertThat(difference.low()).isCloseTo(share.low(), within(1e-9));
  }

  @Test
  void identicalAnswersDifferByNothing() {
    int[] cell = {0, 1, 0, 1, 0, 1};
    int[] cluster = {0, 0, 1, 1, 2, 2};

    Interval interval = new CellMeans(cell, cluster, HALVES, 0.95).interval(0, new double[6]);

    assertThat(interval.low()).isZero();
    assertThat(interval.high()).isZero();
  }

  @Test
  void refusesAClassInOneCluster() {
    assertThatThrownBy(
            () -> new CellMeans(new int[] {0, 0, 1, 1}, new int[] {0, 1, 2, 2}, HALVES, 0.95))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cell 1 has 2 items in one cluster; an interval needs two clusters");
  }
}
