package probe.algebra;

import java.util.Arrays;
import probe.tensor.Matrix;
import probe.tensor.RowReader;

/**
 * A float64 matrix in memory.
 *
 * @param values [rows, columns], row after row
 */
public record Dense(int rows, int columns, double[] values) {
  public Dense {
    if (rows < 0 || columns < 0 || (long) rows * columns != values.length) {
      throw new IllegalArgumentException(
          "matrix [%d, %d] needs %d values, got %d"
              .formatted(rows, columns, (long) rows * columns, values.length));
    }
  }

  /** Zeros. */
  public static Dense zeros(int rows, int columns) {
    long size = (long) rows * columns;
    if (size > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "matrix [%d, %d] is larger than an array can be".formatted(rows, columns));
    }
    return new Dense(rows, columns, new double[(int) size]);
  }

  /** Copies {@code rows}, which must be of one length. */
  public static Dense of(double[][] rows) {
    int columns = rows.length == 0 ? 0 : rows[0].length;
    Dense out = zeros(rows.length, columns);
    for (int i = 0; i < rows.length; i++) {
      if (rows[i].length != columns) {
        throw new IllegalArgumentException(
            "vector dimensions differ: row %d has %d, row 0 has %d"
                .formatted(i, rows[i].length, columns));
      }
      System.arraycopy(rows[i], 0, out.values, i * columns, columns);
    }
    return out;
  }

  /** The identity [n, n]. */
  public static Dense identity(int n) {
    double[] ones = new double[n];
    Arrays.fill(ones, 1);
    return diagonal(ones);
  }

  /** A matrix with {@code entries} on its diagonal. */
  public static Dense diagonal(double[] entries) {
    Dense out = zeros(entries.length, entries.length);
    for (int i = 0; i < entries.length; i++) {
      out.values[i * entries.length + i] = entries[i];
    }
    return out;
  }

  public double at(int row, int column) {
    return values[row * columns + column];
  }

  /** Row {@code row} as a new array [columns]. */
  public double[] row(int row) {
    return Arrays.copyOfRange(values, row * columns, (row + 1) * columns);
  }

  /** The rows {@code which}, as a copy. */
  public Dense rows(int[] which) {
    Dense out = zeros(which.length, columns);
    for (int i = 0; i < which.length; i++) {
      System.arraycopy(values, which[i] * columns, out.values, i * columns, columns);
    }
    return out;
  }

  /** The mean of the rows [columns]. */
  public double[] mean() {
    double[] sum = new double[columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        sum[j] += values[i * columns + j];
      }
    }
    for (int j = 0; j < columns; j++) {
      sum[j] /= rows;
    }
    return sum;
  }

  /** Every row less {@code mean}, divided by {@code scale}, as a copy. */
  public Dense standardised(double[] mean, double[] scale) {
    if (mean.length != columns || scale.length != columns) {
      throw new IllegalArgumentException(
          "vector dimensions differ: mean has %d, scale %d, rows %d"
              .formatted(mean.length, scale.length, columns));
    }
    Dense out = zeros(rows, columns);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        out.values[i * columns + j] = (values[i * columns + j] - mean[j]) / scale[j];
      }
    }
    return out;
  }

  /** Every row less {@code mean}, as a copy. */
  public Dense centred(double[] mean) {
    double[] ones = new double[columns];
    Arrays.fill(ones, 1);
    return standardised(mean, ones);
  }

  /** A float32 matrix, widened. */
  public static Dense of(Matrix matrix) {
    Dense out = zeros(matrix.rows(), matrix.columns());
    RowReader.forEachBlock(
        matrix,
        (from, count, block) -> {
          for (int i = 0; i < count * matrix.columns(); i++) {
            out.values[from * matrix.columns() + i] = block[i];
          }
        });
    return out;
  }

  /** The sum of the diagonal. */
  public double trace() {
    double sum = 0;
    for (int i = 0; i < Math.min(rows, columns); i++) {
      sum += at(i, i);
    }
    return sum;
  }

  /** this other */
  public Dense multiply(Dense other) {
    return Products.multiply(this, false, other, false);
  }

  /** this' other */
  public Dense transposedTimes(Dense other) {
    return Products.multiply(this, true, other, false);
  }

  /** this other' */
  public Dense timesTransposed(Dense other) {
    return Products.multiply(this, false, other, true);
  }

  /**
   * this other into {@code out}, for loops that must not allocate.
   *
   * @throws IllegalArgumentException if the shapes do not fit
   */
  public void multiply(Dense other, Dense out) {
    Products.multiply(this, false, other, false, out);
  }

  /** this' other into {@code out}. */
  public void transposedTimes(Dense other, Dense out) {
    Products.multiply(this, true, other, false, out);
  }

  /** this other' into {@code out}. */
  public void timesTransposed(Dense other, Dense out) {
    Products.multiply(this, false, other, true, out);
  }

  /** this' this; symmetric to the bit. */
  public Dense gram() {
    return Products.gram(this);
  }

  /** this this', the inner products of the rows; symmetric to the bit. */
  public Dense outerGram() {
    return Products.outerGram(this);
  }

  /** this x */
  public double[] multiply(double[] x) {
    return Products.multiply(this, x, false);
  }

  /** this' x */
  public double[] multiplyTransposed(double[] x) {
    return Products.multiply(this, x, true);
  }

  /** The transpose, as a copy. */
  public Dense transpose() {
    Dense out = zeros(columns, rows);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        out.values[j * rows + i] = values[i * columns + j];
      }
    }
    return out;
  }

  @Override
  public String toString() {
    return "Dense[%d, %d]".formatted(rows, columns);
  }
}
