package probe.theory;

import java.util.Arrays;
import java.util.List;
import probe.result.Verdict;
import probe.stats.Distributions;
import probe.stats.Interval;
import probe.stats.Summary;

/** A mean over seeds with Student's interval, and what it says of a limit. */
final class SeedMean {
  static final String UNIT = "seeds";
  private static final double LEVEL = 0.95;

  private SeedMean() {}

  /** Of the numbers that are defined; a single one has no interval. */
  static Interval of(double... all) {
    double[] values = Arrays.stream(all).filter(Double::isFinite).toArray();
    int n = values.length;
    double mean = Arrays.stream(values).average().orElse(Double.NaN);
    if (n < 2) {
      return new Interval(
          mean, Double.NaN, Double.NaN, LEVEL, n, 0, "no interval: it takes two seeds");
    }
    double reach =
        -Distributions.tQuantile((1 - LEVEL) / 2, n - 1.0) * Summary.of(values).sd() / Math.sqrt(n);
    return new Interval(mean, mean - reach, mean + reach, LEVEL, n, 0, "Student's t over seeds");
  }

  /** Of a measure, cut off at what it cannot go beyond. */
  static Interval of(LatentMeasure measure, List<LatentOutcome> outcomes) {
    return clipped(measure, of(measure.of(outcomes)));
  }

  static Interval clipped(LatentMeasure measure, Interval free) {
    return new Interval(
        free.estimate(),
        measure.clip(free.low()),
        measure.clip(free.high()),
        free.level(),
        free.clusters(),
        free.draws(),
        free.method());
  }

  /** Whether all of the interval lies above the limit. */
  static Verdict above(Interval interval, double limit) {
    if (interval.low() > limit) {
      return Verdict.SUPPORTED;
    }
    return interval.high() < limit ? Verdict.NOT_SUPPORTED : Verdict.CANNOT_TELL;
  }

  /** Whether all of it lies below. */
  static Verdict below(Interval interval, double limit) {
    if (interval.high() < limit) {
      return Verdict.SUPPORTED;
    }
    return interval.low() > limit ? Verdict.NOT_SUPPORTED : Verdict.CANNOT_TELL;
  }
}
