package probe.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * A read-only [rows, columns] matrix over memory that may be a mapped file; rows are read as
 * float32.
 *
 * <p>A matrix that is stored as its transpose is read in blocks of rows, so that each stored line
 * is touched once per block and not once per element.
 */
public final class Matrix {
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final MemorySegment data;
  private final DType dtype;
  private final int rows;
  private final int columns;
  private final boolean transposed;

  private Matrix(MemorySegment data, DType dtype, int rows, int columns, boolean transposed) {
    if (data.byteSize() < (long) rows * columns * dtype.bytes()) {
      throw new IllegalArgumentException(
          "matrix [%d, %d] of %s needs %d bytes, got %d"
              .formatted(
                  rows, columns, dtype, (long) rows * columns * dtype.bytes(), data.byteSize()));
    }
    this.data = data;
    this.dtype = dtype;
    this.rows = rows;
    this.columns = columns;
    this.transposed = transposed;
  }

  /** A matrix whose rows lie one after another in {@code data}. */
  public static Matrix of(MemorySegment data, DType dtype, int rows, int columns) {
    return new Matrix(data, dtype, rows, columns, false);
  }

  /** A matrix over float32 values on the heap, rows one after another. */
  public static Matrix of(float[] values, int rows, int columns) {
    return of(MemorySegment.ofArray(values), DType.F32, rows, columns);
  }

  /** The transpose: [columns, rows], over the same memory. */
  public Matrix transpose() {
    return new Matrix(data, dtype, columns, rows, !transposed);
  }

  public int rows() {
    return rows;
  }

  public int columns() {
    return columns;
  }

  /** Whether rows lie scattered, because the transpose is what is stored. */
  public boolean isTransposed() {
    return transposed;
  }

  public DType dtype() {
    return dtype;
  }

  /** Row {@code row} as a new array [columns]. */
  public float[] row(int row) {
    float[] out = new float[columns];
    copyRows(row, 1, out);
    return out;
  }

  /**
   * Copies rows {@code from} to {@code from + count - 1} into {@code out} [count, columns].
   *
   * @throws IndexOutOfBoundsException if a row does not exist
   */
  public void copyRows(int from, int count, float[] out) {
    java.util.Objects.checkFromIndexSize(from, count, rows);
    if (!transposed) {
      long start = (long) from * columns;
      int n = Math.multiplyExact(count, columns);
      if (dtype == DType.F32) {
        MemorySegment.copy(data, FLOAT, start * 4, out, 0, n);
      } else {
        for (int i = 0; i < n; i++) {
          out[i] = dtype.readFloat(data, start + i);
        }
      }
    } else {
      for (int c = 0; c < columns; c++) {
        long start = (long) c * rows + from;
        for (int r = 0; r < count; r++) {
          out[r * columns + c] = dtype.readFloat(data, start + r);
        }
      }
    }
  }
}
