package probe.algebra;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import probe.tensor.Matrix;

/**
 * Scores of all rows and a weighted sum of them in one pass over memory: what a gradient method on
 * a linear model needs at each step. Products are float32 within a chunk of rows, sums over chunks
 * are float64.
 */
public final class RowPass {
  // a megabyte of float32: the second product finds the rows in the cache
  private static final int BLOCK_VALUES = 1 << 18;
  private static final int BLOCKS_PER_CHUNK = 8;

  private final Matrix rows;
  private final int[] which;
  private final float @Nullable [] mean;
  private final int block;
  private final Queue<float[]> buffers = new ConcurrentLinkedQueue<>();

  /**
   * A pass over rows {@code which}.
   *
   * @param mean what to subtract from each row [d], or null
   */
  public RowPass(Matrix rows, int[] which, double @Nullable [] mean) {
    this.rows = rows;
    this.which = which.clone();
    this.mean = mean == null ? null : Whitening.narrow(mean);
    this.block = Math.clamp(BLOCK_VALUES / (long) Math.max(1, rows.columns()), 16, 4096);
  }

  /** Turns scores into weights, in place. */
  @FunctionalInterface
  public interface Link {
    /**
     * Replaces the scores of rows which[from] to which[from + count - 1] by their weights; returns
     * the sum of their losses.
     */
    double apply(int from, int count, float[] scores);
  }

  /**
   * The results of a pass.
   *
   * @param loss the sum of what the link returned
   * @param weight the sum of all weights
   * @param sum [d], the sum of weight times row
   */
  public record Sums(double loss, double weight, double[] sum) {}

  /** Scores rows by {@code direction} [d] and {@code bias}, and sums them by the link's weights. */
  public Sums run(double[] direction, double bias, Link link) {
    int d = rows.columns();
    if (direction.length != d) {
      throw new IllegalArgumentException(
          "vector dimensions differ: %d != %d".formatted(direction.length, d));
    }
    MemorySegment narrow = MemorySegment.ofArray(Whitening.narrow(direction));
    int chunk = block * BLOCKS_PER_CHUNK;
    List<Sums> parts =
        Parallel.map(
            Math.ceilDiv(which.length, chunk),
            task -> {
              int from = task * chunk;
              return chunk(from, Math.min(chunk, which.length - from), narrow, (float) bias, link);
            });
    double loss = 0;
    double weight = 0;
    double[] sum = new double[d];
    for (Sums part : parts) {
      loss += part.loss;
      weight += part.weight;
      for (int j = 0; j < d; j++) {
        sum[j] += part.sum[j];
      }
    }
    return new Sums(loss, weight, sum);
  }

  private Sums chunk(int from, int count, MemorySegment direction, float bias, Link link) {
    int d = rows.columns();
    float[] buffer = buffers.poll();
    float[] values = buffer == null ? new float[block * d] : buffer;
    float[] scores = new float[block];
    float[] partial = new float[d];
    double[] sum = new double[d];
    double loss = 0;
    double weight = 0;
    for (int at = from; at < from + count; at += block) {
      int size = Math.min(block, from + count - at);
      Gram.gather(rows, which, at, size, values);
      if (mean != null) {
        centre(values, size, mean);
      }
      MemorySegment x = MemorySegment.ofArray(values);
      MemorySegment y = MemorySegment.ofArray(scores);
      Blas.gemv(false, size, d, 1f, x, d, direction, 0f, y);
      for (int i = 0; i < size; i++) {
        scores[i] += bias;
      }
      loss += link.apply(at, size, scores);
      for (int i = 0; i < size; i++) {
        weight += scores[i];
      }
      Blas.gemv(true, size, d, 1f, x, d, y, 0f, MemorySegment.ofArray(partial));
      for (int j = 0; j < d; j++) {
        sum[j] += partial[j];
      }
    }
    buffers.add(values);
    return new Sums(loss, weight, sum);
  }

  private static void centre(float[] values, int count, float[] mean) {
    int d = mean.length;
    for (int i = 0; i < count * d; i += d) {
      for (int j = 0; j < d; j++) {
        values[i + j] -= mean[j];
      }
    }
  }
}
