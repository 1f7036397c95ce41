package probe.algebra;

import java.util.List;
import java.util.stream.IntStream;
import probe.tensor.Matrix;

/**
 * Means and second moments of the rows of a matrix, in one pass over blocks of rows each. Rows are
 * float32, sums are float64: a product of two float32 is exact in float64, so that a matrix of low
 * rank keeps it.
 */
public final class Gram {
  // rows in a block: 32 MiB of float64, and enough of them for a product to be worth it
  private static final int BLOCK_VALUES = 1 << 22;
  private static final int SHORTEST_BLOCK = 64;
  private static final int CHUNK = 64;

  private Gram() {}

  /** The indices of all rows, for where a selection is asked for. */
  public static int[] all(Matrix rows) {
    return IntStream.range(0, rows.rows()).toArray();
  }

  /**
   * The mean [d] of rows {@code which}.
   *
   * @throws IllegalArgumentException for no rows
   */
  public static double[] mean(Matrix rows, int[] which) {
    refuseNone(which);
    return average(rows, which, new double[rows.columns()], false);
  }

  /** The variances [d] of rows {@code which} around {@code mean}, divided by n. */
  public static double[] variances(Matrix rows, int[] which, double[] mean) {
    refuseNone(which);
    return average(rows, which, mean, true);
  }

  /** The population covariance [d, d] of rows {@code which}: around their mean, divided by n. */
  public static Dense covariance(Matrix rows, int[] which) {
    return of(rows, which, mean(rows, which));
  }

  /**
   * The mean of (x - mean)(x - mean)' over rows {@code which} [d, d]: the population covariance
   * when {@code mean} is theirs, second moments when it is zero. Symmetric to the bit.
   *
   * @throws IllegalArgumentException for no rows, a mean of another dimension, or a value that is
   *     not finite
   */
  public static Dense of(Matrix rows, int[] which, double[] mean) {
    refuseNone(which);
    int d = rows.columns();
    if (mean.length != d) {
      throw new IllegalArgumentException(
          "vector dimensions differ: mean has %d, rows have %d".formatted(mean.length, d));
    }
    Dense out = Dense.zeros(d, d);
    int step = step(d);
    double[] block = new double[Math.min(step, which.length) * d];
    for (int from = 0; from < which.length; from += step) {
      int count = Math.min(step, which.length - from);
      int start = from;
      Parallel.forEach(
          Math.ceilDiv(count, CHUNK),
          task -> {
            int first = task * CHUNK;
            int size = Math.min(CHUNK, count - first);
            centre(gather(rows, which, start + first, size), mean, block, first * d);
          });
      Products.addGram(block, count, d, out.values());
    }
    for (int j = 0; j < d; j++) {
      if (!Double.isFinite(out.at(j, j))) {
        throw new IllegalArgumentException(
            "column %d of rows [%d, %d] has a value that is not finite"
                .formatted(j, rows.rows(), d));
      }
    }
    double[] values = out.values();
    for (int i = 0; i < values.length; i++) {
      values[i] /= which.length;
    }
    Products.mirror(out);
    return out;
  }

  /**
   * The same from float32 products of blocks of about {@link #BLOCK_VALUES} values, added up in
   * float64: twice as fast, and within some 1e-6 of the largest entry. For fits that are as
   * uncertain as their rows, not for what is inverted to the last digit.
   */
  public static Dense ofFloats(Matrix rows, int[] which, double[] mean) {
    refuseNone(which);
    int d = rows.columns();
    Dense out = Dense.zeros(d, d);
    int step = step(d);
    float[] block = new float[Math.min(step, which.length) * d];
    for (int from = 0; from < which.length; from += step) {
      int count = Math.min(step, which.length - from);
      int start = from;
      Parallel.forEach(
          Math.ceilDiv(count, CHUNK),
          task -> {
            int first = task * CHUNK;
            int size = Math.min(CHUNK, count - first);
            float[] gathered = gather(rows, which, start + first, size);
            for (int i = 0; i < size * d; i++) {
              block[first * d + i] = (float) (gathered[i] - mean[i % d]);
            }
          });
      Products.addGram(block, count, d, out.values());
    }
    for (int i = 0; i < out.values().length; i++) {
      out.values()[i] /= which.length;
    }
    Products.mirror(out);
    return out;
  }

  private static double[] average(Matrix rows, int[] which, double[] mean, boolean squared) {
    int d = rows.columns();
    double[] sum = new double[d];
    int step = step(d);
    int chunk = Math.max(CHUNK, step / 8);
    for (int from = 0; from < which.length; from += step) {
      int count = Math.min(step, which.length - from);
      int start = from;
      List<double[]> parts =
          Parallel.map(
              Math.ceilDiv(count, chunk),
              task -> {
                int first = start + task * chunk;
                int size = Math.min(chunk, start + count - first);
                float[] block = gather(rows, which, first, size);
                double[] part = new double[d];
                for (int i = 0; i < size; i++) {
                  for (int j = 0; j < d; j++) {
                    double value = block[i * d + j] - mean[j];
                    part[j] += squared ? value * value : value;
                  }
                }
                return part;
              });
      for (double[] part : parts) {
        for (int j = 0; j < d; j++) {
          sum[j] += part[j];
        }
      }
    }
    for (int j = 0; j < d; j++) {
      sum[j] /= which.length;
    }
    return sum;
  }

  private static int step(int d) {
    return Math.max(SHORTEST_BLOCK, BLOCK_VALUES / Math.max(1, d));
  }

  private static void refuseNone(int[] which) {
    if (which.length == 0) {
      throw new IllegalArgumentException("moments need at least 1 row, got 0");
    }
  }

  private static void centre(float[] rows, double[] mean, double[] out, int at) {
    int d = mean.length;
    for (int i = 0; i < rows.length; i += d) {
      for (int j = 0; j < d; j++) {
        out[at + i + j] = rows[i + j] - mean[j];
      }
    }
  }

  /** Rows which[from] to which[from + count - 1] as [count, d]. */
  private static float[] gather(Matrix rows, int[] which, int from, int count) {
    float[] out = new float[count * rows.columns()];
    gather(rows, which, from, count, out);
    return out;
  }

  /** The same into the beginning of {@code out}. */
  static void gather(Matrix rows, int[] which, int from, int count, float[] out) {
    int d = rows.columns();
    if (ascending(which, from, count)) {
      rows.copyRows(which[from], count, out);
      return;
    }
    float[] row = new float[d];
    for (int i = 0; i < count; i++) {
      rows.copyRows(which[from + i], 1, row);
      System.arraycopy(row, 0, out, i * d, d);
    }
  }

  private static boolean ascending(int[] which, int from, int count) {
    for (int i = from + 1; i < from + count; i++) {
      if (which[i] != which[i - 1] + 1) {
        return false;
      }
    }
    return true;
  }
}
