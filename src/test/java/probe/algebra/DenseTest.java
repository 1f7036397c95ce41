package probe.algebra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DenseTest {
  @Test
  void productsOfTwoByTwo() {
    Dense a = Dense.of(new double[][] {{1, 2}, {3, 4}});
    Dense b = Dense.of(new double[][] {{0, 1}, {5, -1}});
    assertThat(a.multiply(b).values()).containsExactly(10, -1, 20, -1);
    assertThat(a.gram().values()).containsExactly(10, 14, 14, 20);
    assertThat(a.outerGram().values()).containsExactly(5, 11, 11, 25);
    assertThat(a.multiply(new double[] {1, -1})).containsExactly(-1, -1);
    assertThat(a.multiplyTransposed(new double[] {1, -1})).containsExactly(-2, -2);
    assertThat(a.transpose().values()).containsExactly(1, 3, 2, 4);
    assertThat(a.trace()).isEqualTo(5);
    assertThat(a.row(1)).containsExactly(3, 4);
    assertThat(a).hasToString("Dense[2, 2]");
  }

  @ParameterizedTest
  @CsvSource({"1,1,1", "3,5,2", "64,65,63", "130,200,517", "600,70,1100"})
  void productsAreThoseOfThreeLoops(int m, int k, int n) {
    Dense a = Samples.gaussian(m, k, 1);
    Dense b = Samples.gaussian(k, n, 2);
    assertThat(Samples.largestDifference(a.multiply(b), naive(a, b))).isLessThan(1e-11);
    assertThat(Samples.largestDifference(a.gram(), naive(a.transpose(), a))).isLessThan(1e-11);
    assertThat(Samples.largestDifference(a.outerGram(), naive(a, a.transpose()))).isLessThan(1e-11);
    assertThat(Samples.largestDifference(a.transpose().transposedTimes(b), naive(a, b)))
        .isLessThan(1e-11);
    assertThat(Samples.largestDifference(a.timesTransposed(b.transpose()), naive(a, b)))
        .isLessThan(1e-11);
    Dense into = Samples.gaussian(m, n, 4);
    a.multiply(b, into);
    assertThat(Arrays.equals(into.values(), a.multiply(b).values())).isTrue();
    a.transpose().transposedTimes(b, into);
    assertThat(Arrays.equals(into.values(), a.transpose().transposedTimes(b).values())).isTrue();
    a.timesTransposed(b.transpose(), into);
    assertThat(Arrays.equals(into.values(), a.timesTransposed(b.transpose()).values())).isTrue();
    double[] x = b.transpose().row(0);
    assertThat(a.multiply(x)).containsExactly(naive(a, new Dense(k, 1, x)).values(), within(1e-11));
  }

  private static Dense naive(Dense a, Dense b) {
    Dense out = Dense.zeros(a.rows(), b.columns());
    for (int i = 0; i < a.rows(); i++) {
      for (int l = 0; l < a.columns(); l++) {
        for (int j = 0; j < b.columns(); j++) {
          out.values()[i * b.columns() + j] += a.at(i, l) * b.at(l, j);
        }
      }
    }
    return out;
  }

  @Test
  void productsDoNotGoIntoAnotherShape() {
    Dense a = Samples.gaussian(2, 3, 1);
    assertThatThrownBy(() -> a.timesTransposed(a, Dense.zeros(2, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Dense[2, 3] times Dense[2, 3]' does not go into Dense[2, 3]");
    assertThatThrownBy(() -> a.multiply(a, Dense.zeros(2, 3)))
        .hasMessage("Dense[2, 3] times Dense[2, 3] does not go into Dense[2, 3]");
  }

  @Test
  void gramsAreSymmetricToTheBit() {
    Dense a = Samples.gaussian(333, 222, 3);
    assertThat(Arrays.equals(a.gram().transpose().values(), a.gram().values())).isTrue();
    assertThat(Arrays.equals(a.outerGram().transpose().values(), a.outerGram().values())).isTrue();
  }

  @Test
  void emptyMatricesMultiply() {
    assertThat(Dense.zeros(0, 3).gram().values()).containsOnly(0);
    assertThat(Dense.zeros(2, 0).multiply(Dense.zeros(0, 2)).values()).containsExactly(0, 0, 0, 0);
    assertThat(Dense.zeros(0, 3).outerGram().rows()).isZero();
    assertThat(Dense.identity(0).values()).isEmpty();
  }

  @Test
  void shapesThatDoNotMatchAreRefused() {
    assertThatThrownBy(() -> new Dense(2, 2, new double[3]))
        .hasMessage("matrix [2, 2] needs 4 values, got 3");
    assertThatThrownBy(() -> Dense.of(new double[][] {{1, 2}, {3}}))
        .hasMessage("vector dimensions differ: row 1 has 1, row 0 has 2");
    assertThatThrownBy(() -> Dense.zeros(2, 3).multiply(Dense.zeros(2, 3)))
        .hasMessage("[2, 3] times [2, 3]: inner dimensions differ: 3 != 2");
    assertThatThrownBy(() -> Dense.zeros(2, 3).multiply(new double[2]))
        .hasMessage("vector dimensions differ: 2 != 3");
    assertThatThrownBy(() -> Dense.zeros(50_000, 50_000))
        .hasMessage("matrix [50000, 50000] is larger than an array can be");
  }
}
