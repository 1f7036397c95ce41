package probe.geometry;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Word pairs whose log-odds are followed while a multiple of a direction is added to states.
 *
 * @param from [pairs][d] vectors of the first words, with what all rows have in common
 * @param to [pairs][d] of the second words
 * @param fromLogits [pairs][contexts] logits of the first words before any cap
 * @param toLogits [pairs][contexts]
 */
record SteeredPairs(
    LogitHead head, double[][] from, double[][] to, double[][] fromLogits, double[][] toLogits) {

  static SteeredPairs of(Space space, TokenPairs pairs, double[][] states, LogitHead head) {
    double[][] from = vectors(space, pairs.from(), head);
    double[][] to = vectors(space, pairs.to(), head);
    return new SteeredPairs(head, from, to, logits(from, states), logits(to, states));
  }

  private static double[][] vectors(Space space, int[] tokens, LogitHead head) {
    return Arrays.stream(tokens)
        .mapToObj(
            token -> {
              double[] out = space.vector(token);
              for (int j = 0; j < out.length; j++) {
                out[j] += head.common()[j];
              }
              return out;
            })
        .toArray(double[][]::new);
  }

  private static double[][] logits(double[][] vectors, double[][] states) {
    return Arrays.stream(vectors)
        .parallel()
        .map(vector -> Directions.projections(states, vector))
        .toArray(double[][]::new);
  }

  /**
   * What happens at each of {@code alphas}.
   *
   * @param directions [pairs][d] the unit direction for each pair
   * @return [3][alphas] mean shift of the log-odds, mean absolute shift, share of pairs and
   *     contexts whose likelier word is another; the last is NaN without contexts
   */
  double[][] curve(double[][] directions, double[] alphas) {
    int n = from.length;
    double[] fromStep = new double[n];
    double[] toStep = new double[n];
    for (int i = 0; i < n; i++) {
      fromStep[i] = Directions.product(from[i], directions[i]);
      toStep[i] = Directions.product(to[i], directions[i]);
    }
    double[][] out = new double[3][alphas.length];
    if (n == 0) {
      Arrays.stream(out).forEach(row -> Arrays.fill(row, Double.NaN));
    }
    for (int k = 0; k < alphas.length; k++) {
      double alpha = alphas[k];
      for (int i = 0; i < n; i++) {
        double linear = alpha * (toStep[i] - fromStep[i]);
        int contexts = fromLogits[i].length;
        double shift = 0;
        double size = 0;
        int flips = 0;
        for (int c = 0; c < contexts; c++) {
          double before = toLogits[i][c] - fromLogits[i][c];
          flips += (before > 0) != (before + linear > 0) ? 1 : 0;
          if (!head.linear()) {
            double capped =
                capped(toLogits[i][c] + alpha * toStep[i])
                    - capped(fromLogits[i][c] + alpha * fromStep[i])
                    - (capped(toLogits[i][c]) - capped(fromLogits[i][c]));
            shift += capped / contexts;
            size += Math.abs(capped) / contexts;
          }
        }
        // without a cap it is the same in every context
        out[0][k] += (head.linear() ? linear : shift) / n;
        out[1][k] += (head.linear() ? Math.abs(linear) : size) / n;
        out[2][k] += (double) flips / contexts / n;
      }
    }
    return out;
  }

  /** The same with one direction for all pairs. */
  double[][] curve(double[] direction, double[] alphas) {
    return curve(
        IntStream.range(0, from.length).mapToObj(i -> direction).toArray(double[][]::new), alphas);
  }

  private double capped(double logit) {
    return head.cap().applyAsDouble(logit);
  }
}
