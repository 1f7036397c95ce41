package probe.algebra;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The Cholesky factor of a symmetric positive definite matrix. */
public final class Cholesky {
  private static final int CHUNK = 64;

  private final int n;
  private final MemorySegment factor;

  private Cholesky(int n, MemorySegment factor) {
    this.n = n;
    this.factor = factor;
  }

  /**
   * Factors {@code a} [n, n], of which only the upper triangle is read.
   *
   * @throws IllegalArgumentException if it is not square, or not positive definite
   */
  public static Cholesky of(Dense a) {
    int n = a.rows();
    if (n != a.columns()) {
      throw new IllegalArgumentException(
          "a symmetric matrix is square, got [%d, %d]".formatted(n, a.columns()));
    }
    MemorySegment factor = Symmetric.doubles(Arena.ofAuto(), (long) n * n);
    // a row of the upper triangle is a column of LAPACK's lower one
    MemorySegment.copy(a.values(), 0, factor, ValueLayout.JAVA_DOUBLE, 0, a.values().length);
    int minor = n == 0 ? 0 : Lapack.potrf(n, factor);
    for (int i = 0; minor == 0 && i < n; i++) {
      double pivot = factor.getAtIndex(ValueLayout.JAVA_DOUBLE, (long) i * n + i);
      if (!(pivot > 0) || pivot == Double.POSITIVE_INFINITY) {
        minor = i + 1; // NaN passes through LAPACK
      }
    }
    if (minor != 0) {
      throw new IllegalArgumentException(
          "matrix [%d, %d] is not positive definite: its leading minor of order %d is not positive; add a ridge to the diagonal"
              .formatted(n, n, minor));
    }
    return new Cholesky(n, factor);
  }

  /** The x of a x = b. */
  public double[] solve(double[] b) {
    return solve(new Dense(1, b.length, b)).values();
  }

  /** Solves for every row of {@code b} [count, n]; solutions are rows, too. */
  public Dense solve(Dense b) {
    if (b.columns() != n) {
      throw new IllegalArgumentException(
          "vector dimensions differ: %d != %d".formatted(b.columns(), n));
    }
    Dense out = Dense.zeros(b.rows(), n);
    Parallel.forEach(
        n == 0 ? 0 : Math.ceilDiv(b.rows(), CHUNK),
        task -> {
          int from = task * CHUNK;
          int count = Math.min(CHUNK, b.rows() - from);
          try (Arena arena = Arena.ofConfined()) {
            MemorySegment rows = Symmetric.doubles(arena, (long) count * n);
            MemorySegment.copy(b.values(), from * n, rows, ValueLayout.JAVA_DOUBLE, 0, count * n);
            Lapack.potrs(n, count, factor, rows);
            MemorySegment.copy(rows, ValueLayout.JAVA_DOUBLE, 0, out.values(), from * n, count * n);
          }
        });
    return out;
  }

  /** The logarithm of the determinant. */
  public double logDeterminant() {
    double sum = 0;
    for (int i = 0; i < n; i++) {
      sum += Math.log(factor.getAtIndex(ValueLayout.JAVA_DOUBLE, (long) i * n + i));
    }
    return 2 * sum;
  }
}
