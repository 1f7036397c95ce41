package probe.compare;

/**
 * A prediction in words and numbers, written down before anything is measured.
 *
 * @param id such as "A1": the theory and the number of its prediction
 * @param says what the theory says, as a sentence that can be true or false
 * @param statistic what is computed, on toys and on models alike
 * @param nothing the statistic's value where there is nothing of what the theory says
 * @param side where the prediction lies from there
 * @param matters how far from {@code nothing} a value has to be to matter
 * @param tolerance how far from the theory's own value it may be, for predictions of a size; NaN
 *     for those of a direction
 */
public record Claim(
    String id,
    String says,
    String statistic,
    double nothing,
    Side side,
    double matters,
    double tolerance) {

  /** Of a value from the value that stands for nothing. */
  public enum Side {
    ABOVE,
    BELOW
  }

  public Claim {
    if (!(matters >= 0)) {
      throw new IllegalArgumentException(id + ": matters must be 0 or more, got " + matters);
    }
  }

  /** A prediction of a direction only. */
  static Claim direction(
      String id, String says, String statistic, double nothing, Side side, double matters) {
    return new Claim(id, says, statistic, nothing, side, matters, Double.NaN);
  }

  /** Whether the theory gives the size too. */
  public boolean hasSize() {
    return !Double.isNaN(tolerance);
  }

  /** {@code value} as a distance from nothing, positive on the side that the theory says. */
  double towards(double value) {
    return side == Side.ABOVE ? value - nothing : nothing - value;
  }
}
