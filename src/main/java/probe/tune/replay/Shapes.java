package probe.tune.replay;

import java.util.Arrays;

/** Arithmetic of shapes and row-major indices, as ONNX defines it. */
final class Shapes {
  private Shapes() {}

  /** {@code axis} counted from the front. */
  static int axis(long axis, int rank) {
    if (axis < -rank || axis >= Math.max(1, rank)) {
      throw new IllegalArgumentException("axis %d of a tensor of rank %d".formatted(axis, rank));
    }
    return (int) (axis < 0 ? axis + rank : axis);
  }

  static int[] axes(long[] axes, int rank) {
    return Arrays.stream(axes).mapToInt(a -> axis(a, rank)).toArray();
  }

  /** The shape that both broadcast to. */
  static long[] broadcast(long[] a, long[] b) {
    int rank = Math.max(a.length, b.length);
    long[] out = new long[rank];
    for (int i = 0; i < rank; i++) {
      long x = i < rank - a.length ? 1 : a[i - (rank - a.length)];
      long y = i < rank - b.length ? 1 : b[i - (rank - b.length)];
      if (x != y && x != 1 && y != 1) {
        throw new IllegalArgumentException(
            "shapes %s and %s do not broadcast".formatted(Arrays.toString(a), Arrays.toString(b)));
      }
      out[i] = x == 1 ? y : x;
    }
    return out;
  }

  static int[] strides(long[] dims) {
    int[] out = new int[dims.length];
    int stride = 1;
    for (int i = dims.length - 1; i >= 0; i--) {
      out[i] = stride;
      stride *= (int) dims[i];
    }
    return out;
  }

  /** For each element of {@code out}, the element of {@code dims} that broadcasts to it. */
  static int[] broadcastIndex(long[] dims, long[] out) {
    int[] own = strides(dims);
    int[] steps = new int[out.length];
    int missing = out.length - dims.length;
    for (int i = 0; i < dims.length; i++) {
      steps[missing + i] = dims[i] == 1 ? 0 : own[i];
    }
    return walk(out, 0, steps);
  }

  /** start + sum of steps[k] * index[k], for every index of {@code dims} in row-major order. */
  static int[] walk(long[] dims, int start, int[] steps) {
    int size = Math.toIntExact(HostTensor.count(dims));
    int[] out = new int[size];
    int[] index = new int[dims.length];
    int at = start;
    for (int i = 0; i < size; i++) {
      out[i] = at;
      for (int k = dims.length - 1; k >= 0; k--) {
        at += steps[k];
        if (++index[k] < dims[k]) {
          break;
        }
        at -= steps[k] * (int) dims[k];
        index[k] = 0;
      }
    }
    return out;
  }

  /**
   * The shape that a Reshape to {@code wanted} gives: 0 copies a size (unless {@code zeros} are
   * meant), -1 takes what is left.
   */
  static long[] reshape(long[] dims, long[] wanted, boolean zeros) {
    long[] out = wanted.clone();
    int open = -1;
    long known = 1;
    for (int i = 0; i < out.length; i++) {
      if (out[i] == 0 && !zeros) {
        out[i] = dims[i];
      }
      if (out[i] == -1) {
        open = i;
      } else {
        known *= out[i];
      }
    }
    if (open >= 0) {
      out[open] = known == 0 ? 0 : HostTensor.count(dims) / known;
    }
    return out;
  }

  static long[] squeeze(long[] dims, long[] axes) {
    boolean[] drop = new boolean[dims.length];
    if (axes.length == 0) {
      for (int i = 0; i < dims.length; i++) {
        drop[i] = dims[i] == 1;
      }
    }
    for (int axis : axes(axes, dims.length)) {
      drop[axis] = true;
    }
    return java.util.stream.IntStream.range(0, dims.length)
        .filter(i -> !drop[i])
        .mapToLong(i -> dims[i])
        .toArray();
  }

  static long[] unsqueeze(long[] dims, long[] axes) {
    int rank = dims.length + axes.length;
    boolean[] added = new boolean[rank];
    for (int axis : axes(axes, rank)) {
      added[axis] = true;
    }
    long[] out = new long[rank];
    int from = 0;
    for (int i = 0; i < rank; i++) {
      out[i] = added[i] ? 1 : dims[from++];
    }
    return out;
  }

  /** [product of the sizes before {@code axis}, product of the rest]. */
  static long[] flatten(long[] dims, long axis) {
    int at = (int) (axis < 0 ? axis + dims.length : axis);
    long rows = 1;
    for (int i = 0; i < at; i++) {
      rows *= dims[i];
    }
    long columns = 1;
    for (int i = at; i < dims.length; i++) {
      columns *= dims[i];
    }
    return new long[] {rows, columns};
  }
}
