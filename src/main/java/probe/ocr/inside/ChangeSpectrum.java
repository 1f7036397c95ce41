package probe.ocr.inside;

import java.util.Arrays;
import probe.algebra.SingularValues;

/**
 * How many directions a change of a matrix has.
 *
 * @param values singular values, descending; maybe only the largest
 * @param effectiveRank exp(H(p)) with p = s^2 / sum of s^2: 1 for one direction, n for n equal
 *     ones; 0 for no change
 * @param directions how many of the largest make up {@link #MOST} of the sum of squares
 * @param topShare the largest one's share of the sum of squares; 0 for no change
 * @param frobenius the root of the sum of squares
 * @param nuclear the sum
 */
public record ChangeSpectrum(
    double[] values,
    double effectiveRank,
    int directions,
    double topShare,
    double frobenius,
    double nuclear) {
  /** The share of the sum of squares that {@link #directions} count up to. */
  public static final double MOST = 0.9;

  /** The same with no more than the {@code most} largest values; the rest is of all of them. */
  public ChangeSpectrum top(int most) {
    return new ChangeSpectrum(
        Arrays.copyOf(values, Math.min(most, values.length)),
        effectiveRank,
        directions,
        topShare,
        frobenius,
        nuclear);
  }

  /**
   * Summarises {@code values}, descending.
   *
   * @throws IllegalArgumentException if they are not descending, or one is negative or NaN
   */
  public static ChangeSpectrum of(double[] values) {
    double squares = 0;
    double nuclear = 0;
    for (int i = 0; i < values.length; i++) {
      if (!(values[i] >= 0) || (i > 0 && values[i] > values[i - 1])) {
        throw new IllegalArgumentException(
            "singular value %d is %s; they descend and are 0 or more".formatted(i, values[i]));
      }
      squares += values[i] * values[i];
      nuclear += values[i];
    }
    if (squares == 0) {
      return new ChangeSpectrum(values, 0, 0, 0, 0, 0);
    }
    double sum = 0;
    int directions = 0;
    for (double value : values) {
      double share = value * value / squares;
      // rounding may leave the sum of all just below
      if (sum < MOST * (1 - 1e-12)) {
        directions++;
      }
      sum += share;
    }
    return new ChangeSpectrum(
        values,
        SingularValues.effectiveRank(values),
        directions,
        values[0] * values[0] / squares,
        Math.sqrt(squares),
        nuclear);
  }
}
