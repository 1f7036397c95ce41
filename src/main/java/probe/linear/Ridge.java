package probe.linear;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import probe.algebra.Cholesky;
import probe.algebra.Dense;
import probe.algebra.Gram;
import probe.tensor.Matrix;

/**
 * Ridge regression on labels -1 and +1, in closed form, with an intercept that is not penalised
 * (Hoerl and Kennard 1970): the w of least sum (w . x + b - y)^2 + penalty |w|^2.
 *
 * <p>Where there are fewer rows than dimensions the equations are solved for one multiplier per
 * row. A penalty that is not given is chosen from shares of the mean variance, by held-out squared
 * error.
 */
public final class Ridge implements Trainer {
  private static final double[] SHARES = {1e-4, 1e-3, 1e-2, 1e-1, 1, 10, 100};

  @Override
  public String name() {
    return "ridge";
  }

  @Override
  public LinearProbe fit(double[][] x, int[] labels, int[] groups, long seed) {
    Classes.of(x.length, labels, groups);
    Dense rows = Dense.of(x);
    double[] y = signs(labels);
    double penalty =
        PenaltySearch.choose(
            labels,
            groups,
            seed,
            penalties(rows),
            (train, candidates) ->
                fitAll(
                    rows.rows(train),
                    Arrays.stream(train).mapToDouble(i -> y[i]).toArray(),
                    candidates),
            (probe, i) -> {
              double error = probe.score(x[i]) - y[i];
              return error * error;
            });
    return fit(rows, y, penalty);
  }

  /** Fits with {@code penalty} to the rows of {@code x} [n, d]. */
  public LinearProbe fit(double[][] x, int[] labels, double penalty) {
    Classes.of(x.length, labels);
    return fit(Dense.of(x), signs(labels), penalty);
  }

  /**
   * Fits with {@code penalty} to the rows of {@code x} [n, d], which are never copied as a whole.
   */
  public LinearProbe fit(Matrix x, int[] labels, double penalty) {
    Classes classes = Classes.of(x.rows(), labels);
    double[] y = signs(labels);
    if (x.rows() < x.columns()) {
      return fit(Dense.of(x), y, penalty);
    }
    refuse(penalty);
    int[] all = Gram.all(x);
    double[] mean = Gram.mean(x, all);
    Dense gram = Gram.ofFloats(x, all, mean);
    double centre = mean(y);
    // X'y from the class means: sum of y (x - mean), divided by n as the covariance is
    double[] zero = Gram.mean(x, classes.zero());
    double[] one = Gram.mean(x, classes.one());
    double shareOfZero = (double) classes.zero().length / x.rows();
    double[] target = new double[mean.length];
    for (int j = 0; j < target.length; j++) {
      target[j] = (1 - shareOfZero) * (one[j] - mean[j]) - shareOfZero * (zero[j] - mean[j]);
    }
    double[] weights = Cholesky.of(withRidge(gram, penalty / x.rows())).solve(target);
    return probe(weights, mean, centre);
  }

  private static LinearProbe fit(Dense rows, double[] y, double penalty) {
    return fitAll(rows, y, new double[] {penalty}).getFirst();
  }

  private static List<LinearProbe> fitAll(Dense rows, double[] y, double[] penalties) {
    double[] mean = rows.mean();
    Dense centred = rows.centred(mean);
    double centre = mean(y);
    double[] target = Arrays.stream(y).map(value -> value - centre).toArray();
    boolean dual = rows.rows() < rows.columns();
    Dense gram = dual ? centred.outerGram() : centred.gram();
    double[] right = dual ? target : centred.multiplyTransposed(target);
    List<LinearProbe> probes = new ArrayList<>();
    for (double penalty : penalties) {
      refuse(penalty);
      double[] solution = Cholesky.of(withRidge(gram, penalty)).solve(right);
      probes.add(probe(dual ? centred.multiplyTransposed(solution) : solution, mean, centre));
    }
    return probes;
  }

  private static double[] penalties(Dense rows) {
    Dense centred = rows.centred(rows.mean());
    double squares = Arrays.stream(centred.values()).map(v -> v * v).sum();
    double mean = squares / Math.min(rows.rows(), rows.columns());
    if (!(mean > 0)) {
      throw new IllegalArgumentException(
          "all %d rows are equal: there is nothing to fit".formatted(rows.rows()));
    }
    return Arrays.stream(SHARES).map(share -> share * mean).toArray();
  }

  private static void refuse(double penalty) {
    if (!(penalty > 0) || penalty == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException("the penalty must be above 0, got " + penalty);
    }
  }

  private static Dense withRidge(Dense gram, double ridge) {
    Dense out = new Dense(gram.rows(), gram.columns(), gram.values().clone());
    for (int i = 0; i < gram.rows(); i++) {
      out.values()[i * gram.rows() + i] += ridge;
    }
    return out;
  }

  private static LinearProbe probe(double[] weights, double[] mean, double centre) {
    double bias = centre;
    for (int j = 0; j < weights.length; j++) {
      bias -= weights[j] * mean[j];
    }
    return new LinearProbe(weights, bias);
  }

  private static double[] signs(int[] labels) {
    return Arrays.stream(labels).mapToDouble(label -> label == 1 ? 1 : -1).toArray();
  }

  private static double mean(double[] y) {
    return Arrays.stream(y).sum() / y.length;
  }
}
