package probe.stats;

import java.util.function.DoubleUnaryOperator;

/** Normal, Student t and beta distributions, to about 1e-12 for parameters up to 1e5. */
final class Distributions {
  /** Lanczos' coefficients for g = 7 (P. Godfrey, 2001). */
  private static final double[] LANCZOS = {
    0.9999999999998099,
    676.5203681218851,
    -1259.1392167224028,
    771.3234287776531,
    -176.6150291621406,
    12.507343278686905,
    -0.13857109526572012,
    9.984369578019572e-6,
    1.5056327351493116e-7
  };

  private Distributions() {}

  /** P(Z <= x): Marsaglia's series (2004, J. Stat. Softw. 11), Laplace's fraction in the tail. */
  static double normal(double x) {
    double density = Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
    if (Math.abs(x) > 3) {
      double fraction = Math.abs(x);
      for (int k = 100; k > 0; k--) {
        fraction = Math.abs(x) + k / fraction;
      }
      double tail = density / fraction;
      return x < 0 ? tail : 1 - tail;
    }
    double sum = x;
    double term = x;
    for (int k = 3; Math.abs(term) > 1e-17; k += 2) {
      term *= x * x / k;
      sum += term;
    }
    return 0.5 + sum * density;
  }

  /** The x with P(Z <= x) = p. */
  static double normalQuantile(double p) {
    checkShare("probability", p);
    return p > 0.5 ? -normalQuantile(1 - p) : root(Distributions::normal, p, -40, 0);
  }

  /** P(T <= x) = I(df / (df + x^2); df/2, 1/2) / 2 for x below 0. */
  static double t(double x, double df) {
    double tail = 0.5 * beta(df / (df + x * x), df / 2, 0.5);
    return x < 0 ? tail : 1 - tail;
  }

  /** The x with P(T <= x) = p. */
  static double tQuantile(double p, double df) {
    checkShare("probability", p);
    if (p > 0.5) {
      return -tQuantile(1 - p, df);
    }
    double low = -1;
    while (t(low, df) > p) {
      low *= 2;
    }
    return root(x -> t(x, df), p, low, 0);
  }

  /** The regularised incomplete beta function I(x; a, b). */
  static double beta(double x, double a, double b) {
    if (x <= 0 || x >= 1) {
      return x <= 0 ? 0 : 1;
    }
    double front =
        Math.exp(
            logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
    // the fraction converges fast on this side of the mean only
    return x < (a + 1) / (a + b + 2)
        ? front * betaFraction(x, a, b) / a
        : 1 - front * betaFraction(1 - x, b, a) / b;
  }

  /** The x with I(x; a, b) = p. */
  static double betaQuantile(double p, double a, double b) {
    return root(x -> beta(x, a, b), p, 0, 1);
  }

  /** The continued fraction 26.5.8 of Abramowitz and Stegun, by Lentz' method. */
  private static double betaFraction(double x, double a, double b) {
    double c = 1;
    double d = 1 / notZero(1 - (a + b) * x / (a + 1));
    double value = d;
    for (int m = 1; m <= 10_000; m++) {
      double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
      d = 1 / notZero(1 + even * d);
      c = notZero(1 + even / c);
      value *= d * c;
      double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
      d = 1 / notZero(1 + odd * d);
      c = notZero(1 + odd / c);
      value *= d * c;
      if (Math.abs(d * c - 1) < 1e-15) {
        break;
      }
    }
    return value;
  }

  private static double notZero(double x) {
    return Math.abs(x) < 1e-300 ? 1e-300 : x;
  }

  private static double logGamma(double x) {
    double sum = LANCZOS[0];
    for (int i = 1; i < LANCZOS.length; i++) {
      sum += LANCZOS[i] / (x - 1 + i);
    }
    double t = x + 6.5;
    return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
  }

  /** Where an increasing function takes a value: bisection, as speed does not matter here. */
  private static double root(
      DoubleUnaryOperator increasing, double value, double low, double high) {
    double below = low;
    double above = high;
    for (int i = 0; i < 200; i++) {
      double middle = (below + above) / 2;
      if (middle == below || middle == above) {
        break;
      }
      if (increasing.applyAsDouble(middle) < value) {
        below = middle;
      } else {
        above = middle;
      }
    }
    return (below + above) / 2;
  }

  /** Refuses what is not strictly between 0 and 1. */
  static void checkShare(String what, double value) {
    if (!(value > 0 && value < 1)) {
      throw new IllegalArgumentException(what + " must be between 0 and 1, got " + value);
    }
  }
}
