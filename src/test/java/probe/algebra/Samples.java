package probe.algebra;

import java.util.SplittableRandom;
import probe.tensor.Matrix;

/** Matrices for tests: one that other languages can rebuild exactly, and random ones. */
final class Samples {
  static final int ROWS = 40;
  static final int COLUMNS = 4;

  /** numpy: ((i*(7+2*j) + j*j + i*i*(j+3)) % 23 - 11) for i in 0..39, j in 0..3. */
  static Matrix small() {
    float[] values = new float[ROWS * COLUMNS];
    for (int i = 0; i < ROWS; i++) {
      for (int j = 0; j < COLUMNS; j++) {
        values[i * COLUMNS + j] = (i * (7 + 2 * j) + j * j + i * i * (j + 3)) % 23 - 11;
      }
    }
    return Matrix.of(values, ROWS, COLUMNS);
  }

  /** Rows with correlated columns whose scales differ. */
  static Matrix random(int rows, int columns, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[rows * columns];
    for (int i = 0; i < rows; i++) {
      double shared = random.nextGaussian();
      for (int j = 0; j < columns; j++) {
        values[i * columns + j] = (float) ((random.nextGaussian() + shared) * (1 + j % 5) + j % 3);
      }
    }
    return Matrix.of(values, rows, columns);
  }

  static Dense gaussian(int rows, int columns, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Dense out = Dense.zeros(rows, columns);
    for (int i = 0; i < out.values().length; i++) {
      out.values()[i] = random.nextGaussian();
    }
    return out;
  }

  static double largestDifference(Dense a, Dense b) {
    double worst = 0;
    for (int i = 0; i < a.values().length; i++) {
      worst = Math.max(worst, Math.abs(a.values()[i] - b.values()[i]));
    }
    return worst;
  }

  private Samples() {}
}
