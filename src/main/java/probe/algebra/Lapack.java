package probe.algebra;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** The factorisations of LAPACK that are used here. They run long: memory outside the heap only. */
final class Lapack {
  private static final int COLUMN_MAJOR = 102;

  private static final MethodHandle DPOTRF =
      OpenBlas.handle(
          "LAPACKE_dpotrf_work",
          FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_BYTE, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle DPOTRS =
      OpenBlas.handle(
          "LAPACKE_dpotrs_work",
          FunctionDescriptor.of(
              JAVA_INT, JAVA_INT, JAVA_BYTE, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS,
              JAVA_INT));
  private static final MethodHandle DSYTRD =
      OpenBlas.handle(
          "LAPACKE_dsytrd_work",
          FunctionDescriptor.of(
              JAVA_INT, JAVA_INT, JAVA_BYTE, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, ADDRESS, ADDRESS,
              ADDRESS, JAVA_INT));
  private static final MethodHandle DSTEDC =
      OpenBlas.handle(
          "LAPACKE_dstedc_work",
          FunctionDescriptor.of(
              JAVA_INT, JAVA_INT, JAVA_BYTE, JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_INT, ADDRESS,
              JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle DORMTR =
      OpenBlas.handle(
          "LAPACKE_dormtr_work",
          FunctionDescriptor.of(
              JAVA_INT, JAVA_INT, JAVA_BYTE, JAVA_BYTE, JAVA_BYTE, JAVA_INT, JAVA_INT, ADDRESS,
              JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle DGEQRF =
      OpenBlas.handle(
          "LAPACKE_dgeqrf_work",
          FunctionDescriptor.of(
              JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, ADDRESS,
              JAVA_INT));
  private static final MethodHandle DORGQR =
      OpenBlas.handle(
          "LAPACKE_dorgqr_work",
          FunctionDescriptor.of(
              JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, ADDRESS,
              JAVA_INT));
  private static final MethodHandle DGESDD =
      OpenBlas.handle(
          "LAPACKE_dgesdd_work",
          FunctionDescriptor.of(
              JAVA_INT, JAVA_INT, JAVA_BYTE, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS,
              ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS));

  private Lapack() {}

  /** Factors a [n, n] in place; returns 0, or the order of the first minor that is not positive. */
  static int potrf(int n, MemorySegment a) {
    try {
      return (int) DPOTRF.invokeExact(COLUMN_MAJOR, (byte) 'L', n, a, n);
    } catch (Throwable e) {
      throw OpenBlas.unexpected(e);
    }
  }

  /** Solves for {@code count} right-hand sides b [count, n] in place, with what potrf left. */
  static void potrs(int n, int count, MemorySegment a, MemorySegment b) {
    try {
      check("dpotrs", (int) DPOTRS.invokeExact(COLUMN_MAJOR, (byte) 'L', n, count, a, n, b, n));
    } catch (Throwable e) {
      throw OpenBlas.unexpected(e);
    }
  }

  /** Reduces a [n, n] to the tridiagonal d [n], e [n - 1]; a and tau then hold the rotations. */
  static void sytrd(
      int n,
      MemorySegment a,
      MemorySegment d,
      MemorySegment e,
      MemorySegment tau,
      MemorySegment work) {
    try {
      int size = (int) (work.byteSize() / Double.BYTES);
      check(
          "dsytrd",
          (int) DSYTRD.invokeExact(COLUMN_MAJOR, (byte) 'L', n, a, n, d, e, tau, work, size));
    } catch (Throwable t) {
      throw OpenBlas.unexpected(t);
    }
  }

  /** Ascending eigenvalues d [n] and, as rows, eigenvectors z [n, n] of a tridiagonal matrix. */
  static void stedc(
      int n,
      MemorySegment d,
      MemorySegment e,
      MemorySegment z,
      MemorySegment work,
      MemorySegment integers) {
    try {
      int size = (int) (work.byteSize() / Double.BYTES);
      int integerSize = (int) (integers.byteSize() / Integer.BYTES);
      check(
          "dstedc",
          (int)
              DSTEDC.invokeExact(
                  COLUMN_MAJOR, (byte) 'I', n, d, e, z, n, work, size, integers, integerSize));
    } catch (Throwable t) {
      throw OpenBlas.unexpected(t);
    }
  }

  /** Turns {@code count} rows c [count, n] by the rotations that sytrd left in a and tau. */
  static void ormtr(
      int n, int count, MemorySegment a, MemorySegment tau, MemorySegment c, MemorySegment work) {
    try {
      int size = (int) (work.byteSize() / Double.BYTES);
      check(
          "dormtr",
          (int)
              DORMTR.invokeExact(
                  COLUMN_MAJOR,
                  (byte) 'L',
                  (byte) 'L',
                  (byte) 'N',
                  n,
                  count,
                  a,
                  n,
                  tau,
                  c,
                  n,
                  work,
                  size));
    } catch (Throwable t) {
      throw OpenBlas.unexpected(t);
    }
  }

  /** Replaces a [n, n] by an orthogonal matrix: the Q of its QR decomposition. */
  static void orthogonalise(int n, MemorySegment a, MemorySegment tau, MemorySegment work) {
    try {
      int size = (int) (work.byteSize() / Double.BYTES);
      check("dgeqrf", (int) DGEQRF.invokeExact(COLUMN_MAJOR, n, n, a, n, tau, work, size));
      check("dorgqr", (int) DORGQR.invokeExact(COLUMN_MAJOR, n, n, n, a, n, tau, work, size));
    } catch (Throwable t) {
      throw OpenBlas.unexpected(t);
    }
  }

  /**
   * Factors a matrix of {@code count} columns [count, n] in place: its first rows then hold the
   * upper triangle R of Q R, column by column.
   */
  static void triangle(int n, int count, MemorySegment a, MemorySegment tau, MemorySegment work) {
    try {
      int size = (int) (work.byteSize() / Double.BYTES);
      check("dgeqrf", (int) DGEQRF.invokeExact(COLUMN_MAJOR, n, count, a, n, tau, work, size));
    } catch (Throwable t) {
      throw OpenBlas.unexpected(t);
    }
  }

  /** Singular values s [min], descending, of a matrix of {@code count} columns [count, n]. */
  static void gesdd(
      int n,
      int count,
      MemorySegment a,
      MemorySegment s,
      MemorySegment work,
      MemorySegment integers) {
    try {
      int size = (int) (work.byteSize() / Double.BYTES);
      check(
          "dgesdd",
          (int)
              DGESDD.invokeExact(
                  COLUMN_MAJOR,
                  (byte) 'N',
                  n,
                  count,
                  a,
                  n,
                  s,
                  MemorySegment.NULL,
                  1,
                  MemorySegment.NULL,
                  1,
                  work,
                  size,
                  integers));
    } catch (Throwable t) {
      throw OpenBlas.unexpected(t);
    }
  }

  private static void check(String routine, int info) {
    if (info != 0) {
      throw new IllegalStateException("LAPACK's %s failed with code %d".formatted(routine, info));
    }
  }
}
