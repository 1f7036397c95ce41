package probe.stats;

/**
 * Two one-sided t tests of H0: |theta| >= margin (Schuirmann 1987), on the jackknife's standard
 * error with G - 1 degrees of freedom and the estimate less its jackknife bias.
 *
 * <p>Rejections at alpha = 5 % with theta at the margin, 2000 samples of 8 to 50 clusters each:
 * normal means 5 %; differences of two methods near the ceiling 6 %, elsewhere 1 (8 clusters) to 5
 * %; cosines of two mean vectors in 20 dimensions 4 to 6 % (5 to 8 % without taking off the bias).
 * A margin in the long tail of very skewed values is the exception: 13 % (8 clusters) to 9 % for
 * exponential ones.
 *
 * @param p the larger of the two one-sided p-values; 1 where the clusters show no spread at all, as
 *     then nothing is known of what other clusters would show
 * @param interval of level 1 - 2 alpha: within +-margin exactly where p is at most alpha
 */
public record Equivalence(double margin, double alpha, double p, Interval interval) {

  /** Tests whether what {@code jackknife} estimates is within +-{@code margin}. */
  public static Equivalence of(Jackknife jackknife, double margin, double alpha) {
    if (!(margin > 0 && margin < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("margin must be positive, got " + margin);
    }
    if (!(alpha > 0 && alpha < 0.5)) {
      throw new IllegalArgumentException("alpha must be between 0 and 0.5, got " + alpha);
    }
    Jackknife centred = jackknife.unbiased();
    double room = margin - Math.abs(centred.estimate());
    double p =
        centred.standardError() == 0
            ? 1
            : Distributions.t(-room / centred.standardError(), centred.clusters() - 1.0);
    return new Equivalence(margin, alpha, p, centred.interval(1 - 2 * alpha));
  }

  /** Whether the data show that |theta| is below the margin. */
  public boolean shown() {
    return p <= alpha;
  }

  /** Whether the data show that |theta| is above the margin: neither is possible too. */
  public boolean excluded() {
    return p < 1 && (interval.low() > margin || interval.high() < -margin);
  }
}
