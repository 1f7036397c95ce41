package probe.result;

import org.jspecify.annotations.Nullable;

/**
 * One statistical test.
 *
 * @param name which test of its finding, such as "random pairs"; with the finding's id it names the
 *     entry of the ledger
 * @param hypothesis the null hypothesis, in words
 * @param statistic what was computed, in words
 * @param observed its value
 * @param nullMean its mean under the null hypothesis, or null where there is no such sample
 * @param nullLow its 5 % quantile under the null hypothesis
 * @param nullHigh its 95 % quantile under the null hypothesis
 * @param p the p-value: (b + 1) / (B + 1) for B draws of which b are at least as extreme
 * @param adjusted the p-value after {@code correction}, or null where there was none
 * @param correction such as "Benjamini-Hochberg over 27 concepts", or ""
 * @param draws B, or 0 for a test without resampling
 * @param n number of independent units
 * @param split how training and test parts were divided, or "" where nothing was fitted
 * @param seed the seed of its draws
 */
public record HypothesisTest(
    String name,
    String hypothesis,
    String statistic,
    double observed,
    @Nullable Double nullMean,
    @Nullable Double nullLow,
    @Nullable Double nullHigh,
    double p,
    @Nullable Double adjusted,
    String correction,
    int draws,
    int n,
    String split,
    long seed) {

  /** The mean under the null hypothesis, NaN where there is none. */
  public double nullMeanOrNaN() {
    return nullMean == null ? Double.NaN : nullMean;
  }

  /** The same test with its p-value corrected. */
  public HypothesisTest corrected(double value, String how) {
    return new HypothesisTest(
        name,
        hypothesis,
        statistic,
        observed,
        nullMean,
        nullLow,
        nullHigh,
        p,
        value,
        how,
        draws,
        n,
        split,
        seed);
  }
}
