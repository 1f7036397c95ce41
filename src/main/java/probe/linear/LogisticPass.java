package probe.linear;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import probe.algebra.RowPass;
import probe.tensor.Matrix;

/**
 * The mean logistic loss with an L2 penalty, one pass over float32 rows for a value and its
 * gradient. The point is the weights on standardised columns [d], then the bias.
 */
final class LogisticPass implements Objective {
  private final RowPass pass;
  private final int[] labels;
  private final double[] scale;
  private final double penalty;

  /**
   * The objective on rows {@code which}.
   *
   * @param labels of all rows
   * @param scaling of the columns, or null to take them as they are
   */
  LogisticPass(Matrix rows, int[] which, int[] labels, double penalty, @Nullable Scaling scaling) {
    this.pass = new RowPass(rows, which, scaling == null ? null : scaling.mean());
    this.labels = Arrays.stream(which).map(i -> labels[i]).toArray();
    this.scale = scaling == null ? Scaling.none(rows.columns()).scale() : scaling.scale();
    this.penalty = penalty;
  }

  @Override
  public double evaluate(double[] point, double[] gradient) {
    int d = scale.length;
    int n = labels.length;
    double[] direction = new double[d];
    double squares = 0;
    for (int j = 0; j < d; j++) {
      direction[j] = point[j] / scale[j];
      squares += point[j] * point[j];
    }
    RowPass.Sums sums = pass.run(direction, point[d], this::residuals);
    for (int j = 0; j < d; j++) {
      gradient[j] = (sums.sum()[j] / scale[j] + penalty * point[j]) / n;
    }
    gradient[d] = sums.weight() / n;
    return (sums.loss() + penalty / 2 * squares) / n;
  }

  private double residuals(int from, int count, float[] scores) {
    double loss = 0;
    for (int i = 0; i < count; i++) {
      int sign = 2 * labels[from + i] - 1;
      double margin = sign * (double) scores[i];
      loss += Logistic.loss(margin);
      scores[i] = (float) (-sign * Logistic.sigmoid(-margin));
    }
    return loss;
  }
}
