package probe.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import probe.onnx.LogitStep;
import probe.onnx.LogitStep.Bias;
import probe.onnx.LogitStep.Scale;
import probe.onnx.LogitStep.Tanh;
import probe.tensor.Matrix;

class LogitTableTest {
  private static final int WIDTH = 6;

  private static float[] normal(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] out = new float[count];
    for (int i = 0; i < count; i++) {
      out[i] = (float) random.nextGaussian();
    }
    return out;
  }

  private static double[][] states(int count) {
    SplittableRandom random = new SplittableRandom(9);
    double[][] out = new double[count][WIDTH];
    for (double[] row : out) {
      Arrays.setAll(row, j -> random.nextGaussian());
    }
    return out;
  }

  /** More rows than are read at a time, too. */
  @ParameterizedTest
  @ValueSource(ints = {1, 7, 30_011})
  void everyStepOfTheHeadIsDone(int vocabulary) {
    float[] gamma = normal(vocabulary * WIDTH, 1);
    float[] bias = normal(vocabulary, 2);
    double[][] states = states(3);
    List<LogitStep> steps = List.of(new Bias(bias), new Scale(1 / 1.5), new Tanh(), new Scale(3));
    Matrix table = LogitTable.of(Matrix.of(gamma, vocabulary, WIDTH), states, steps);
    assertThat(table.rows()).isEqualTo(vocabulary);
    assertThat(table.columns()).isEqualTo(3);
    for (int v = 0; v < vocabulary; v += Math.max(1, vocabulary / 50)) {
      for (int c = 0; c < 3; c++) {
        double sum = bias[v];
        for (int j = 0; j < WIDTH; j++) {
          sum += gamma[v * WIDTH + j] * states[c][j];
        }
        assertThat((double) table.row(v)[c]).isEqualTo(3 * Math.tanh(sum / 1.5), within(1e-6));
      }
    }
  }

  @Test
  void withoutStepsTheProducts() {
    Matrix gamma = Matrix.of(new float[] {1, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, -3}, 2, WIDTH);
    Matrix table =
        LogitTable.of(gamma, new double[][] {{1, 10, 5, 5, 5, 2}, {0.5, 0, 0, 0, 0, 0}}, List.of());
    assertThat(table.row(0)).containsExactly(21, 0.5f);
    assertThat(table.row(1)).containsExactly(-6, 0);
  }
}
