package probe.linear;

import java.util.List;
import java.util.stream.IntStream;
import probe.algebra.Cholesky;
import probe.algebra.Dense;
import probe.algebra.Gram;
import probe.algebra.Parallel;
import probe.tensor.Matrix;

/**
 * Linear discriminant analysis with the shrinkage of Ledoit and Wolf: Cov^-1 (mean1 - mean0), with
 * the class frequencies as priors. As scikit-learn's LinearDiscriminantAnalysis(solver="lsqr",
 * shrinkage="auto"): each class is standardised, shrunk, scaled back and weighted by its prior.
 *
 * <p>Where there are fewer rows than dimensions the inverse is applied by Woodbury's identity.
 */
public final class Lda implements Trainer {
  // rows whose lengths one task sums
  private static final int CHUNK = 256;

  @Override
  public String name() {
    return "lda";
  }

  @Override
  public LinearProbe fit(double[][] x, int[] labels, int[] groups, long seed) {
    Classes classes = Classes.of(x.length, labels, groups);
    return fit(Dense.of(x), classes);
  }

  /** Fits to the rows of {@code x} [n, d], which are never copied as a whole if n >= d. */
  public LinearProbe fit(Matrix x, int[] labels) {
    Classes classes = Classes.of(x.rows(), labels);
    if (x.rows() < x.columns()) {
      return fit(Dense.of(x), classes);
    }
    Shrunk shrunk = new Shrunk(x.columns());
    double[] zero = shrunk.add(x, classes.zero(), classes.rows());
    double[] one = shrunk.add(x, classes.one(), classes.rows());
    return probe(zero, one, classes, shrunk.solve(difference(zero, one)));
  }

  private static LinearProbe fit(Dense rows, Classes classes) {
    int d = rows.columns();
    Dense zero = rows.rows(classes.zero());
    Dense one = rows.rows(classes.one());
    double[] meanZero = zero.mean();
    double[] meanOne = one.mean();
    double[] difference = difference(meanZero, meanOne);
    double[] weights;
    if (rows.rows() < d) {
      LowRank covariance = new LowRank(rows.rows(), d);
      covariance.add(zero);
      covariance.add(one);
      weights = covariance.solve(difference);
    } else {
      Shrunk covariance = new Shrunk(d);
      covariance.add(zero, classes.rows());
      covariance.add(one, classes.rows());
      weights = covariance.solve(difference);
    }
    return probe(meanZero, meanOne, classes, weights);
  }

  private static double[] difference(double[] zero, double[] one) {
    return IntStream.range(0, zero.length).mapToDouble(j -> one[j] - zero[j]).toArray();
  }

  private static LinearProbe probe(double[] zero, double[] one, Classes classes, double[] weights) {
    double bias = Math.log((double) classes.one().length / classes.zero().length);
    for (int j = 0; j < weights.length; j++) {
      bias -= weights[j] * (zero[j] + one[j]) / 2;
    }
    return new LinearProbe(weights, bias);
  }

  /** The pooled covariance as a matrix [d, d]. */
  private static final class Shrunk {
    private final Dense sum;
    private int rows;

    Shrunk(int d) {
      sum = Dense.zeros(d, d);
    }

    void add(Dense of, int all) {
      double[] mean = of.mean();
      Dense covariance = of.centred(mean).gram();
      double[] values = covariance.values();
      for (int i = 0; i < values.length; i++) {
        values[i] /= of.rows();
      }
      Scaling scaling = Scaling.of(of.rows(), mean, diagonal(covariance));
      double fourth = 0;
      for (int i = 0; i < of.rows(); i++) {
        double length = 0;
        for (int j = 0; j < mean.length; j++) {
          double z = (of.at(i, j) - mean[j]) / scaling.scale()[j];
          length += z * z;
        }
        fourth += length * length;
      }
      add(covariance, scaling, of.rows(), fourth, all);
    }

    double[] add(Matrix x, int[] which, int all) {
      double[] mean = Gram.mean(x, which);
      Dense covariance = Gram.of(x, which, mean);
      Scaling scaling = Scaling.of(which.length, mean, diagonal(covariance));
      add(covariance, scaling, which.length, fourth(x, which, scaling), all);
      return mean;
    }

