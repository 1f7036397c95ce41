package probe.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DirectionsTest {
  @Test
  void productsOfAnyLengthAreThoseOfPlainSums() {
    for (int d = 0; d < 11; d++) {
      double[] a = new double[d];
      double[] b = new double[d];
      for (int j = 0; j < d; j++) {
        a[j] = j - 1.5;
        b[j] = j * j + 0.25;
      }
      assertThat(Directions.product(a, b)).isCloseTo(Vectors.dot(a, b), within(1e-12));
    }
  }

  @Test
  void rowsOfZeroHaveNoCosineAndRowsThatCancelNoDirection() {
    double[] direction = Directions.unit(new double[][] {{3, 0}, {0, 4}}, 2);

    assertThat(direction).containsExactly(new double[] {0.6, 0.8}, within(1e-15));
    assertThat(Directions.cosines(new double[][] {{0, 0}, {6, 8}}, direction))
        .containsExactly(new double[] {0, 1}, within(1e-15));
    assertThat(Directions.unit(new double[][] {{1, 2}, {-1, -2}}, 2)).containsOnly(0);
  }

  @Test
  void bootstrappedMeansAreThoseOfWholeClusters() {
    double[] found = Draws.means(new double[] {1, 2, 9}, new int[] {0, 0, 1}, 200, 1);

    // the first cluster twice, both, the second twice
    assertThat(Arrays.stream(found).distinct().sorted().toArray()).containsExactly(1.5, 4, 9);
  }

  @Test
  void vectorsOfDifferentLengthAreRefused() {
    assertThatThrownBy(() -> Directions.product(new double[2], new double[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("vector dimensions differ: 2 != 3");
  }
}
