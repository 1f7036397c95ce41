package probe.tune;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Which rows each step takes; the last batch of an epoch has what is left. */
final class BatchOrder {
  private final int rows;
  private final int batch;
  private final long seed;
  private final boolean shuffle;
  private int epoch = -1;
  private int[] order = new int[0];

  BatchOrder(int rows, int batch, long seed, boolean shuffle) {
    this.rows = rows;
    this.batch = batch;
    this.seed = seed;
    this.shuffle = shuffle;
  }

  /** Rows of step {@code step}, counted from 0 over all epochs. */
  int[] rows(int step) {
    int steps = Math.ceilDiv(rows, batch);
    if (step / steps != epoch) {
      epoch = step / steps;
      order = order(epoch);
    }
    int from = step % steps * batch;
    return Arrays.copyOfRange(order, from, Math.min(rows, from + batch));
  }

  private int[] order(int epoch) {
    int[] out = IntStream.range(0, rows).toArray();
    if (!shuffle) {
      return out;
    }
    // an epoch's order depends on the seed and its number alone, so a run can go on anywhere
    SplittableRandom root = new SplittableRandom(seed);
    SplittableRandom random = root.split();
    for (int i = 0; i < epoch; i++) {
      random = root.split();
    }
    for (int i = rows - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = out[i];
      out[i] = out[j];
      out[j] = swapped;
    }
    return out;
  }
}
