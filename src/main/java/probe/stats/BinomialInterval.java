package probe.stats;

/** Intervals for a share of independent trials. */
public final class BinomialInterval {
  private BinomialInterval() {}

  /** Wilson's score interval (1927): close to its level on average, for any n. */
  public static Interval wilson(int successes, int trials, double level) {
    check(successes, trials, level);
    double z = Distributions.normalQuantile((1 + level) / 2);
    double share = (double) successes / trials;
    double scale = 1 + z * z / trials;
    double centre = (share + z * z / (2.0 * trials)) / scale;
    double half =
        z / scale * Math.sqrt(share * (1 - share) / trials + z * z / (4.0 * trials * trials));
    return new Interval(
        share,
        successes == 0 ? 0 : centre - half, // exactly, where rounding would leave a little
        successes == trials ? 1 : centre + half,
        level,
        trials,
        0,
        "Wilson");
  }

  /** Clopper and Pearson's interval (1934): never below its level, so often too wide. */
  public static Interval clopperPearson(int successes, int trials, double level) {
    check(successes, trials, level);
    double tail = (1 - level) / 2;
    int failures = trials - successes;
    return new Interval(
        (double) successes / trials,
        successes == 0 ? 0 : Distributions.betaQuantile(tail, successes, failures + 1.0),
        failures == 0 ? 1 : Distributions.betaQuantile(1 - tail, successes + 1.0, failures),
        level,
        trials,
        0,
        "Clopper-Pearson");
  }

  private static void check(int successes, int trials, double level) {
    if (trials < 1 || successes < 0 || successes > trials) {
      throw new IllegalArgumentException(
          "successes must be within 0 and trials, and trials at least 1, got "
              + successes
              + " of "
              + trials);
    }
    Distributions.checkShare("level", level);
  }
}
