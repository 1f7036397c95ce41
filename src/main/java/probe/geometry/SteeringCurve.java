package probe.geometry;

import java.util.Arrays;
import probe.stats.Summary;

/**
 * What adding alpha times a direction to the states does to the pairs of one concept.
 *
 * @param shift [alphas] mean change of the log-odds
 * @param size [alphas] mean absolute change of the log-odds
 * @param flips [alphas] share of pairs and contexts whose likelier word becomes the other; NaN
 *     without contexts
 * @param randomShift the same for directions of matched random words
 */
public record SteeringCurve(
    double[] shift,
    double[] size,
    double[] flips,
    Band randomShift,
    Band randomSize,
    Band randomFlips) {

  /** Mean and 5 % and 95 % quantile over draws: [alphas] each. */
  public record Band(double[] mean, double[] low, double[] high) {
    static Band of(double[][] draws, int alphas) {
      double[] mean = new double[alphas];
      double[] low = new double[alphas];
      double[] high = new double[alphas];
      for (int k = 0; k < alphas; k++) {
        double[] values = Draws.column(draws, k);
        boolean none = values.length == 0 || Arrays.stream(values).anyMatch(Double::isNaN);
        Summary summary = Summary.of(none ? new double[] {0} : values);
        mean[k] = none ? Double.NaN : summary.mean();
        low[k] = none ? Double.NaN : summary.q05();
        high[k] = none ? Double.NaN : summary.q95();
      }
      return new Band(mean, low, high);
    }
  }

  /**
   * Puts together what {@link SteeredPairs#curve} gave.
   *
   * @param observed [3][alphas]
   * @param random [draws][3][alphas]
   */
  static SteeringCurve of(double[][] observed, double[][][] random) {
    Band[] bands = new Band[observed.length];
    for (int q = 0; q < bands.length; q++) {
      int quantity = q;
      bands[q] =
          Band.of(
              Arrays.stream(random).map(draw -> draw[quantity]).toArray(double[][]::new),
              observed[q].length);
    }
    return new SteeringCurve(observed[0], observed[1], observed[2], bands[0], bands[1], bands[2]);
  }
}
