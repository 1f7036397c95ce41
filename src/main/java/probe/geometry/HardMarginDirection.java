package probe.geometry;

import java.util.Arrays;

/**
 * The direction that separates two classes with the largest margin, bias free: argmin |w| subject
 * to margins of at least 1 (Jiang et al., arXiv 2403.03867, Theorem 4).
 *
 * <p>Solved as the nearest points of the two convex hulls: w is their difference times 2 over its
 * squared length. Weight moves within one class from one point to another at a time (Mitchell,
 * Demyanov and Malozemov 1974), the pair chosen by its gain, from the Gram matrix alone.
 *
 * @param separable whether a hyperplane was found between the classes
 * @param direction unit vector [d] from the first class to the second; empty where not separable
 * @param margin distance from the hyperplane to the nearest points: 1 / |w|; NaN likewise
 * @param gap what the margin can still grow by, as a share of it; NaN likewise
 * @param supports points with weight
 * @param steps steps taken
 */
record HardMarginDirection(
    boolean separable, double[] direction, double margin, double gap, int supports, int steps) {
  /** The gap that is solved to, unless steps run out. */
  static final double TOLERANCE = 1e-6;

  // hulls that come closer than this share of the spread of the points count as touching
  private static final double TOUCHING = 1e-6;
  private static final int MOST_STEPS = 2_000_000;
  // products with the difference are made anew at times, against rounding
  private static final int REFRESH = 2000;

  /**
   * Separates {@code first} [m][d] from {@code second} [n][d].
   *
   * @throws IllegalArgumentException for an empty class or a value that is not finite
   */
  static HardMarginDirection of(double[][] first, double[][] second) {
    return of(first, second, MOST_STEPS);
  }

  static HardMarginDirection of(double[][] first, double[][] second, int mostSteps) {
    if (first.length == 0 || second.length == 0) {
      throw new IllegalArgumentException(
          "two classes are needed, got %d and %d points".formatted(first.length, second.length));
    }
    double[][] points = centred(first, second);
    double[][] gram = Linearity.gram(points);
    double spread = 0;
    for (int i = 0; i < gram.length; i++) {
      if (!Double.isFinite(gram[i][i])) {
        throw new IllegalArgumentException("point %d is not finite".formatted(i));
      }
      spread += gram[i][i] / gram.length;
    }
    return new Solver(gram, first.length, spread).solve(points, mostSteps);
  }

  /** Both classes one after another, less their common mean: no digits are lost to it. */
  private static double[][] centred(double[][] first, double[][] second) {
    int n = first.length + second.length;
    double[][] out = new double[n][];
    for (int i = 0; i < n; i++) {
      out[i] = i < first.length ? first[i].clone() : second[i - first.length].clone();
    }
    double[] mean = new double[out[0].length];
    for (double[] point : out) {
      if (point.length != mean.length) {
        throw new IllegalArgumentException(
            "vector dimensions differ: %d != %d".formatted(mean.length, point.length));
      }
      for (int j = 0; j < mean.length; j++) {
        mean[j] += point[j] / n;
      }
    }
    for (double[] point : out) {
      for (int j = 0; j < mean.length; j++) {
        point[j] -= mean[j];
      }
    }
    return out;
  }

  /** Weights of the two nearest points, and what follows from them. */
  private static final class Solver {
    private final double[][] gram;
    private final int m;
    private final int n;
    private final double spread;
    // first class adds up to -1, second class to 1: the difference is sum of weight times point
    private final double[] weight;
    // product of each point with the difference
    private final double[] product;

    Solver(double[][] gram, int m, double spread) {
      this.gram = gram;
      this.m = m;
      this.n = gram.length;
      this.spread = spread;
      this.weight = new double[n];
      this.product = new double[n];
      Arrays.fill(weight, 0, m, -1.0 / m);
      Arrays.fill(weight, m, n, 1.0 / (n - m));
      refresh();
    }

    HardMarginDirection solve(double[][] points, int mostSteps) {
      int steps = 0;
      while (steps < mostSteps && !touching() && !(gap() <= TOLERANCE)) {
        if (steps % REFRESH == REFRESH - 1) {
          refresh();
        }
        if (!step()) {
          break;
        }
        steps++;
      }
      refresh();
      double gap = gap();
      if (touching() || !(gap < 1)) {
        return new HardMarginDirection(false, new double[0], Double.NaN, Double.NaN, 0, steps);
      }
      double[] direction = new double[points[0].length];
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < direction.length && weight[i] != 0; j++) {
          direction[j] += weight[i] * points[i][j];
        }
      }
      int supports = (int) Arrays.stream(weight).filter(w -> w != 0).count();
      return new HardMarginDirection(
          true,
          Vectors.normalise(direction),
          between() / Math.sqrt(square()) / 2,
          gap,
          supports,
          steps);
    }

    private boolean touching() {
      return !(square() > TOUCHING * TOUCHING * spread);
    }

    /** Squared length of the difference of the two nearest points. */
    private double square() {
      double sum = 0;
      for (int i = 0; i < n; i++) {
        sum += weight[i] * product[i];
      }
      return sum;
    }

    /** Least product of the second class less the largest of the first. */
    private double between() {
      double largest = Double.NEGATIVE_INFINITY;
      double least = Double.POSITIVE_INFINITY;
      for (int i = 0; i < n; i++) {
        if (i < m) {
          largest = Math.max(largest, product[i]);
        } else {
          least = Math.min(least, product[i]);
        }
      }
      return least - largest;
    }

    /** The true distance lies between between() / |difference| and |difference|. */
    private double gap() {
      double low = between();
      return low > 0 ? square() / low - 1 : Double.POSITIVE_INFINITY;
    }

    /** Moves weight where it shortens the difference most; whether any was moved. */
    private boolean step() {
      // the point of each class that lies furthest into the gap
      int inFirst = 0;
      int inSecond = m;
      for (int i = 0; i < n; i++) {
        if (i < m) {
          inFirst = product[i] > product[inFirst] ? i : inFirst;
        } else {
          inSecond = product[i] < product[inSecond] ? i : inSecond;
        }
      }
      int from = -1;
      int to = -1;
      double best = 0;
      for (int i = 0; i < n; i++) {
        int other = i < m ? inFirst : inSecond;
        double slope = i < m ? product[other] - product[i] : product[i] - product[other];
        if (weight[i] != 0 && slope > 0) {
          double apart = gram[i][i] + gram[other][other] - 2 * gram[i][other];
          // all of the weight may be less than the best step
          double amount = Math.min(slope / apart, Math.abs(weight[i]));
          double gain = amount * (2 * slope - amount * apart);
          if (apart > 0 && gain > best) {
            best = gain;
            from = i;
            to = other;
          }
        }
      }
      if (from < 0) {
        return false;
      }
      double apart = gram[from][from] + gram[to][to] - 2 * gram[from][to];
      double amount = Math.abs(product[from] - product[to]) / apart;
      double moved =
          amount >= Math.abs(weight[from]) ? weight[from] : Math.copySign(amount, weight[from]);
      weight[from] -= moved;
      weight[to] += moved;
      for (int i = 0; i < n; i++) {
        product[i] += moved * (gram[i][to] - gram[i][from]);
      }
      return true;
    }

    private void refresh() {
      for (int i = 0; i < n; i++) {
        product[i] = Directions.product(gram[i], weight);
      }
    }
  }
}
