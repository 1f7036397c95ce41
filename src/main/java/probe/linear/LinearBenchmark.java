package probe.linear;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.SplittableRandom;
import probe.algebra.Dense;
import probe.algebra.Gram;
import probe.algebra.Parallel;
import probe.algebra.Symmetric;
import probe.algebra.Whitening;
import probe.tensor.DType;
import probe.tensor.Matrix;
import probe.tensor.TemporaryMemory;

/** Speed of the trainers and of whitening on random rows. */
public final class LinearBenchmark {
  private static final int TASKS = 64;

  /** What is measured on labelled rows. */
  public enum Task {
    /** Not standardised, penalty 1, gradient within 1e-4: scikit-learn's defaults. */
    LOGISTIC,
    /** Penalty 1. */
    RIDGE,
    LDA,
    /** All components. */
    PCA
  }

  /**
   * One measurement.
   *
   * @param objective what was made small, for logistic and ridge; else NaN
   */
  public record Timing(double seconds, double objective) {}

  /**
   * Seconds of one round.
   *
   * @param whitening mean, covariance, its decomposition, root, and whitened rows
   * @param bare mean, covariance and its decomposition
   */
  public record WhiteningTiming(double whitening, double bare) {}

  private final Matrix rows;
  private final int[] labels;

  /**
   * Makes {@code n} labelled rows of dimension {@code d}, Gaussian, of which a plane tells most.
   */
  public LinearBenchmark(int n, int d, long seed) {
    rows = gaussian(n, d, seed);
    labels = new int[n];
    SplittableRandom random = new SplittableRandom(seed);
    double[] direction = random.doubles(d, -1, 1).map(x -> x / Math.sqrt(d / 3.0)).toArray();
    float[] row = new float[d];
    for (int i = 0; i < n; i++) {
      rows.copyRows(i, 1, row);
      double score = random.nextGaussian();
      for (int j = 0; j < d; j++) {
        score += row[j] * direction[j];
      }
      labels[i] = score > 0 ? 1 : 0;
    }
  }

  /** Gaussian rows [n, d] whose columns differ in scale. */
  private static Matrix gaussian(int n, int d, long seed) {
    MemorySegment memory = TemporaryMemory.ofFloats((long) n * d);
    SplittableRandom random = new SplittableRandom(seed);
    long[] seeds = random.longs(TASKS).toArray();
    Parallel.forEach(
        TASKS,
        task -> {
          SplittableRandom own = new SplittableRandom(seeds[task]);
          float[] row = new float[d];
          int end = (int) ((task + 1L) * n / TASKS);
          for (int i = (int) ((long) task * n / TASKS); i < end; i++) {
            for (int j = 0; j < d; j++) {
              row[j] = (float) (own.nextGaussian() * (1 + j % 7 / 3.0));
            }
            TemporaryMemory.put(memory, (long) i * d, row, d);
          }
        });
    return Matrix.of(memory, DType.F32, n, d);
  }

  /** The rows [n, d]. */
  public Matrix rows() {
    return rows;
  }

  /** The labels [n], 0 or 1. */
  public int[] labels() {
    return labels.clone();
  }

  /** Does {@code task} once. */
  public Timing time(Task task) {
    long start = System.nanoTime();
    double objective =
        switch (task) {
          case LOGISTIC -> new Logistic(false, 1e-4).train(rows, labels, 1).objective();
          case RIDGE -> {
            new Ridge().fit(rows, labels, 1);
            yield Double.NaN;
          }
          case LDA -> {
            new Lda().fit(rows, labels);
            yield Double.NaN;
          }
          case PCA -> {
            Pca.of(rows, Math.min(rows.rows() - 1, rows.columns()));
            yield Double.NaN;
          }
        };
    return new Timing(seconds(start), objective);
  }

  /**
   * Whitens random rows [n, d], and beside it computes what cannot be avoided.
   *
   * @param afterFirst runs after the first whitening, before anything else has taken memory
   */
  public static WhiteningTiming[] whitening(
      int n, int d, int rounds, long seed, Runnable afterFirst) {
    Matrix rows = gaussian(n, d, seed);
    int[] all = Gram.all(rows);
    Matrix few = gaussian(64, 4, seed);
    Whitening.of(few, Gram.all(few), 0).apply(few); // loads the library
    WhiteningTiming[] out = new WhiteningTiming[rounds];
    for (int round = 0; round < rounds; round++) {
      long start = System.nanoTime();
      Matrix whitened = Whitening.of(rows, all, 0).apply(rows);
      double whitening = seconds(start);
      if (round == 0) {
        afterFirst.run();
      }
      start = System.nanoTime();
      Dense covariance = Gram.covariance(rows, all);
      Symmetric.Eigen eigen = Symmetric.eigen(covariance);
      out[round] = new WhiteningTiming(whitening, seconds(start));
      if (whitened.rows() != n || eigen.values().length != d) {
        throw new IllegalStateException("unreachable: " + Arrays.toString(eigen.values()));
      }
    }
    return out;
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
