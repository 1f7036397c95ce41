package probe.algebra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import probe.tensor.Matrix;

class GramTest {
  @Test
  void twoPointsVaryAlongTheLineBetweenThem() {
    Matrix rows = Matrix.of(new float[] {1, 5, 3, 1}, 2, 2);
    assertThat(Gram.mean(rows, Gram.all(rows))).containsExactly(2, 3);
    assertThat(Gram.covariance(rows, Gram.all(rows)).values()).containsExactly(1, -2, -2, 4);
    assertThat(Gram.of(rows, Gram.all(rows), new double[2]).values()).containsExactly(5, 4, 4, 13);
  }

  @Test
  void valuesAreThoseOfNumpy() {
    // numpy 2.4.6: X.mean(0), np.cov(X.T, bias=True)
    Matrix rows = Samples.small();
    assertThat(Gram.mean(rows, Gram.all(rows)))
        .containsExactly(new double[] {-0.925, 0.575, -1.1, -1.35}, within(1e-15));
    assertThat(Gram.covariance(rows, Gram.all(rows)).values())
        .containsExactly(
            new double[] {
              51.569375, 0.606875, 2.3575, -0.44875,
              0.606875, 31.594375, 1.7325, -2.49875,
              2.3575, 1.7325, 51.19, -18.435,
              -0.44875, -2.49875, -18.435, 32.1275
            },
            within(1e-13));
  }

  @Test
  void onlyTheDeclaredRowsCountInWhateverOrder() {
    Matrix rows = Samples.random(5000, 37, 1);
    int[] odd = IntStream.range(0, 2500).map(i -> 2 * i + 1).toArray();
    int[] backwards = IntStream.range(0, 2500).map(i -> odd[2499 - i]).toArray();
    float[] copied = new float[2500 * 37];
    for (int i = 0; i < odd.length; i++) {
      System.arraycopy(rows.row(odd[i]), 0, copied, i * 37, 37);
    }
    Matrix alone = Matrix.of(copied, 2500, 37);
    Dense expected = Gram.covariance(alone, Gram.all(alone));
    assertThat(Arrays.equals(Gram.covariance(rows, odd).values(), expected.values())).isTrue();
    assertThat(Samples.largestDifference(Gram.covariance(rows, backwards), expected))
        .isLessThan(1e-12);
  }

  @Test
  void blocksOfAnyShapeGiveTheSumOverRows() {
    // more rows than a block has, and a last block that is shorter
    Matrix rows = Samples.random(2100, 2100, 2);
    double[] mean = Gram.mean(rows, Gram.all(rows));
    Dense covariance = Gram.of(rows, Gram.all(rows), mean);
    for (int[] entry : new int[][] {{0, 0}, {17, 2099}, {2099, 17}, {1050, 1049}}) {
      double sum = 0;
      for (int i = 0; i < rows.rows(); i++) {
        float[] row = rows.row(i);
        sum += (row[entry[0]] - mean[entry[0]]) * (row[entry[1]] - mean[entry[1]]);
      }
      assertThat(covariance.at(entry[0], entry[1])).isCloseTo(sum / 2100, within(1e-10));
    }
  }

  @Test
  void aTransposedMatrixHasTheSameMoments() {
    Matrix rows = Samples.random(700, 20, 3);
    float[] turned = new float[700 * 20];
    for (int i = 0; i < 700; i++) {
      for (int j = 0; j < 20; j++) {
        turned[j * 700 + i] = rows.row(i)[j];
      }
    }
    Matrix stored = Matrix.of(turned, 20, 700).transpose();
    assertThat(Gram.covariance(stored, Gram.all(stored)).values())
        .containsExactly(Gram.covariance(rows, Gram.all(rows)).values());
  }

  @Test
  void whatHasNoMomentsIsRefused() {
    Matrix rows = Matrix.of(new float[] {1, Float.NaN, 3, 1}, 2, 2);
    assertThatThrownBy(() -> Gram.mean(rows, new int[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("moments need at least 1 row, got 0");
    assertThatThrownBy(() -> Gram.covariance(rows, Gram.all(rows)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("column 1 of rows [2, 2] has a value that is not finite");
    assertThatThrownBy(() -> Gram.of(rows, new int[] {0}, new double[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("vector dimensions differ: mean has 3, rows have 2");
  }

  @Test
  void floatProductsAreWithinSomeMillionths() {
    int n = 3000;
    int d = 70;
    java.util.SplittableRandom random = new java.util.SplittableRandom(5);
    float[] values = new float[n * d];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (3 + (1 + i % d) * random.nextGaussian());
    }
    probe.tensor.Matrix rows = probe.tensor.Matrix.of(values, n, d);
    int[] all = Gram.all(rows);
    double[] mean = Gram.mean(rows, all);
    double[] exact = Gram.of(rows, all, mean).values();
    double[] fast = Gram.ofFloats(rows, all, mean).values();
    double largest = java.util.Arrays.stream(exact).map(Math::abs).max().orElseThrow();
    for (int i = 0; i < exact.length; i++) {
      org.assertj.core.api.Assertions.assertThat(fast[i])
          .isCloseTo(exact[i], org.assertj.core.api.Assertions.within(5e-6 * largest));
    }
  }
}
