package probe.linear;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import probe.algebra.Cholesky;
import probe.algebra.Dense;

/**
 * The direction of largest margin between two sets, a support-vector machine without slack: the
 * line between the nearest points of their convex hulls (Bennett and Bredensteiner 2000, Duality
 * and geometry in SVM classifiers), found from inner products alone by an active set that ends
 * after finitely many steps (Wolfe 1976, Finding the nearest point in a polytope).
 *
 * @param separable whether a plane divides the sets; if not, there is no direction
 * @param direction [d], of length one, from set 0 to set 1; empty if not separable
 * @param bias so that direction . x + bias is 0 half-way; NaN if not separable
 * @param margin the distance of the nearest points of the hulls, twice the margin of the plane
 * @param gap (margin - attained) / margin, where attained is the width between the sets along the
 *     direction: an upper bound on how far it is from the best, as a share
 * @param supports how many rows the direction is made of
 */
public record HardMargin(
    boolean separable, double[] direction, double bias, double margin, double gap, int supports) {
  /** The relative duality gap at which the search ends. */
  public static final double GAP = 1e-8;

  // hulls nearer than this share of the rows' spread touch
  private static final double TOUCHING = 1e-7;

  /**
   * Separates the rows of {@code zero} from those of {@code one}, both [., d].
   *
   * @throws IllegalArgumentException for an empty set, or dimensions that differ
   */
  public static HardMargin of(Dense zero, Dense one) {
    if (zero.rows() == 0 || one.rows() == 0) {
      throw new IllegalArgumentException(
          "a margin needs rows in both sets, got %d and %d".formatted(zero.rows(), one.rows()));
    }
    if (zero.columns() != one.columns()) {
      throw new IllegalArgumentException(
          "vector dimensions differ: %d != %d".formatted(zero.columns(), one.columns()));
    }
    int n = zero.rows() + one.rows();
    Dense all = Dense.zeros(n, zero.columns());
    System.arraycopy(zero.values(), 0, all.values(), 0, zero.values().length);
    System.arraycopy(one.values(), 0, all.values(), zero.values().length, one.values().length);
    // inner products of centred rows lose the least to rounding
    double[] mean = all.mean();
    Dense rows = all.centred(mean);
    Search search = new Search(rows.outerGram(), zero.rows());
    search.run();
    return search.result(rows, mean);
  }

  /** The nearest points, as weights on the rows. */
  private static final class Search {
    private final Dense gram;
    private final int n;
    private final int zeros;
    private final double spread;
    private double[] weights; // [n], of each set they sum to 1
    private double[] projections; // [n], w . x

    Search(Dense gram, int zeros) {
      this.gram = gram;
      this.n = gram.rows();
      this.zeros = zeros;
      this.spread = gram.trace() / n;
      this.weights = new double[n];
      this.projections = new double[n];
    }

    private int sign(int i) {
      return i < zeros ? -1 : 1;
    }

    void run() {
      weights[0] = 1;
      weights[zeros] = 1;
      project();
      // each round adds a row or drops some, and the distance falls: it cannot go on for ever
      for (int round = 0; round < 50 * n; round++) {
        double width = squaredLength();
        int nearestOne = extreme(zeros, n, -1);
        int nearestZero = extreme(0, zeros, 1);
        double attained = projections[nearestOne] - projections[nearestZero];
        if (touches(width) || width - attained <= GAP * width) {
          return;
        }
        double[] before = weights.clone();
        double gainOne = support(zeros, n) - projections[nearestOne];
        double gainZero = projections[nearestZero] - support(0, zeros);
        int added = gainOne >= gainZero ? nearestOne : nearestZero;
        if (!improve(added) || !(squaredLengthAfter() < width)) {
          weights = before;
          project();
          return; // rounding leaves no more to gain
        }
      }
    }

    /** The mean projection of the set's nearest point. */
    private double support(int from, int to) {
      double sum = 0;
      for (int i = from; i < to; i++) {
        sum += weights[i] * projections[i];
      }
      return sum;
    }

    private int extreme(int from, int to, int sign) {
      int best = from;
      for (int i = from + 1; i < to; i++) {
        if (sign * projections[i] > sign * projections[best]) {
          best = i;
        }
      }
      return best;
    }

    private boolean touches(double squaredLength) {
      return squaredLength <= TOUCHING * TOUCHING * spread;
    }

    private double squaredLength() {
      return support(zeros, n) - support(0, zeros);
    }

    private double squaredLengthAfter() {
      project();
      return squaredLength();
    }

    private void project() {
      double[] signed = new double[n];
      for (int i = 0; i < n; i++) {
        signed[i] = sign(i) * weights[i];
      }
      projections = gram.multiply(signed);
    }

    /** Goes to the nearest points with {@code added} in play; false if rounding forbids. */
    private boolean improve(int added) {
      int[] active = IntStream.range(0, n).filter(i -> weights[i] > 0 || i == added).toArray();
      while (true) {
        double[] target = affine(active);
        if (target == null) {
          return false;
        }
        double step = 1;
        for (int k = 0; k < active.length; k++) {
          double weight = weights[active[k]];
          if (target[k] <= 0 && weight - target[k] > 0) {
            step = Math.min(step, weight / (weight - target[k]));
          }
        }
        int[] current = active;
        boolean inside = step >= 1;
        for (int k = 0; k < current.length; k++) {
          int i = current[k];
          double weight = inside ? target[k] : weights[i] + step * (target[k] - weights[i]);
          boolean dropped = !inside && target[k] <= 0 && weight <= 1e-15;
          weights[i] = dropped ? 0 : Math.max(0, weight);
        }
        if (inside) {
          return true;
        }
        active = Arrays.stream(current).filter(i -> weights[i] > 0).toArray();
        if (active.length == current.length) {
          return false;
        }
      }
    }

    /**
     * The weights of the nearest points of the planes through the active rows, which need not be
     * positive; null if those rows depend on each other.
     */
    private double @Nullable [] affine(int[] active) {
      int m = active.length;
      Dense signed = Dense.zeros(m, m);
      for (int a = 0; a < m; a++) {
        for (int b = 0; b < m; b++) {
          double product = gram.at(active[a], active[b]) * sign(active[a]) * sign(active[b]);
          // the sums are fixed, so that adding a function of them changes no solution
          boolean same = sign(active[a]) == sign(active[b]);
          signed.values()[a * m + b] = product + (same ? spread : 0);
        }
      }
      Dense right = Dense.zeros(2, m);
      for (int a = 0; a < m; a++) {
        right.values()[sign(active[a]) < 0 ? a : m + a] = 1;
      }
      Dense solved;
      try {
        solved = Cholesky.of(signed).solve(right);
      } catch (IllegalArgumentException e) {
        return null;
      }
      // the sums over each set of both solutions, and the multipliers that make them 1
      double[][] sums = new double[2][2];
      for (int k = 0; k < 2; k++) {
        for (int a = 0; a < m; a++) {
          sums[sign(active[a]) < 0 ? 0 : 1][k] += solved.at(k, a);
        }
      }
      double determinant = sums[0][0] * sums[1][1] - sums[0][1] * sums[1][0];
      double first = (sums[1][1] - sums[0][1]) / determinant;
      double second = (sums[0][0] - sums[1][0]) / determinant;
      double[] out = new double[m];
      for (int a = 0; a < m; a++) {
        out[a] = first * solved.at(0, a) + second * solved.at(1, a);
      }
      return Double.isFinite(determinant) && determinant != 0 ? out : null;
    }

    HardMargin result(Dense rows, double[] mean) {
      double squared = squaredLength();
      double low = projections[extreme(0, zeros, 1)];
      double high = projections[extreme(zeros, n, -1)];
      int supports = (int) Arrays.stream(weights).filter(weight -> weight > 0).count();
      if (touches(squared) || !(high > low)) {
        double margin = Math.sqrt(Math.max(0, squared));
        return new HardMargin(false, new double[0], Double.NaN, margin, 1, supports);
      }
      double[] signed = new double[n];
      for (int i = 0; i < n; i++) {
        signed[i] = sign(i) * weights[i];
      }
      double[] direction = rows.multiplyTransposed(signed);
      double length = Math.sqrt(squared);
      double bias = -(low + high) / (2 * length);
      for (int j = 0; j < direction.length; j++) {
        direction[j] /= length;
        bias -= direction[j] * mean[j];
      }
      double gap = Math.max(0, 1 - (high - low) / squared);
      return new HardMargin(true, direction, bias, length, gap, supports);
    }
  }
}
