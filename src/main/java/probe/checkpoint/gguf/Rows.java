package probe.checkpoint.gguf;

import probe.tensor.DType;
import probe.tensor.Elements;

/**
 * Rows of numbers in another order than they are stored in.
 *
 * @param columns numbers in a row
 * @param order by row, the stored one
 */
record Rows(Elements stored, int columns, Order order) implements Elements {

  /** The stored row of a row. */
  @FunctionalInterface
  interface Order {
    int stored(int row);
  }

  @Override
  public long count() {
    return stored.count();
  }

  @Override
  public DType dtype() {
    return stored.dtype();
  }

  @Override
  public int block() {
    return stored.block();
  }

  @Override
  public void read(long from, int count, float[] out, int at) {
    for (int done = 0; done < count; ) {
      int row = (int) ((from + done) / columns);
      int skip = (int) ((from + done) % columns);
      int n = Math.min(columns - skip, count - done);
      stored.read((long) order.stored(row) * columns + skip, n, out, at + done);
      done += n;
    }
  }
}
