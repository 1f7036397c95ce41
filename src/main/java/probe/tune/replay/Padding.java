package probe.tune.replay;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What a Pad adds.
 *
 * @param before by axis, how many; negative where it takes away
 * @param after the same at the end
 */
record Padding(long[] dims, long[] before, long[] after, String mode) {
  static Padding of(long[] dims, long[] pads, long[] axes, String mode) {
    int rank = dims.length;
    int[] padded = axes.length == 0 ? IntStream.range(0, rank).toArray() : Shapes.axes(axes, rank);
    long[] before = new long[rank];
    long[] after = new long[rank];
    for (int i = 0; i < padded.length; i++) {
      before[padded[i]] = pads[i];
      after[padded[i]] = pads[i + padded.length];
    }
    return new Padding(dims, before, after, mode);
  }

  boolean isConstant() {
    return mode.equals("constant");
  }

  /** For each element along {@code axis} the one that it copies, or -1 for the filler. */
  int[] sources(int axis) {
    int n = (int) dims[axis];
    int[] out = new int[Math.toIntExact(before[axis] + n + after[axis])];
    Arrays.setAll(out, i -> source((int) (i - before[axis]), n));
    return out;
  }

  private int source(int at, int n) {
    if (at >= 0 && at < n) {
      return at;
    }
    return switch (mode) {
      case "constant" -> -1;
      case "edge" -> at < 0 ? 0 : n - 1;
      case "wrap" -> Math.floorMod(at, n);
      case "reflect" -> {
        int turned = Math.floorMod(at, Math.max(1, 2 * (n - 1)));
        yield turned < n ? turned : 2 * (n - 1) - turned;
      }
      default -> throw new UnsupportedOperationException("mode " + mode);
    };
  }
}
