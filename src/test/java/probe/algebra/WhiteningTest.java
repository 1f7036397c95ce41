package probe.algebra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import probe.tensor.Matrix;

class WhiteningTest {
  private static final double[] INVERSE = {
    0.01943836607775426, -0.00034454561309312, -0.00100260687698382, -0.00033058981715107,
    -0.00034454561309312, 0.03185543663414198, -0.00021647926633017, 0.00234856002399471,
    -0.00100260687698382, -0.00021647926633017, 0.02467678567488584, 0.01412888324686738,
    -0.00033058981715107, 0.00234856002399471, 0.01412888324686738, 0.03941128549795379
  };

  private static Whitening of(Matrix rows) {
    return Whitening.of(rows, Gram.all(rows), 0);
  }

  @Test
  void aDiagonalCovarianceScalesEachAxis() {
    Whitening whitening =
        Whitening.of(Dense.diagonal(new double[] {4, 0.25}), new double[] {1, -1}, 0);
    assertThat(whitening.apply(new double[] {3, 1}))
        .containsExactly(new double[] {1, 4}, within(1e-14));
    assertThat(whitening.applyToDifference(new double[] {2, 1}))
        .containsExactly(new double[] {1, 2}, within(1e-14));
    assertThat(whitening.inner(new double[] {2, 1}, new double[] {4, 3}))
        .isCloseTo(14, within(1e-13));
    assertThat(whitening.conditionNumber()).isCloseTo(16, within(1e-13));
    assertThat(whitening.spectrum().effectiveDimension())
        .isCloseTo(4.25 * 4.25 / (16 + 0.0625), within(1e-14));
  }

  @Test
  void valuesAreThoseOfNumpy() {
    // numpy 2.4.6: w, Q = eigh(C); (Q * w**-.5) @ Q.T; inv(C); (X[5] - mean) @ root
    Whitening whitening = of(Samples.small());
    assertThat(whitening.root().values())
        .containsExactly(
            new double[] {
              0.13937538020018528, -0.00108865458715816, -0.00337259545143155, -0.00055668924804891,
              -0.00108865458715816, 0.17835445567851757, -0.0014679870593655, 0.00646410233095805,
              -0.00337259545143155, -0.0014679870593655, 0.15163094522267204, 0.0408816919865037,
              -0.00055668924804891, 0.00646410233095805, 0.0408816919865037, 0.19415941449337543
            },
            within(1e-15));
    assertThat(whitening.inverse().values()).containsExactly(INVERSE, within(1e-16));
    double[] expected = {
      1.1377388572315716, -0.5842005426336686, -1.2221456868190144, 0.99482201773596
    };
    assertThat(whitening.apply(toDouble(Samples.small().row(5))))
        .containsExactly(expected, within(1e-14));
    assertThat(toDouble(whitening.apply(Samples.small()).row(5)))
        .containsExactly(expected, within(1e-6));
    Spectrum spectrum = whitening.spectrum();
    assertThat(spectrum.rank()).isEqualTo(4);
    assertThat(spectrum.conditionNumber()).isCloseTo(3.043652342124425, within(1e-13));
    assertThat(spectrum.effectiveDimension()).isCloseTo(3.455584832522545, within(1e-13));
  }

  @Test
  void aRidgeIsAShareOfTheMeanEigenvalue() {
    // numpy 2.4.6: r = .01; inv(C + r * trace(C) / 4 * I)
    Whitening whitening = Whitening.of(Samples.small(), Gram.all(Samples.small()), 0.01);
    assertThat(whitening.inverse().row(0))
        .containsExactly(
            new double[] {
              0.01928186786585807, -0.00033709034994619, -0.00098263695900075, -0.00031663509855421
            },
            within(1e-16));
    assertThat(whitening.conditionNumber()).isCloseTo(3.00344192089785, within(1e-13));
    assertThat(whitening.spectrum().conditionNumber()).isCloseTo(3.043652342124425, within(1e-13));
    assertThat(whitening.ridge()).isEqualTo(0.01);
  }

  @Test
  void whitenedRowsHaveMeanZeroAndCovarianceOne() {
    Matrix rows = Samples.random(3000, 90, 1);
    Matrix whitened = of(rows).apply(rows);
    for (double x : Gram.mean(whitened, Gram.all(whitened))) {
      assertThat(x).isCloseTo(0, within(1e-6));
    }
    Dense covariance = Gram.covariance(whitened, Gram.all(whitened));
    assertThat(Samples.largestDifference(covariance, Dense.identity(90))).isLessThan(2e-6);
  }

