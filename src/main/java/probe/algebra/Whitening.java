package probe.algebra;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import probe.tensor.DType;
import probe.tensor.Matrix;
import probe.tensor.TemporaryMemory;

/**
 * The map g = Cov^-1/2 (x - mean), after which rows have covariance I and the inner product of two
 * differences is the causal one, a' Cov^-1 b (Park, Choe and Veitch, arXiv 2311.03658, theorem
 * 3.2). The root is the symmetric one.
 *
 * <p>A covariance without full rank has no inverse and is refused; eigenvalues are never clamped. A
 * ridge, where one is asked for, is added to every eigenvalue.
 */
public final class Whitening {
  // rows whitened by one task: OpenBLAS packs the [d, d] root anew in each
  private static final int CHUNK = 2048;
  // above, float32 products would leave errors of more than about 1e-4 in the whitened rows
  private static final double LARGEST_FLOAT_CONDITION = 1e6;

  private final double[] mean;
  private final Spectrum spectrum;
  private final double ridge;
  private final double[] inverted; // [d] eigenvalues with the ridge
  private final Dense vectors; // [d, d], rows
  private @Nullable Dense root; // [d, d], Cov^-1/2, made when first asked for

  private Whitening(double[] mean, Spectrum spectrum, double ridge, Dense vectors) {
    this.mean = mean;
    this.spectrum = spectrum;
    this.ridge = ridge;
    double added = ridge == 0 ? 0 : ridge * spectrum.mean();
    this.inverted = Arrays.stream(spectrum.values()).map(value -> value + added).toArray();
    this.vectors = vectors;
  }

  /**
   * Whitens with {@code covariance} [d, d].
   *
   * @param mean [d]
   * @param ridge what to add to the diagonal, as a share of the mean eigenvalue; 0 for none
   * @throws IllegalArgumentException for a covariance without full rank and no ridge, a negative
   *     ridge, or shapes that do not match
   */
  public static Whitening of(Dense covariance, double[] mean, double ridge) {
    int d = covariance.rows();
    if (mean.length != d) {
      throw new IllegalArgumentException(
          "vector dimensions differ: mean has %d, covariance has %d".formatted(mean.length, d));
    }
    if (!(ridge >= 0) || ridge == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException(
          "the ridge is a share of the mean eigenvalue and must be 0 or more, got " + ridge);
    }
    Symmetric.Eigen eigen = Symmetric.eigen(covariance);
    Spectrum spectrum = Spectrum.of(eigen.values());
    if (d == 0 || !(spectrum.values()[0] > 0)) {
      throw new IllegalArgumentException(
          "covariance [%d, %d] has rank 0: all rows are equal, and there is nothing to whiten"
              .formatted(d, d));
    }
    double smallest = spectrum.values()[d - 1] + ridge * spectrum.mean();
    if (ridge == 0 ? spectrum.rank() < d : !(smallest > spectrum.tolerance())) {
      throw new IllegalArgumentException(
          "covariance [%d, %d] has rank %d of %d (eigenvalues above %.3g; the smallest is %.3g)%s, so it has no inverse; take more rows than dimensions, or %s ridge, such as 0.01 of the mean eigenvalue"
              .formatted(
                  d,
                  d,
                  spectrum.rank(),
                  d,
                  spectrum.tolerance(),
                  spectrum.values()[d - 1],
                  ridge == 0 ? "" : " even with a ridge of " + ridge,
                  ridge == 0 ? "pass a" : "a larger"));
    }
    return new Whitening(mean.clone(), spectrum, ridge, eigen.vectors());
  }

  /** Whitens with the mean and population covariance of rows {@code which}. */
  public static Whitening of(Matrix rows, int[] which, double ridge) {
    double[] mean = Gram.mean(rows, which);
    return of(Gram.of(rows, which, mean), mean, ridge);
  }

  public int dimension() {
    return mean.length;
  }

  public double[] mean() {
    return mean.clone();
  }

  /** The covariance's eigenvalues and what follows from them, without the ridge. */
  public Spectrum spectrum() {
    return spectrum;
  }

  /** The ridge as a share of the mean eigenvalue; 0 for none. */
  public double ridge() {
    return ridge;
  }

  /** The condition number of what was inverted: the covariance with the ridge. */
  public double conditionNumber() {
    return inverted[0] / inverted[inverted.length - 1];
  }

  /** Cov^-1/2 [d, d], symmetric. Not a copy. */
  public synchronized Dense root() {
    if (root == null) {
      root = power(-0.5);
    }
    return root;
  }

  /** Cov^-1 [d, d], symmetric; computed at each call. */
  public Dense inverse() {
    return power(-1);
  }

  /** Cov^1/2 [d, d], symmetric, which undoes {@link #root}; computed at each call. */
  public Dense colouring() {
    return power(0.5);
  }

  /** Cov^-1/2 (x - mean). */
  public double[] apply(double[] x) {
    check(x.length);
    double[] centred = new double[x.length];
    for (int j = 0; j < x.length; j++) {
      centred[j] = x[j] - mean[j];
    }
    return root().multiply(centred);
  }

