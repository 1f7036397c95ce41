package probe.stats;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/**
 * y[r][c] = mean + row effect + column effect + residual, all random, one value per cell: the ANOVA
 * (method of moments) estimators (Searle, Casella and McCulloch 1992), unbiased and so below 0 at
 * times.
 *
 * @param row variance of row effects, (MS rows - MS residual) / columns
 * @param column variance of column effects, (MS columns - MS residual) / rows
 * @param residual variance of the rest, interaction included
 */
public record VarianceComponents(double mean, double row, double column, double residual) {

  /** Intervals for the numbers of {@link VarianceComponents}, in its order, and for the shares. */
  public record Intervals(
      Interval mean,
      Interval row,
      Interval column,
      Interval residual,
      Interval rowShare,
      Interval columnShare,
      Interval residualShare) {}

  /** Estimates the components of {@code y}, [rows][columns]. */
  public static VarianceComponents of(double[][] y) {
    check(y);
    return weighted(y, ones(y.length), ones(y[0].length), false);
  }

  /**
   * Variance of rows as a share of the total, components below 0 counting as 0; NaN for no
   * variance.
   */
  public double rowShare() {
    return Math.max(0, row) / total();
  }

  /** Variance of columns as a share of the total. */
  public double columnShare() {
    return Math.max(0, column) / total();
  }

  /** Variance of the rest as a share of the total. */
  public double residualShare() {
    return Math.max(0, residual) / total();
  }

  private double total() {
    return Math.max(0, row) + Math.max(0, column) + Math.max(0, residual);
  }

  /**
   * Intervals from the pigeonhole bootstrap, which resamples rows and columns (Owen 2007, Ann.
   * Appl. Stat. 1(2)), with expanded percentiles for the number of rows, of columns, or the lesser.
   *
   * <p>Coverage of 95 % intervals for normal effects and 8 to 40 rows and columns, 600 samples
   * each: mean 94 to 98 %, variances of rows and columns 93 to 100 %, shares 96 to 100 %; with 12
   * columns beside 40 rows 88 % for the columns' variance and 91 % for their share. The residual's
   * is too wide (99 %). Variances of skewed effects are missed more often: 80 % for exponential
   * ones.
   */
  public static Intervals intervals(double[][] y, double level, int draws, long seed) {
    VarianceComponents estimate = of(y);
    VarianceComponents[] drawn = resamples(y, draws, seed);
    int rows = y.length;
    int columns = y[0].length;
    int fewer = Math.min(rows, columns);
    return new Intervals(
        interval(VarianceComponents::mean, estimate, drawn, fewer, level),
        interval(VarianceComponents::row, estimate, drawn, rows, level),
        interval(VarianceComponents::column, estimate, drawn, columns, level),
        interval(VarianceComponents::residual, estimate, drawn, fewer, level),
        interval(VarianceComponents::rowShare, estimate, drawn, fewer, level),
        interval(VarianceComponents::columnShare, estimate, drawn, fewer, level),
        interval(VarianceComponents::residualShare, estimate, drawn, fewer, level));
  }

  /** The components of resampled tables. */
  static VarianceComponents[] resamples(double[][] y, int draws, long seed) {
    VarianceComponents[] drawn = new VarianceComponents[draws];
    int[] rows = new int[y.length];
    int[] columns = new int[y[0].length];
    for (int i = 0; i < draws; i++) {
      SplittableRandom random = new SplittableRandom(Seeds.of(seed, i));
      ClusterBootstrap.draw(rows, random);
      ClusterBootstrap.draw(columns, random);
      drawn[i] = weighted(y, rows, columns, true);
    }
    return drawn;
  }

  private static Interval interval(
      ToDoubleFunction<VarianceComponents> part,
      VarianceComponents estimate,
      VarianceComponents[] drawn,
      int clusters,
      double level) {
    if (Double.isNaN(part.applyAsDouble(estimate))) {
      String why = "no interval: all cells are equal";
      return new Interval(Double.NaN, Double.NaN, Double.NaN, level, clusters, 0, why);
    }
    double[] replicates = Arrays.stream(drawn).mapToDouble(part).toArray();
    Interval plain =
        ClusterBootstrap.interval(
            part.applyAsDouble(estimate),
            replicates,
            clusters,
            level,
            ClusterBootstrap.Kind.EXPANDED);
    return new Interval(
        plain.estimate(),
        plain.low(),
        plain.high(),
        level,
        clusters,
        plain.draws(),
        plain.defined() ? "pigeonhole bootstrap, expanded percentile" : plain.method());
  }

  /** The components of y with rows and columns taken as often as the weights say. */
  private static VarianceComponents weighted(
      double[][] y, int[] rows, int[] columns, boolean resampled) {
    double r = rows.length;
    double c = columns.length;
    double[] rowMeans = new double[rows.length];
    double[] columnMeans = new double[columns.length];
    double mean = 0;
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < columns.length; j++) {
        rowMeans[i] += columns[j] * y[i][j] / c;
        columnMeans[j] += rows[i] * y[i][j] / r;
      }
      mean += rows[i] * rowMeans[i] / r;
    }
    double msRow = 0;
    double msColumn = 0;
    double residual = 0;
    for (int i = 0; i < rows.length; i++) {
      msRow += rows[i] * square(rowMeans[i] - mean) * c / (r - 1);
      for (int j = 0; j < columns.length; j++) {
        residual +=
            rows[i]
                * columns[j]
                * square(y[i][j] - rowMeans[i] - columnMeans[j] + mean)
                / ((r - 1) * (c - 1));
      }
    }
    for (int j = 0; j < columns.length; j++) {
      msColumn += columns[j] * square(columnMeans[j] - mean) * r / (c - 1);
    }
    double row = (msRow - residual) / c;
    double column = (msColumn - residual) / r;
    if (!resampled) {
      return new VarianceComponents(mean, row, column, residual);
    }
    // a row met twice differs from itself by nothing, so resamples are off on average by what
    // these lines undo: their mean over all resamples is the estimate of the sample
    residual /= (1 - 1 / r) * (1 - 1 / c);
    return new VarianceComponents(
        mean, row / (1 - 1 / r) - residual / c, column / (1 - 1 / c) - residual / r, residual);
  }

  private static double square(double x) {
    return x * x;
  }

  private static int[] ones(int count) {
    int[] ones = new int[count];
    Arrays.fill(ones, 1);
    return ones;
  }

  private static void check(double[][] y) {
    if (y.length < 2 || y[0].length < 2) {
      throw new IllegalArgumentException(
          "variance components need at least 2 rows and 2 columns, got "
              + y.length
              + " and "
              + (y.length == 0 ? 0 : y[0].length));
    }
    for (int i = 0; i < y.length; i++) {
      if (y[i].length != y[0].length) {
        throw new IllegalArgumentException(
            "row " + i + " has " + y[i].length + " columns, not " + y[0].length);
      }
      for (int j = 0; j < y[i].length; j++) {
        if (!Double.isFinite(y[i][j])) {
          throw new IllegalArgumentException("cell " + i + ", " + j + " is " + y[i][j]);
        }
      }
    }
  }
}
