package probe.algebra;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Eigendecomposition of symmetric matrices. */
public final class Symmetric {
  // vectors turned by one task
  private static final int CHUNK = 256;
  private static final double FARTHEST = 1e100;

  private Symmetric() {}

  /**
   * Eigenvalues and eigenvectors, the largest eigenvalue first.
   *
   * @param values [n], descending
   * @param vectors [n, n]: row k is the eigenvector of values[k], of length one, its entry of
   *     largest absolute value positive
   */
  public record Eigen(double[] values, Dense vectors) {}

  /**
   * Decomposes {@code a} [n, n], of which only the upper triangle is read: divide and conquer on
   * the tridiagonal form (LAPACK's dsytrd, dstedc, dormtr).
   *
   * @throws IllegalArgumentException if it is not square, or not finite
   */
  public static Eigen eigen(Dense a) {
    int n = square(a);
    double scale = scale(a);
    try (Arena arena = Arena.ofShared()) {
      MemorySegment d = doubles(arena, n);
      MemorySegment z = doubles(arena, (long) n * n);
      decompose(arena, a, scale, d, z);
      double[] values = new double[n];
      Dense vectors = Dense.zeros(n, n);
      Parallel.forEach(
          Math.ceilDiv(n, CHUNK),
          task -> {
            for (int k = task * CHUNK; k < Math.min(n, (task + 1) * CHUNK); k++) {
              int from = n - 1 - k;
              values[k] = d.getAtIndex(ValueLayout.JAVA_DOUBLE, from) * scale;
              MemorySegment.copy(
                  z,
                  ValueLayout.JAVA_DOUBLE,
                  (long) from * n * Double.BYTES,
                  vectors.values(),
                  k * n,
                  n);
              fixSign(vectors.values(), k * n, n);
            }
          });
      return new Eigen(values, vectors);
    }
  }

  private static void decompose(
      Arena arena, Dense a, double scale, MemorySegment d, MemorySegment z) {
    int n = a.rows();
    if (n == 0) {
      return;
    }
    MemorySegment full = doubles(arena, (long) n * n);
    MemorySegment tau = doubles(arena, n);
    MemorySegment e = doubles(arena, n);
    // a row of the upper triangle is a column of LAPACK's lower one
    for (int i = 0; i < n; i++) {
      for (int j = i; j < n; j++) {
        full.setAtIndex(ValueLayout.JAVA_DOUBLE, (long) i * n + j, a.at(i, j) / scale);
      }
    }
    try (Arena inner = Arena.ofConfined()) {
      Lapack.sytrd(n, full, d, e, tau, doubles(inner, 64L * n));
      MemorySegment work = doubles(inner, 1 + 4L * n + (long) n * n);
      Lapack.stedc(n, d, e, z, work, inner.allocate((3 + 5L * n) * Integer.BYTES, 8));
    }
    // small ones take LAPACK's unblocked path, which writes to what the tasks share
    int chunk = n <= 2 * CHUNK ? n : CHUNK;
    Parallel.forEach(
        Math.ceilDiv(n, chunk),
        task -> {
          int from = task * chunk;
          int count = Math.min(chunk, n - from);
          try (Arena inner = Arena.ofConfined()) {
            MemorySegment work = doubles(inner, 64L * count + 65 * 64);
            MemorySegment rows = z.asSlice((long) from * n * Double.BYTES);
            Lapack.ormtr(n, count, full, tau, rows, work);
          }
        });
  }

  private static int square(Dense a) {
    if (a.rows() != a.columns()) {
      throw new IllegalArgumentException(
          "a symmetric matrix is square, got [%d, %d]".formatted(a.rows(), a.columns()));
    }
    return a.rows();
  }

  /** A power of two that brings very large or small entries near one; else one. */
  private static double scale(Dense a) {
    double largest = 0;
    for (double x : a.values()) {
      if (!Double.isFinite(x)) {
        throw new IllegalArgumentException("%s has an entry that is %s".formatted(a, x));
      }
      largest = Math.max(largest, Math.abs(x));
    }
    return largest == 0 || (largest < FARTHEST && largest > 1 / FARTHEST)
        ? 1
        : Math.scalb(1.0, Math.max(Math.getExponent(largest), Double.MIN_EXPONENT));
  }

  private static void fixSign(double[] values, int from, int n) {
    int largest = from;
    for (int i = from; i < from + n; i++) {
      if (Math.abs(values[i]) > Math.abs(values[largest])) {
        largest = i;
      }
    }
    if (values[largest] < 0) {
      for (int i = from; i < from + n; i++) {
        values[i] = -values[i];
      }
    }
  }

  static MemorySegment doubles(Arena arena, long count) {
    return arena.allocate(Math.max(1, count) * Double.BYTES, 64);
  }
}
