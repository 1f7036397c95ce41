package probe.linear;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Limited-memory BFGS (Nocedal and Wright 2006, algorithm 7.5) with a bisecting line search for the
 * weak Wolfe conditions (Lewis and Overton 2013, algorithm 2.6), which near the minimum, where
 * differences of values are rounding, looks at slopes alone (Hager and Zhang 2005, equation 4.1).
 *
 * <p>Not Smile's, which is as fast: its line search compares values only, and on sums of float32
 * products it stops before the gradient is as small as was asked for.
 */
final class Lbfgs {
  private static final int MEMORY = 10;
  private static final int LONGEST_SEARCH = 30;
  private static final double DECREASE = 1e-4;
  private static final double CURVATURE = 0.9;

  private record Pair(double[] step, double[] change, double product) {}

  /**
   * Where it stopped.
   *
   * @param gradient the largest absolute entry of the gradient
   * @param iterations steps taken
   * @param evaluations of the objective
   */
  record Minimum(double[] point, double value, double gradient, int iterations, int evaluations) {}

  private final Objective objective;
  private final double noise;
  private int evaluations;

  /**
   * Minimises {@code objective}.
   *
   * @param noise the relative rounding error of its values
   */
  Lbfgs(Objective objective, double noise) {
    this.objective = objective;
    this.noise = noise;
  }

  /** Goes from {@code start} until no entry of the gradient is larger than {@code tolerance}. */
  Minimum minimise(double[] start, double tolerance, int mostIterations) {
    int n = start.length;
    double[] point = start.clone();
    double[] gradient = new double[n];
    double value = evaluate(point, gradient);
    Deque<Pair> pairs = new ArrayDeque<>();
    int iterations = 0;
    while (largest(gradient) > tolerance && iterations < mostIterations) {
      double[] direction = direction(gradient, pairs);
      double slope = dot(direction, gradient);
      double[] next = new double[n];
      double[] nextGradient = new double[n];
      double first = pairs.isEmpty() ? 1 / Math.sqrt(dot(gradient, gradient)) : 1;
      double nextValue = search(point, value, direction, slope, first, next, nextGradient);
      if (Double.isNaN(nextValue)) {
        if (pairs.isEmpty()) {
          break; // the gradient itself leads nowhere: this is as near as rounding lets it come
        }
        pairs.clear();
        continue;
      }
      double[] step = difference(next, point);
      double[] change = difference(nextGradient, gradient);
      double product = dot(step, change);
      if (product > 0) {
        pairs.addFirst(new Pair(step, change, product));
        if (pairs.size() > MEMORY) {
          pairs.removeLast();
        }
      }
      point = next;
      gradient = nextGradient;
      value = nextValue;
      iterations++;
    }
    return new Minimum(point, value, largest(gradient), iterations, evaluations);
  }

  private double evaluate(double[] point, double[] gradient) {
    evaluations++;
    return objective.evaluate(point, gradient);
  }

  /** The value at a step that will do, or NaN if none was found. */
  private double search(
      double[] point,
      double value,
      double[] direction,
      double slope,
      double first,
      double[] next,
      double[] gradient) {
    double low = 0;
    double high = Double.POSITIVE_INFINITY;
    double step = first;
    for (int i = 0; i < LONGEST_SEARCH; i++) {
      for (int j = 0; j < point.length; j++) {
        next[j] = point[j] + step * direction[j];
      }
      double there = evaluate(next, gradient);
      double slopeThere = dot(direction, gradient);
      boolean rounding =
          there <= value + noise * Math.abs(value) && slopeThere <= (2 * DECREASE - 1) * slope;
      if (!(there <= value + DECREASE * step * slope) && !rounding) {
        high = step;
      } else if (slopeThere < CURVATURE * slope) {
        low = step;
      } else {
        return there;
      }
      step = high < Double.POSITIVE_INFINITY ? (low + high) / 2 : 2 * low;
    }
    return Double.NaN;
  }

  private static double[] direction(double[] gradient, Deque<Pair> pairs) {
    double[] q = new double[gradient.length];
    add(-1, gradient, q);
    if (pairs.isEmpty()) {
      return q;
    }
    double[] alpha = new double[pairs.size()];
    int i = 0;
    for (Pair pair : pairs) {
      alpha[i] = dot(pair.step, q) / pair.product;
      add(-alpha[i++], pair.change, q);
    }
    Pair newest = pairs.getFirst();
    double scale = newest.product / dot(newest.change, newest.change);
    for (int j = 0; j < q.length; j++) {
      q[j] *= scale;
    }
    for (Iterator<Pair> oldest = pairs.descendingIterator(); oldest.hasNext(); ) {
      Pair pair = oldest.next();
      double beta = dot(pair.change, q) / pair.product;
      add(alpha[--i] - beta, pair.step, q);
    }
    return q;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int j = 0; j < a.length; j++) {
      sum += a[j] * b[j];
    }
    return sum;
  }

  private static void add(double factor, double[] x, double[] y) {
    for (int j = 0; j < x.length; j++) {
      y[j] += factor * x[j];
    }
  }

  private static double[] difference(double[] a, double[] b) {
    double[] out = a.clone();
    add(-1, b, out);
    return out;
  }

  static double largest(double[] values) {
    double worst = 0;
    for (double value : values) {
      worst = Math.max(worst, Math.abs(value));
    }
    return worst;
  }
}
