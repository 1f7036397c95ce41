package probe.stats;

/** Where one more value of the same kind would fall, if values are normal about their mean. */
public final class PredictionInterval {
  private PredictionInterval() {}

  /**
   * mean +- t(n - 1) sd sqrt(1 + 1 / n).
   *
   * @param level share of further values that fall into it, such as .95
   * @throws IllegalArgumentException for fewer than two values, or one that is not finite
   */
  public static Interval of(double[] values, double level) {
    Distributions.checkShare("level", level);
    if (values.length < 2) {
      throw new IllegalArgumentException(
          "a prediction interval needs at least 2 values, got " + values.length);
    }
    for (int i = 0; i < values.length; i++) {
      if (!Double.isFinite(values[i])) {
        throw new IllegalArgumentException("value " + i + " is " + values[i]);
      }
    }
    Summary summary = Summary.of(values);
    int n = summary.n();
    double half =
        -Distributions.tQuantile((1 - level) / 2, n - 1.0) * summary.sd() * Math.sqrt(1 + 1.0 / n);
    return new Interval(
        summary.mean(),
        summary.mean() - half,
        summary.mean() + half,
        level,
        n,
        0,
        "prediction interval for one more, Student t");
  }
}