    private static double fourth(Matrix x, int[] which, Scaling scaling) {
      int d = x.columns();
      List<Double> parts =
          Parallel.map(
              Math.ceilDiv(which.length, CHUNK),
              task -> {
                float[] row = new float[d];
                double sum = 0;
                for (int i = task * CHUNK; i < Math.min(which.length, (task + 1) * CHUNK); i++) {
                  x.copyRows(which[i], 1, row);
                  double length = 0;
                  for (int j = 0; j < d; j++) {
                    double z = (row[j] - scaling.mean()[j]) / scaling.scale()[j];
                    length += z * z;
                  }
                  sum += length * length;
                }
                return sum;
              });
      return parts.stream().mapToDouble(Double::doubleValue).sum();
    }

    private void add(Dense covariance, Scaling scaling, int n, double fourth, int all) {
      int d = covariance.rows();
      double[] scale = scaling.scale();
      double[] values = covariance.values();
      double squares = 0;
      double trace = 0;
      for (int i = 0; i < d; i++) {
        double line = 0;
        for (int j = 0; j < d; j++) {
          double correlation = values[i * d + j] / scale[j];
          line += correlation * correlation;
        }
        squares += line / (scale[i] * scale[i]);
        trace += values[i * d + i] / (scale[i] * scale[i]);
      }
      LedoitWolf shrunk = LedoitWolf.of(n, d, trace, squares, fourth);
      double prior = (double) n / all;
      double keep = prior * (1 - shrunk.shrinkage());
      for (int i = 0; i < values.length; i++) {
        sum.values()[i] += keep * values[i];
      }
      for (int j = 0; j < d; j++) {
        sum.values()[j * d + j] += prior * shrunk.shrinkage() * shrunk.mean() * scale[j] * scale[j];
      }
      rows = all;
    }

    double[] solve(double[] b) {
      try {
        return Cholesky.of(sum).solve(b);
      } catch (IllegalArgumentException e) {
        IllegalArgumentException better = new SingularCovarianceException(rows, b.length);
        better.initCause(e);
        throw better;
      }
    }

    private static double[] diagonal(Dense a) {
      return IntStream.range(0, a.rows()).mapToDouble(i -> a.at(i, i)).toArray();
    }
  }

  /** The pooled covariance as D + U'U for a diagonal D and rows U [n, d]. */
  private static final class LowRank {
    private final double[] diagonal;
    private final Dense rows;
    private int filled;

    LowRank(int n, int d) {
      diagonal = new double[d];
      rows = Dense.zeros(n, d);
    }

    void add(Dense of) {
      int n = of.rows();
      int d = of.columns();
      Scaling scaling = Scaling.of(of);
      Dense standard = scaling.apply(of);
      LedoitWolf shrunk = LedoitWolf.ofCentred(standard);
      double prior = (double) n / rows.rows();
      double keep = Math.sqrt(prior * (1 - shrunk.shrinkage()) / n);
      for (int j = 0; j < d; j++) {
        double scale = scaling.scale()[j];
        diagonal[j] += prior * shrunk.shrinkage() * shrunk.mean() * scale * scale;
        for (int i = 0; i < n; i++) {
          rows.values()[(filled + i) * d + j] = keep * scale * standard.at(i, j);
        }
      }
      filled += n;
    }

    /** (D + U'U)^-1 b = D^-1 b - D^-1 U' (I + U D^-1 U')^-1 U D^-1 b */
    double[] solve(double[] b) {
      int n = rows.rows();
      int d = b.length;
      double[] root = new double[d];
      double[] scaled = new double[d];
      for (int j = 0; j < d; j++) {
        if (!(diagonal[j] > 0)) {
          throw new SingularCovarianceException(n, d);
        }
        root[j] = Math.sqrt(diagonal[j]);
        scaled[j] = b[j] / root[j];
      }
      Dense u = rows.standardised(new double[d], root);
      Dense inner = u.outerGram();
      for (int i = 0; i < n; i++) {
        inner.values()[i * n + i] += 1;
      }
      double[] correction = u.multiplyTransposed(Cholesky.of(inner).solve(u.multiply(scaled)));
      return IntStream.range(0, d)
          .mapToDouble(j -> (scaled[j] - correction[j]) / root[j])
          .toArray();
    }
  }
}