  @Test
  void rowsOfABadlyConditionedMatrixAreWhitenedInFloat64() {
    Matrix well = Samples.random(600, 6, 2);
    float[] values = new float[600 * 6];
    for (int i = 0; i < 600; i++) {
      for (int j = 0; j < 6; j++) {
        values[i * 6 + j] = well.row(i)[j] * (j == 0 ? 1e5f : 1);
      }
    }
    Matrix rows = Matrix.of(values, 600, 6);
    Whitening whitening = of(rows);
    assertThat(whitening.conditionNumber()).isGreaterThan(1e9);
    Matrix whitened = whitening.apply(rows);
    Dense covariance = Gram.covariance(whitened, Gram.all(whitened));
    assertThat(Samples.largestDifference(covariance, Dense.identity(6))).isLessThan(2e-6);
  }

  @Test
  void theInnerProductDoesNotDependOnTheBasis() {
    // causal inner products are the same after any invertible map of the rows
    Matrix rows = Samples.random(500, 5, 3);
    Dense map = Samples.gaussian(5, 5, 4);
    Dense covariance = Gram.covariance(rows, Gram.all(rows));
    Dense mapped = map.transpose().multiply(covariance).multiply(map);
    double[] a = {1, -2, 0.5, 3, 1};
    double[] b = {0, 1, 1, -1, 2};
    double here = Whitening.of(covariance, new double[5], 0).inner(a, b);
    double there =
        Whitening.of(mapped, new double[5], 0)
            .inner(map.multiplyTransposed(a), map.multiplyTransposed(b));
    assertThat(there).isCloseTo(here, within(1e-9));
  }

  @Test
  void rootAndColouringUndoEachOther() {
    Matrix rows = Samples.random(400, 30, 5);
    Whitening whitening = of(rows);
    Dense one = whitening.root().multiply(whitening.colouring());
    assertThat(Samples.largestDifference(one, Dense.identity(30))).isLessThan(1e-12);
    Dense square = whitening.root().multiply(whitening.root());
    assertThat(Samples.largestDifference(square, whitening.inverse())).isLessThan(1e-13);
  }

  @Test
  void aRandomMetricHasTheSpectrumOfTheInverse() {
    Matrix rows = Samples.random(400, 30, 6);
    Whitening whitening = of(rows);
    Dense metric = whitening.randomMetric(1);
    double[] expected = Symmetric.eigen(whitening.inverse()).values();
    assertThat(Symmetric.eigen(metric).values()).containsExactly(expected, within(1e-13));
    assertThat(Samples.largestDifference(metric, whitening.inverse())).isGreaterThan(1e-3);
    assertThat(whitening.randomMetric(1).values()).containsExactly(metric.values());
    assertThat(whitening.randomMetric(2).values()).isNotEqualTo(metric.values());
  }

  @Test
  void aSingularCovarianceIsRefusedAndARidgeHelps() {
    Matrix rows = Samples.random(5, 8, 7);
    assertThatThrownBy(() -> of(rows))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("covariance [8, 8] has rank 4 of 8")
        .hasMessageContaining("pass a ridge, such as 0.01 of the mean eigenvalue");
    Whitening whitening = Whitening.of(rows, Gram.all(rows), 0.01);
    assertThat(whitening.spectrum().rank()).isEqualTo(4);
    assertThat(whitening.spectrum().conditionNumber()).isInfinite();
    assertThat(whitening.conditionNumber()).isBetween(100.0, 1000.0);
  }

  @Test
  void aRepeatedColumnAmongManyIsFound() {
    Matrix well = Samples.random(4000, 200, 8);
    float[] values = new float[4000 * 200];
    well.copyRows(0, 4000, values);
    for (int i = 0; i < 4000; i++) {
      values[i * 200 + 199] = values[i * 200] - values[i * 200 + 1];
      values[i * 200 + 198] = values[i * 200 + 3];
    }
    Matrix rows = Matrix.of(values, 4000, 200);
    assertThatThrownBy(() -> of(rows))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("of 200");
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    Dense one = Dense.identity(2);
    assertThatThrownBy(() -> Whitening.of(one, new double[3], 0))
        .hasMessage("vector dimensions differ: mean has 3, covariance has 2");
    assertThatThrownBy(() -> Whitening.of(one, new double[2], -1))
        .hasMessage("the ridge is a share of the mean eigenvalue and must be 0 or more, got -1.0");
    assertThatThrownBy(() -> Whitening.of(Dense.zeros(2, 2), new double[2], 1))
        .hasMessageContaining("covariance [2, 2] has rank 0");
    Whitening whitening = Whitening.of(one, new double[2], 0);
    assertThatThrownBy(() -> whitening.apply(new double[3]))
        .hasMessage("vector dimensions differ: 3 != 2");
    assertThatThrownBy(() -> whitening.apply(Samples.small()))
        .hasMessage("vector dimensions differ: 4 != 2");
  }

  private static double[] toDouble(float[] values) {
    double[] out = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      out[i] = values[i];
    }
    return out;
  }
}
