package probe.linear;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import probe.ProbeException;
import probe.algebra.Dense;
import probe.tensor.Matrix;

/**
 * Logistic regression with an L2 penalty on weights of standardised columns and an intercept that
 * is not penalised: the least sum of log(1 + exp(-margin)) + penalty / 2 |w|^2. A penalty that is
 * not given is chosen by held-out log loss.
 *
 * <p>Up to a thousand rows or columns: Newton's method in float64, in coordinates of the rows'
 * span. Beyond: L-BFGS, with float32 products.
 */
public final class Logistic implements Trainer {
  /** No entry of the gradient, divided by the number of rows, is larger at the end. */
  public static final double TOLERANCE = 1e-6;

  private static final double[] PENALTIES = {1e5, 1e4, 1e3, 100, 10, 1, 1e-1, 1e-2};
  private static final int MOST_ITERATIONS = 5000;
  private static final int LARGEST_NEWTON = 1024;
  private static final long MOST_NEWTON_VALUES = 1L << 25;
  // of a mean of losses of float32 scores
  private static final double NOISE = 1e-6;

  private final boolean standardise;
  private final double tolerance;

  /** Standardises, and fits to {@link #TOLERANCE}. */
  public Logistic() {
    this(true, TOLERANCE);
  }

  /**
   * A trainer.
   *
   * @param standardise whether the penalty is on weights of standardised columns
   * @param tolerance the largest absolute entry of the gradient, divided by the number of rows
   */
  public Logistic(boolean standardise, double tolerance) {
    if (!(tolerance > 0)) {
      throw new IllegalArgumentException("the tolerance must be above 0, got " + tolerance);
    }
    this.standardise = standardise;
    this.tolerance = tolerance;
  }

  /**
   * A fit and how it ended.
   *
   * @param penalty given or chosen
   * @param objective the sum over rows, with the penalty
   * @param gradient the largest absolute entry of the gradient, divided by the number of rows
   * @param converged whether that is within the tolerance
   */
  public record Fit(
      LinearProbe probe,
      double penalty,
      double objective,
      double gradient,
      int iterations,
      int evaluations,
      boolean converged) {}

  @Override
  public String name() {
    return "logistic";
  }

  @Override
  public LinearProbe fit(double[][] x, int[] labels, int[] groups, long seed) {
    Classes.of(x.length, labels, groups);
    Path path = path(x, labels);
    double penalty =
        PenaltySearch.choose(
            labels,
            groups,
            seed,
            PENALTIES,
            (train, penalties) -> path.fit(train, penalties).stream().map(Fit::probe).toList(),
            (probe, i) -> loss((2 * labels[i] - 1) * probe.score(x[i])));
    return required(only(path, x.length, penalty));
  }

  /**
   * Fits with {@code penalty} to the rows of {@code x} [n, d].
   *
   * @throws ProbeException if the gradient does not come within the tolerance
   */
  public LinearProbe fit(double[][] x, int[] labels, double penalty) {
    return required(train(x, labels, penalty));
  }

  /** The same for float32 rows, which are never copied as a whole if there are many. */
  public LinearProbe fit(Matrix x, int[] labels, double penalty) {
    return required(train(x, labels, penalty));
  }

  /** Fits, and says how it ended. */
  public Fit train(double[][] x, int[] labels, double penalty) {
    Classes.of(x.length, labels);
    return only(path(x, labels), x.length, penalty);
  }

  /** The same for float32 rows. */
  public Fit train(Matrix x, int[] labels, double penalty) {
    Classes.of(x.rows(), labels);
    return only(path(x, labels), x.rows(), penalty);
  }

  /** Fits to the rows {@code which}, one for each penalty. */
  @FunctionalInterface
  private interface Path {
    List<Fit> fit(int[] which, double[] penalties);
  }

  private Path path(double[][] x, int[] labels) {
    if (!isSmall(x.length, x[0].length)) {
      return path(narrow(x), labels);
    }
    Dense rows = Dense.of(x);
    return (which, penalties) -> newton(rows.rows(which), select(labels, which), penalties);
  }

