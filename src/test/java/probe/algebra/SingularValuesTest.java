package probe.algebra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SingularValuesTest {
  private static Dense random(int rows, int columns, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Dense out = Dense.zeros(rows, columns);
    for (int i = 0; i < out.values().length; i++) {
      out.values()[i] = random.nextGaussian();
    }
    return out;
  }

  @Test
  void ofADiagonalTheyAreItsAbsoluteEntries() {
    double[] found = SingularValues.of(Dense.diagonal(new double[] {2, -5, 0, 3}));

    assertThat(found).containsExactly(new double[] {5, 3, 2, 0}, within(1e-15));
  }

  @Test
  void ofTwoByTwoTheySolveAQuadraticEquation() {
    double[] found = SingularValues.of(Dense.of(new double[][] {{1, 2}, {3, 4}}));

    assertThat(found[0]).isCloseTo(Math.sqrt(15 + Math.sqrt(221)), within(1e-14));
    assertThat(found[1]).isCloseTo(Math.sqrt(15 - Math.sqrt(221)), within(1e-14));
  }

  @ParameterizedTest
  @CsvSource({"7,3", "3,7", "40,40", "200,90"})
  void theirSquaresAreTheEigenvaluesOfTheGramMatrix(int rows, int columns) {
    Dense a = random(rows, columns, 3);

    double[] found = SingularValues.of(a);

    double[] squares = Symmetric.eigen(a.gram()).values();
    assertThat(found).hasSize(Math.min(rows, columns));
    for (int i = 0; i < found.length; i++) {
      assertThat(found[i] * found[i]).isCloseTo(squares[i], within(1e-11 * squares[0]));
    }
  }

  @ParameterizedTest
  @CsvSource({"50,4,60", "4,4,4", "5,9,6", "300,64,280", "30,1,2"})
  void aProductHasThoseOfItsValue(int rows, int inner, int columns) {
    Dense left = random(rows, inner, 1);
    Dense right = random(inner, columns, 2);

    double[] found = SingularValues.ofProduct(left, right);
    double[] whole = SingularValues.of(left.multiply(right));

    assertThat(found).hasSize(Math.min(inner, Math.min(rows, columns)));
    for (int i = 0; i < whole.length; i++) {
      double expected = i < found.length ? found[i] : 0;
      assertThat(whole[i]).isCloseTo(expected, within(1e-12 * whole[0]));
    }
  }

  @Test
  void smallOnesKeepTheirDigits() {
    // 1 and 1e-12 would be 1 and rounding if anything were squared
    Dense turn = Orthogonal.random(30, 5);
    Dense left = Dense.zeros(30, 2);
    for (int i = 0; i < 30; i++) {
      left.values()[2 * i] = turn.at(0, i);
      left.values()[2 * i + 1] = turn.at(1, i) * 1e-12;
    }
    Dense right = Orthogonal.random(20, 6).rows(new int[] {0, 1});

    double[] found = SingularValues.ofProduct(left, right);

    assertThat(found[0]).isCloseTo(1, within(1e-13));
    assertThat(found[1]).isCloseTo(1e-12, within(1e-15));
  }

  @Test
  void nothingHasNone() {
    assertThat(SingularValues.of(Dense.zeros(0, 3))).isEmpty();
    assertThat(SingularValues.ofProduct(Dense.zeros(3, 0), Dense.zeros(0, 4))).isEmpty();
  }

  @Test
  void whatDoesNotFitOrIsNotFiniteIsRefused() {
    assertThatThrownBy(() -> SingularValues.ofProduct(Dense.zeros(3, 2), Dense.zeros(4, 5)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 != 4");
    assertThatThrownBy(() -> SingularValues.of(Dense.diagonal(new double[] {1, Double.NaN})))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("NaN");
  }
}
