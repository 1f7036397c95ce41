package probe.algebra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import probe.tensor.Matrix;

class RowPassTest {
  private final int before = Parallel.threads();

  @AfterEach
  void restore() {
    Parallel.setThreads(before);
  }

  @Test
  void scoresBecomeWeightsOfTheSum() {
    Matrix rows = Matrix.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2);
    RowPass.Sums sums =
        new RowPass(rows, new int[] {0, 2}, null)
            .run(new double[] {1, -1}, 3, RowPassTest::countAndKeep);
    // scores 2 and 2; sums 2 * (1, 2) + 2 * (5, 6)
    assertThat(sums.loss()).isEqualTo(2);
    assertThat(sums.weight()).isEqualTo(4);
    assertThat(sums.sum()).containsExactly(12, 16);
  }

  private static double countAndKeep(int from, int count, float[] scores) {
    return count;
  }

  @Test
  void manyRowsAreThoseOfTwoLoopsAndTheSameOnAnyNumberOfThreads() {
    Matrix rows = Samples.random(5000, 700, 1);
    double[] mean = Gram.mean(rows, Gram.all(rows));
    double[] direction = Samples.gaussian(1, 700, 2).values();
    RowPass pass = new RowPass(rows, Gram.all(rows), mean);
    double[] expected = new double[700];
    for (int i = 0; i < 5000; i++) {
      float[] row = rows.row(i);
      double score = 0.5;
      for (int j = 0; j < 700; j++) {
        score += direction[j] * (row[j] - mean[j]);
      }
      for (int j = 0; j < 700; j++) {
        expected[j] += score * (row[j] - mean[j]);
      }
    }
    Parallel.setThreads(1);
    double[] one = pass.run(direction, 0.5, RowPassTest::countAndKeep).sum();
    Parallel.setThreads(3);
    double[] three = pass.run(direction, 0.5, RowPassTest::countAndKeep).sum();
    assertThat(Arrays.equals(one, three)).isTrue();
    double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    assertThat(one).containsExactly(expected, within(1e-5 * largest));
  }

  @Test
  void anotherDimensionIsRefused() {
    Matrix rows = Samples.small();
    assertThatThrownBy(
            () ->
                new RowPass(rows, Gram.all(rows), null)
                    .run(new double[3], 0, RowPassTest::countAndKeep))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("vector dimensions differ: 3 != 4");
  }
}