  private Path path(Matrix x, int[] labels) {
    if (isSmall(x.rows(), x.columns())) {
      Dense rows = Dense.of(x);
      return (which, penalties) -> newton(rows.rows(which), select(labels, which), penalties);
    }
    return (which, penalties) -> lbfgs(x, which, labels, penalties);
  }

  private static boolean isSmall(int n, int d) {
    return Math.min(n, d) <= LARGEST_NEWTON && (long) n * d <= MOST_NEWTON_VALUES;
  }

  private static Matrix narrow(double[][] x) {
    int d = x[0].length;
    float[] values = new float[Math.multiplyExact(x.length, d)];
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < d; j++) {
        values[i * d + j] = (float) x[i][j];
      }
    }
    return Matrix.of(values, x.length, d);
  }

  private static int[] select(int[] labels, int[] which) {
    return Arrays.stream(which).map(i -> labels[i]).toArray();
  }

  private Fit only(Path path, int n, double penalty) {
    int[] all = IntStream.range(0, n).toArray();
    return path.fit(all, new double[] {penalty}).getFirst();
  }

  // penalties descend, and each fit starts where the one before it ended

  private List<Fit> newton(Dense rows, int[] labels, double[] penalties) {
    Scaling scaling = standardise ? Scaling.of(rows) : Scaling.none(rows.columns());
    Coordinates coordinates = Coordinates.of(scaling.apply(rows));
    double[] signs = Arrays.stream(labels).mapToDouble(label -> 2 * label - 1).toArray();
    int r = coordinates.rows().columns();
    double[] start = new double[r + 1];
    List<Fit> fits = new ArrayList<>();
    for (double penalty : penalties) {
      refuse(penalty);
      Lbfgs.Minimum minimum =
          new LogisticNewton(coordinates.rows(), signs, penalty).minimise(start, tolerance);
      start = minimum.point();
      double[] weights = coordinates.weights(Arrays.copyOf(start, r));
      fits.add(fit(scaling.undo(weights, start[r]), penalty, minimum.value(), minimum));
    }
    return fits;
  }

  private List<Fit> lbfgs(Matrix rows, int[] which, int[] labels, double[] penalties) {
    int d = rows.columns();
    Scaling scaling = standardise ? Scaling.of(rows, which) : Scaling.none(d);
    double[] start = new double[d + 1];
    List<Fit> fits = new ArrayList<>();
    for (double penalty : penalties) {
      refuse(penalty);
      Objective objective =
          new LogisticPass(rows, which, labels, penalty, standardise ? scaling : null);
      Lbfgs.Minimum minimum =
          new Lbfgs(objective, NOISE).minimise(start, tolerance, MOST_ITERATIONS);
      start = minimum.point();
      LinearProbe probe = scaling.undo(Arrays.copyOf(start, d), start[d]);
      fits.add(fit(probe, penalty, minimum.value() * which.length, minimum));
    }
    return fits;
  }

  private Fit fit(LinearProbe probe, double penalty, double objective, Lbfgs.Minimum minimum) {
    return new Fit(
        probe,
        penalty,
        objective,
        minimum.gradient(),
        minimum.iterations(),
        minimum.evaluations(),
        minimum.gradient() <= tolerance);
  }

  private static void refuse(double penalty) {
    if (!(penalty > 0) || penalty == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException("the penalty must be above 0, got " + penalty);
    }
  }

  private LinearProbe required(Fit fit) {
    if (!fit.converged) {
      throw ProbeException.numeric(
          "logistic regression with penalty %s stopped after %d iterations at a gradient of %.2g, above %.2g; use a larger penalty, or a tolerance that rounding allows"
              .formatted(fit.penalty, fit.iterations, fit.gradient, tolerance));
    }
    return fit.probe;
  }

  static double loss(double margin) {
    // neither term overflows
    return Math.max(0, -margin) + Math.log1p(Math.exp(-Math.abs(margin)));
  }

  static double sigmoid(double score) {
    return 1 / (1 + Math.exp(-score));
  }
}
