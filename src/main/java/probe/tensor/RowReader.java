package probe.tensor;

/** Walks the rows of a matrix in blocks, so that a matrix of any size costs a few megabytes. */
public final class RowReader {
  // 4 MiB of float32: large enough for a transposed matrix to be read in long runs
  private static final int BLOCK_FLOATS = 1 << 20;

  private RowReader() {}

  /** Receives {@code count} rows [count, columns] that begin at row {@code from}. */
  @FunctionalInterface
  public interface BlockConsumer<E extends Exception> {
    void accept(int from, int count, float[] block) throws E;
  }

  /** Hands every row of {@code matrix} to {@code consumer}, block by block, in order. */
  public static <E extends Exception> void forEachBlock(Matrix matrix, BlockConsumer<E> consumer)
      throws E {
    int step = step(matrix);
    float[] block = new float[step * matrix.columns()];
    for (int from = 0; from < matrix.rows(); from += step) {
      int count = Math.min(step, matrix.rows() - from);
      matrix.copyRows(from, count, block);
      consumer.accept(from, count, block);
    }
  }

  private static int step(Matrix matrix) {
    int fit = BLOCK_FLOATS / Math.max(1, matrix.columns());
    if (matrix.isTransposed()) {
      // in whole blocks of what is stored, or each of them would be decoded several times
      fit = Math.max(1, fit / matrix.block()) * matrix.block();
    }
    return Math.max(1, Math.min(matrix.rows(), fit));
  }
}
