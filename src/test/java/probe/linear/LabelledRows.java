package probe.linear;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import probe.tensor.Matrix;

/** Labelled rows for tests: some that other languages can rebuild exactly, and random ones. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record LabelledRows(double[][] x, int[] labels) {
  /**
   * numpy: y = (i*5 % 7 < 3), x = (i*(7+2*j) + j*j + i*i*(j+3)) % 23 - 11 + 4 * (y == 1 and j even)
   * for i in 0..n-1, j in 0..d-1.
   */
  static LabelledRows exact(int n, int d) {
    double[][] x = new double[n][d];
    int[] labels = IntStream.range(0, n).map(i -> i * 5 % 7 < 3 ? 1 : 0).toArray();
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < d; j++) {
        x[i][j] =
            (i * (7 + 2 * j) + j * j + i * i * (j + 3)) % 23
                - 11
                + (labels[i] == 1 && j % 2 == 0 ? 4 : 0);
      }
    }
    return new LabelledRows(x, labels);
  }

  /** Gaussian classes whose means differ by {@code shift} along every tenth axis. */
  static LabelledRows gaussian(int n, int d, double shift, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] x = new double[n][d];
    int[] labels = new int[n];
    for (int i = 0; i < n; i++) {
      labels[i] = i % 2;
      for (int j = 0; j < d; j++) {
        double moved = labels[i] == 1 && j % 10 == 0 ? shift : 0;
        x[i][j] = (float) (random.nextGaussian() * (1 + j % 3) + (j % 4) + moved);
      }
    }
    return new LabelledRows(x, labels);
  }

  int[] groups() {
    return IntStream.range(0, x.length).map(i -> i / 2).toArray();
  }

  Matrix matrix() {
    int d = x[0].length;
    float[] values = new float[x.length * d];
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < d; j++) {
        values[i * d + j] = (float) x[i][j];
      }
    }
    return Matrix.of(values, x.length, d);
  }

  double accuracy(LinearProbe probe) {
    return IntStream.range(0, x.length)
            .filter(i -> (probe.score(x[i]) > 0 ? 1 : 0) == labels[i])
            .count()
        / (double) x.length;
  }

  static double[] firstFour(double[] values) {
    return java.util.Arrays.copyOf(values, 4);
  }
}
