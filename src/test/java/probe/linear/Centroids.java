package probe.linear;

import java.util.HashMap;
import java.util.Map;

/**
 * The simplest trainer: the difference of the class means, cut halfway between them, less what the
 * rarer class's mean is longer by chance (else all is given to the other class where n < d).
 */
final class Centroids implements Trainer {
  @Override
  public String name() {
    return "centroids";
  }

  @Override
  public LinearProbe fit(double[][] x, int[] labels, int[] groups, long seed) {
    int d = x[0].length;
    double[][] means = new double[2][d];
    int[] count = new int[2];
    for (int i = 0; i < x.length; i++) {
      count[labels[i]]++;
      for (int j = 0; j < d; j++) {
        means[labels[i]][j] += x[i][j];
      }
    }
    if (count[0] == 0 || count[1] == 0) {
      throw new IllegalArgumentException("one class only");
    }
    double[] weights = new double[d];
    double bias =
        (noise(x, labels, groups, 1, means, count) - noise(x, labels, groups, 0, means, count)) / 2;
    for (int j = 0; j < d; j++) {
      double zero = means[0][j] / count[0];
      double one = means[1][j] / count[1];
      weights[j] = one - zero;
      bias -= weights[j] * (one + zero) / 2;
    }
    return new LinearProbe(weights, bias);
  }

  /** Expected squared length of the error of a class mean. */
  private static double noise(
      double[][] x, int[] labels, int[] groups, int label, double[][] means, int[] count) {
    Map<Integer, double[]> sums = new HashMap<>();
    for (int i = 0; i < x.length; i++) {
      if (labels[i] == label) {
        double[] sum = sums.computeIfAbsent(groups[i], g -> new double[x[0].length]);
        for (int j = 0; j < sum.length; j++) {
          sum[j] += (x[i][j] - means[label][j] / count[label]) / count[label];
        }
      }
    }
    double squares = 0;
    for (double[] sum : sums.values()) {
      for (double s : sum) {
        squares += s * s;
      }
    }
    return squares;
  }
}
