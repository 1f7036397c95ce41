package probe.theory;

import java.util.Locale;
import probe.algebra.Dense;
import probe.algebra.Symmetric;

/** What a model that is trained by gradient flow keeps small. */
public enum Norm {
  /** The sum of the singular values: the factorised model. */
  NUCLEAR {
    @Override
    Nearest nearest(Dense a, double price) {
      int n = a.columns();
      Symmetric.Eigen eigen = Symmetric.eigen(a.gram());
      Dense vectors = eigen.vectors();
      Dense scaled = Dense.zeros(n, n);
      double sum = 0;
      for (int k = 0; k < n; k++) {
        double singular = Math.sqrt(Math.max(0, eigen.values()[k]));
        double rest = singular - price;
        if (rest <= 0) {
          break;
        }
        sum += rest;
        for (int j = 0; j < n; j++) {
          scaled.values()[k * n + j] = rest / singular * vectors.at(k, j);
        }
      }
      return new Nearest(a.multiply(vectors.transpose().multiply(scaled)), sum);
    }

    @Override
    double dual(Dense a) {
      return Math.sqrt(Symmetric.eigen(a.gram()).values()[0]);
    }
  },
  /** The root of the sum of the squared singular values: the product trained as one matrix. */
  FROBENIUS {
    @Override
    Nearest nearest(Dense a, double price) {
      double[] shrunk = a.values().clone();
      for (int k = 0; k < shrunk.length; k++) {
        shrunk[k] /= 1 + price;
      }
      Dense value = new Dense(a.rows(), a.columns(), shrunk);
      return new Nearest(value, dual(value));
    }

    @Override
    double dual(Dense a) {
      double sum = 0;
      for (double x : a.values()) {
        sum += x * x;
      }
      return Math.sqrt(sum);
    }
  };

  /** A matrix and its norm. */
  record Nearest(Dense value, double norm) {}

  /**
   * The matrix x that minimises price f(x) + ||x - a||^2 / 2: f is the nuclear norm, or half of the
   * squared Frobenius norm.
   */
  abstract Nearest nearest(Dense a, double price);

  /** The dual norm: the spectral norm to the nuclear one, and the Frobenius norm to itself. */
  abstract double dual(Dense a);

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