  /** Cov^-1/2 difference: for differences of vectors, in which the mean has gone. */
  public double[] applyToDifference(double[] difference) {
    check(difference.length);
    return root().multiply(difference);
  }

  /** a' Cov^-1 b, the causal inner product of two differences. */
  public double inner(double[] a, double[] b) {
    double[] left = applyToDifference(a);
    double[] right = applyToDifference(b);
    double sum = 0;
    for (int j = 0; j < left.length; j++) {
      sum += left[j] * right[j];
    }
    return sum;
  }

  /**
   * All rows whitened, [rows, d] float32 in temporary memory. Products are float32, or float64
   * where the condition number is above a million.
   */
  public Matrix apply(Matrix rows) {
    if (!single()) {
      return map(rows, root());
    }
    // half the work of root(), and as exact as the float32 products that follow
    Dense half = scaled(vectors, -0.5);
    return map(rows, narrow(Products.gram(narrow(half.values()), half.rows(), half.columns())));
  }

  /**
   * All rows in coordinates in which a random metric is the dot product: that of {@link
   * #randomMetric} for the same seed. [rows, d] float32 in temporary memory.
   */
  public Matrix applyRandom(Matrix rows, long seed) {
    // B'B is the metric, so rows B' have the products
    Dense map = scaled(Orthogonal.random(mean.length, seed), -1).transpose();
    return single() ? map(rows, narrow(map.values())) : map(rows, map);
  }

  private boolean single() {
    return conditionNumber() <= LARGEST_FLOAT_CONDITION;
  }

  @FunctionalInterface
  private interface BlockMap {
    /** Maps {@code block} [count, d], which may be overwritten, into {@code out}. */
    void apply(float[] block, int count, MemorySegment out);
  }

  private Matrix map(Matrix rows, BlockMap map) {
    int d = mean.length;
    check(rows.columns());
    MemorySegment out = TemporaryMemory.ofFloats((long) rows.rows() * d);
    Parallel.forEach(
        Math.ceilDiv(rows.rows(), CHUNK),
        task -> {
          int from = task * CHUNK;
          int count = Math.min(CHUNK, rows.rows() - from);
          float[] block = new float[count * d];
          rows.copyRows(from, count, block);
          long rowBytes = (long) d * Float.BYTES;
          map.apply(block, count, out.asSlice(from * rowBytes, count * rowBytes));
        });
    return Matrix.of(out, DType.F32, rows.rows(), d);
  }

  /** (x - mean)' {@code map} for every row x. */
  private Matrix map(Matrix rows, float[] map) {
    int d = mean.length;
    return map(
        rows,
        (block, count, out) -> {
          for (int i = 0; i < block.length; i += d) {
            for (int j = 0; j < d; j++) {
              block[i + j] = (float) (block[i + j] - mean[j]);
            }
          }
          MemorySegment a = MemorySegment.ofArray(block);
          MemorySegment b = MemorySegment.ofArray(map);
          Blas.gemm(false, false, count, d, d, 1f, a, d, b, d, 0f, out, d);
        });
  }

  private Matrix map(Matrix rows, Dense map) {
    int d = mean.length;
    return map(
        rows,
        (block, count, out) -> {
          double[] centred = new double[block.length];
          for (int i = 0; i < block.length; i += d) {
            for (int j = 0; j < d; j++) {
              centred[i + j] = block[i + j] - mean[j];
            }
          }
          float[] mapped = narrow(new Dense(count, d, centred).multiply(map).values());
          TemporaryMemory.put(out, 0, mapped, mapped.length);
        });
  }

  static float[] narrow(double[] values) {
    float[] out = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      out[i] = (float) values[i];
    }
    return out;
  }

  /**
   * A random metric for controls: symmetric positive definite [d, d] with the spectrum of Cov^-1
   * and eigenvectors drawn uniformly.
   */
  public Dense randomMetric(long seed) {
    return scaled(Orthogonal.random(mean.length, seed), -1).gram();
  }

  /** Cov^exponent, as B'B for B = Cov^(exponent / 2), so that it is symmetric to the bit. */
  private Dense power(double exponent) {
    return scaled(vectors, exponent).gram();
  }

  /** Row k of {@code rows} times the square root of eigenvalue k to the power {@code exponent}. */
  private Dense scaled(Dense rows, double exponent) {
    int d = mean.length;
    double[] out = new double[d * d];
    for (int k = 0; k < d; k++) {
      double factor = Math.pow(inverted[k], exponent / 2);
      for (int j = 0; j < d; j++) {
        out[k * d + j] = rows.values()[k * d + j] * factor;
      }
    }
    return new Dense(d, d, out);
  }

  private void check(int length) {
    if (length != mean.length) {
      throw new IllegalArgumentException(
          "vector dimensions differ: %d != %d".formatted(length, mean.length));
    }
  }
}
