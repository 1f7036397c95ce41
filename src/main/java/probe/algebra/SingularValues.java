package probe.algebra;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Singular values, of products of thin matrices too, which are never multiplied out. */
public final class SingularValues {
  private SingularValues() {}

  /**
   * The singular values of {@code a}, descending (LAPACK's dgesdd).
   *
   * @throws IllegalArgumentException if it is not finite
   */
  public static double[] of(Dense a) {
    int least = Math.min(a.rows(), a.columns());
    if (least == 0) {
      return new double[0];
    }
    requireFinite(a);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = copy(arena, a);
      MemorySegment s = Symmetric.doubles(arena, least);
      long most = Math.max(a.rows(), a.columns());
      MemorySegment work = Symmetric.doubles(arena, 3L * least + most + 7L * least + 64 * most);
      MemorySegment integers = arena.allocate(8L * least * Integer.BYTES, 8);
      // a row of ours is a column of LAPACK's: the transpose has the same singular values
      Lapack.gesdd(a.columns(), a.rows(), memory, s, work, integers);
      return s.toArray(ValueLayout.JAVA_DOUBLE);
    }
  }

  /**
   * The singular values of {@code left} [m, k] times {@code right} [k, n], descending: at most k of
   * them. With left = Q1 R1 and right' = Q2 R2 they are those of R1 R2' [k, k].
   *
   * @throws IllegalArgumentException if the two do not fit, or are not finite
   */
  public static double[] ofProduct(Dense left, Dense right) {
    if (left.columns() != right.rows()) {
      throw new IllegalArgumentException(
          "a product of [%d, %d] and [%d, %d]: %d != %d"
              .formatted(
                  left.rows(),
                  left.columns(),
                  right.rows(),
                  right.columns(),
                  left.columns(),
                  right.rows()));
    }
    requireFinite(left);
    requireFinite(right);
    if (left.columns() >= Math.min(left.rows(), right.columns())) {
      return of(left.multiply(right));
    }
    return of(triangle(left.transpose()).multiply(triangle(right).transpose()));
  }

  /**
   * How many equal singular values would spread as {@code values} do: exp(H(p)) with p = s^2 / sum
   * of s^2, 1 for one value, n for n equal ones, 0 for none but zeros.
   */
  public static double effectiveRank(double[] values) {
    double squares = 0;
    for (double value : values) {
      squares += value * value;
    }
    double entropy = 0;
    for (double value : values) {
      double share = value * value / squares;
      entropy -= share > 0 ? share * Math.log(share) : 0;
    }
    return squares > 0 ? Math.exp(entropy) : 0;
  }

  /** R [k, k] of the QR decomposition of the transpose of {@code columns} [k, n]. */
  private static Dense triangle(Dense columns) {
    int k = columns.rows();
    int n = columns.columns();
    Dense out = Dense.zeros(k, k);
    if (k == 0) {
      return out;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = copy(arena, columns);
      Lapack.triangle(n, k, memory, Symmetric.doubles(arena, k), Symmetric.doubles(arena, 64L * k));
      for (int j = 0; j < k; j++) {
        for (int i = 0; i <= j; i++) {
          out.values()[i * k + j] = memory.getAtIndex(ValueLayout.JAVA_DOUBLE, (long) j * n + i);
        }
      }
    }
    return out;
  }

  private static MemorySegment copy(Arena arena, Dense a) {
    MemorySegment memory = Symmetric.doubles(arena, a.values().length);
    MemorySegment.copy(a.values(), 0, memory, ValueLayout.JAVA_DOUBLE, 0, a.values().length);
    return memory;
  }

  private static void requireFinite(Dense a) {
    for (double x : a.values()) {
      if (!Double.isFinite(x)) {
        throw new IllegalArgumentException("%s has an entry that is %s".formatted(a, x));
      }
    }
  }
}
