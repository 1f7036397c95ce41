package probe.algebra;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The matrix products of OpenBLAS that are used here.
 *
 * <p>They take arrays on the heap as they are, and hold up the garbage collector meanwhile: keep
 * each call short.
 */
final class Blas {
  private static final int ROW_MAJOR = 101;
  private static final int NO_TRANS = 111;
  private static final int TRANS = 112;
  private static final int UPPER = 121;

  private static final MethodHandle DGEMM = handleOf("cblas_dgemm", gemm(JAVA_DOUBLE));
  private static final MethodHandle SGEMM = handleOf("cblas_sgemm", gemm(JAVA_FLOAT));
  private static final MethodHandle DSYRK =
      handleOf(
          "cblas_dsyrk",
          FunctionDescriptor.ofVoid(
              JAVA_INT,
              JAVA_INT,
              JAVA_INT,
              JAVA_INT,
              JAVA_INT,
              JAVA_DOUBLE,
              ADDRESS,
              JAVA_INT,
              JAVA_DOUBLE,
              ADDRESS,
              JAVA_INT));
  private static final MethodHandle DGEMV = handleOf("cblas_dgemv", gemv(JAVA_DOUBLE));
  private static final MethodHandle SGEMV = handleOf("cblas_sgemv", gemv(JAVA_FLOAT));

  private Blas() {}

  private static FunctionDescriptor gemm(MemoryLayout scalar) {
    return FunctionDescriptor.ofVoid(
        JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, scalar, ADDRESS, JAVA_INT,
        ADDRESS, JAVA_INT, scalar, ADDRESS, JAVA_INT);
  }

  private static FunctionDescriptor gemv(MemoryLayout scalar) {
    return FunctionDescriptor.ofVoid(
        JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, scalar, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT,
        scalar, ADDRESS, JAVA_INT);
  }

  private static MethodHandle handleOf(String name, FunctionDescriptor type) {
    return OpenBlas.handle(name, type, Linker.Option.critical(true));
  }

  /**
   * c = alpha op(a) op(b) + beta c; op(a) [m, k], op(b) [k, n], c [m, n], rows one after another.
   */
  static void gemm(
      boolean transA,
      boolean transB,
      int m,
      int n,
      int k,
      double alpha,
      MemorySegment a,
      int lda,
      MemorySegment b,
      int ldb,
      double beta,
      MemorySegment c,
      int ldc) {
    try {
      DGEMM.invokeExact(
          ROW_MAJOR,
          transA ? TRANS : NO_TRANS,
          transB ? TRANS : NO_TRANS,
          m,
          n,
          k,
          alpha,
          a,
          lda,
          b,
          ldb,
          beta,
          c,
          ldc);
    } catch (Throwable e) {
      throw OpenBlas.unexpected(e);
    }
  }

  /** The same in float32. */
  static void gemm(
      boolean transA,
      boolean transB,
      int m,
      int n,
      int k,
      float alpha,
      MemorySegment a,
      int lda,
      MemorySegment b,
      int ldb,
      float beta,
      MemorySegment c,
      int ldc) {
    try {
      SGEMM.invokeExact(
          ROW_MAJOR,
          transA ? TRANS : NO_TRANS,
          transB ? TRANS : NO_TRANS,
          m,
          n,
          k,
          alpha,
          a,
          lda,
          b,
          ldb,
          beta,
          c,
          ldc);
    } catch (Throwable e) {
      throw OpenBlas.unexpected(e);
    }
  }

  /** The upper triangle of c [n, n] = alpha a'a + beta c for a [k, n], or of a a' for a [n, k]. */
  static void syrk(
      boolean transA,
      int n,
      int k,
      double alpha,
      MemorySegment a,
      int lda,
      double beta,
      MemorySegment c,
      int ldc) {
    try {
      DSYRK.invokeExact(
          ROW_MAJOR, UPPER, transA ? TRANS : NO_TRANS, n, k, alpha, a, lda, beta, c, ldc);
    } catch (Throwable e) {
      throw OpenBlas.unexpected(e);
    }
  }

  /** y = alpha op(a) x + beta y for a [m, n]. */
  static void gemv(
      boolean trans,
      int m,
      int n,
      double alpha,
      MemorySegment a,
      int lda,
      MemorySegment x,
      double beta,
      MemorySegment y) {
    try {
      DGEMV.invokeExact(ROW_MAJOR, trans ? TRANS : NO_TRANS, m, n, alpha, a, lda, x, 1, beta, y, 1);
    } catch (Throwable e) {
      throw OpenBlas.unexpected(e);
    }
  }

  /** The same in float32. */
  static void gemv(
      boolean trans,
      int m,
      int n,
      float alpha,
      MemorySegment a,
      int lda,
      MemorySegment x,
      float beta,
      MemorySegment y) {
    try {
      SGEMV.invokeExact(ROW_MAJOR, trans ? TRANS : NO_TRANS, m, n, alpha, a, lda, x, 1, beta, y, 1);
    } catch (Throwable e) {
      throw OpenBlas.unexpected(e);
    }
  }
}
