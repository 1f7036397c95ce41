package probe.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import probe.algebra.Cholesky;
import probe.algebra.Dense;

class LdaTest {
  private static final Lda LDA = new Lda();

  private static LinearProbe fit(LabelledRows rows) {
    return LDA.fit(rows.x(), rows.labels(), rows.groups(), 1);
  }

  @Test
  void oneDimensionIsNotShrunk() {
    // variance 1 in both classes, means 0 and 3
    double[][] x = {{-1}, {1}, {2}, {4}};
    LinearProbe probe = LDA.fit(x, new int[] {0, 0, 1, 1}, new int[4], 1);
    assertThat(probe.weights()).containsExactly(new double[] {3}, within(1e-14));
    assertThat(probe.bias()).isCloseTo(-4.5, within(1e-14));
  }

  @Test
  void valuesAreThoseOfScikitLearn() {
    // scikit-learn 1.9.1: LinearDiscriminantAnalysis(solver='lsqr', shrinkage='auto')
    LinearProbe probe = fit(LabelledRows.exact(40, 4));
    assertThat(probe.weights())
        .containsExactly(
            new double[] {
              0.09471975031340578, -0.0051369150457953455, 0.08727750291894135, 0.007886216421513763
            },
            within(1e-14));
    assertThat(probe.bias()).isCloseTo(-0.48000581105414564, within(1e-13));

    probe = fit(LabelledRows.exact(12, 30));
    assertThat(LabelledRows.firstFour(probe.weights()))
        .containsExactly(
            new double[] {
              -0.0018444568865604166,
              -0.12045885551111239,
              0.036514078628763935,
              -0.2498002099206436
            },
            within(1e-13));
    assertThat(probe.bias()).isCloseTo(-6.379465416204029, within(1e-12));
  }

  @Test
  void fewerRowsThanDimensionsGiveWhatTheWholeMatrixGives() {
    LabelledRows rows = LabelledRows.gaussian(40, 45, 2, 1);
    LinearProbe probe = fit(rows);
    Dense covariance = Dense.zeros(45, 45);
    for (int label = 0; label < 2; label++) {
      int wanted = label;
      Dense of =
          Dense.of(rows.x())
              .rows(IntStream.range(0, 40).filter(i -> rows.labels()[i] == wanted).toArray());
      Scaling scaling = Scaling.of(of);
      Dense shrunk = LedoitWolf.covariance(scaling.apply(of));
      for (int i = 0; i < 45; i++) {
        for (int j = 0; j < 45; j++) {
          double rescaled = shrunk.at(i, j) * scaling.scale()[i] * scaling.scale()[j];
          covariance.values()[i * 45 + j] += rescaled / 2;
        }
      }
    }
    double[] difference =
        new MeanDifference().fit(rows.x(), rows.labels(), rows.groups(), 1).weights();
    assertThat(probe.weights())
        .containsExactly(Cholesky.of(covariance).solve(difference), within(1e-12));
  }

  @Test
  void float32RowsGiveTheSame() {
    for (int d : new int[] {20, 400}) {
      LabelledRows rows = LabelledRows.gaussian(300, d, 1, 2);
      LinearProbe narrow = LDA.fit(rows.matrix(), rows.labels());
      LinearProbe wide = fit(rows);
      assertThat(narrow.weights()).containsExactly(wide.weights(), within(1e-12));
      assertThat(narrow.bias()).isCloseTo(wide.bias(), within(1e-11));
    }
  }

  @Test
  void scalesOfColumnsMakeNoDifference() {
    LabelledRows rows = LabelledRows.gaussian(100, 6, 1, 3);
    double[][] scaled = new double[100][6];
    for (int i = 0; i < 100; i++) {
      for (int j = 0; j < 6; j++) {
        scaled[i][j] = rows.x()[i][j] * Math.pow(10, j - 2);
      }
    }
    LinearProbe probe = fit(rows);
    LinearProbe other = LDA.fit(scaled, rows.labels(), rows.groups(), 1);
    for (int i = 0; i < 100; i++) {
      assertThat(other.score(scaled[i])).isCloseTo(probe.score(rows.x()[i]), within(1e-10));
    }
  }

  @Test
  void oneRowOfEachClassHasNoCovariance() {
    assertThatThrownBy(
            () -> LDA.fit(new double[][] {{1, 2, 3}, {3, 4, 6}}, new int[] {0, 1}, new int[2], 1))
        .isInstanceOf(SingularCovarianceException.class)
        .hasMessageContaining("these 2 rows of dimension 3 have no covariance");
    assertThatThrownBy(
            () ->
                LDA.fit(new double[][] {{1}, {1}, {3}, {3}}, new int[] {0, 0, 1, 1}, new int[4], 1))
        .isInstanceOf(SingularCovarianceException.class)
        .hasMessageContaining("these 4 rows of dimension 1 have no covariance");
  }
}
