package probe.algebra;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import probe.tensor.Matrix;

/** The same bits for any number of threads. */
class ThreadsTest {
  private final int before = Parallel.threads();

  @AfterEach
  void restore() {
    Parallel.setThreads(before);
  }

  private static void sameBits(Supplier<double[]> work) {
    List<double[]> results = new ArrayList<>();
    for (int threads : new int[] {1, 2, 3}) {
      Parallel.setThreads(threads);
      results.add(work.get());
    }
    assertThat(Arrays.equals(results.get(1), results.get(0))).isTrue();
    assertThat(Arrays.equals(results.get(2), results.get(0))).isTrue();
  }

  @Test
  void products() {
    Dense a = Samples.gaussian(301, 777, 1);
    Dense b = Samples.gaussian(777, 130, 2);
    sameBits(() -> a.multiply(b).values());
    sameBits(() -> a.gram().values());
    sameBits(() -> a.outerGram().values());
  }

  @Test
  void moments() {
    Matrix rows = Samples.random(9000, 601, 3);
    int[] all = Gram.all(rows);
    sameBits(() -> Gram.mean(rows, all));
    sameBits(() -> Gram.covariance(rows, all).values());
  }

  @Test
  void eigendecompositionAndCholesky() {
    Dense a = Samples.gaussian(900, 701, 4).gram();
    sameBits(() -> Symmetric.eigen(a).values());
    sameBits(() -> Symmetric.eigen(a).vectors().values());
    Dense b = Samples.gaussian(200, 701, 5);
    sameBits(() -> Cholesky.of(a).solve(b).values());
    sameBits(() -> Orthogonal.random(300, 7).values());
  }

  @Test
  void whitening() {
    Matrix rows = Samples.random(3000, 150, 6);
    Whitening whitening = Whitening.of(rows, Gram.all(rows), 0);
    sameBits(
        () -> {
          Matrix out = whitening.apply(rows);
          double[] values = new double[out.rows() * out.columns()];
          for (int i = 0; i < out.rows(); i++) {
            float[] row = out.row(i);
            for (int j = 0; j < row.length; j++) {
              values[i * row.length + j] = row[j];
            }
          }
          return values;
        });
    sameBits(() -> whitening.randomMetric(1).values());
  }
}
