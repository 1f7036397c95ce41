package probe.tensor;

import java.lang.foreign.MemorySegment;

/**
 * A read-only [rows, columns] matrix over memory that may be a mapped file; rows are read as
 * float32.
 *
 * <p>A matrix that is stored as its transpose is read in blocks of rows, so that each stored line
 * is touched once per block and not once per element.
 */
public final class Matrix {
  private final Elements elements;
  private final int rows;
  private final int columns;
  private final boolean transposed;

  private Matrix(Elements elements, int rows, int columns, boolean transposed) {
    if (elements.count() < (long) rows * columns) {
      throw new IllegalArgumentException(
          "matrix [%d, %d] of %s needs %d numbers, got %d"
              .formatted(rows, columns, elements.dtype(), (long) rows * columns, elements.count()));
    }
    this.elements = elements;
    this.rows = rows;
    this.columns = columns;
    this.transposed = transposed;
  }

  /** A matrix whose rows lie one after another in {@code elements}. */
  public static Matrix of(Elements elements, int rows, int columns) {
    return new Matrix(elements, rows, columns, false);
  }

  /** A matrix whose rows lie one after another in {@code data}. */
  public static Matrix of(MemorySegment data, DType dtype, int rows, int columns) {
    long bytes = (long) rows * columns * dtype.bytes();
    if (data.byteSize() < bytes) {
      throw new IllegalArgumentException(
          "matrix [%d, %d] of %s needs %d bytes, got %d"
              .formatted(rows, columns, dtype, bytes, data.byteSize()));
    }
    return of(new Elements.Plain(data, dtype), rows, columns);
  }

  /** A matrix over float32 values on the heap, rows one after another. */
  public static Matrix of(float[] values, int rows, int columns) {
    return of(MemorySegment.ofArray(values), DType.F32, rows, columns);
  }

  /** The transpose: [columns, rows], over the same memory. */
  public Matrix transpose() {
    return new Matrix(elements, columns, rows, !transposed);
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

  /** How many numbers are stored together, along a row or, in a transpose, along a column. */
  int block() {
    return elements.block();
  }

  public DType dtype() {
    return elements.dtype();
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
      elements.read((long) from * columns, Math.multiplyExact(count, columns), out, 0);
      return;
    }
    float[] line = new float[count];
    for (int c = 0; c < columns; c++) {
      elements.read((long) c * rows + from, count, line, 0);
      for (int r = 0; r < count; r++) {
        out[r * columns + c] = line[r];
      }
    }
  }
}
