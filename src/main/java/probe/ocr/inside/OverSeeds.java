package probe.ocr.inside;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import probe.facts.measure.Cells;
import probe.stats.Distributions;
import probe.stats.Interval;
import probe.stats.Summary;

/**
 * A number for each seed. Of so few units a bootstrap never leaves the range that was seen, so its
 * intervals are Student's.
 */
record OverSeeds(TreeMap<Integer, Double> bySeed) {
  static final String UNIT = "seeds";

  static OverSeeds of(Iterable<InsideTrial> trials, ToDoubleFunction<Inside> number) {
    TreeMap<Integer, Double> out = new TreeMap<>();
    trials.forEach(t -> out.put(t.seed(), number.applyAsDouble(t.inside())));
    return new OverSeeds(out);
  }

  /** The differences of the seeds that both have. */
  OverSeeds less(OverSeeds other) {
    TreeMap<Integer, Double> out = new TreeMap<>();
    bySeed.forEach(
        (seed, number) -> {
          Double match = other.bySeed.get(seed);
          if (match != null) {
            out.put(seed, number - match);
          }
        });
    return new OverSeeds(out);
  }

  Interval interval() {
    double[] values = bySeed.values().stream().mapToDouble(Double::doubleValue).toArray();
    return interval(values);
  }

  /** The mean of {@code values}. */
  static Interval interval(double[] values) {
    int n = values.length;
    double mean = Arrays.stream(values).average().orElse(Double.NaN);
    if (n < 2) {
      String why = n == 0 ? "no interval: no seed" : "no interval: a single seed";
      return new Interval(mean, Double.NaN, Double.NaN, Cells.LEVEL, n, 0, why);
    }
    double reach =
        -Distributions.tQuantile((1 - Cells.LEVEL) / 2, n - 1.0)
            * Summary.of(values).sd()
            / Math.sqrt(n);
    return new Interval(
        mean, mean - reach, mean + reach, Cells.LEVEL, n, 0, "Student's t over seeds");
  }

  /** The numbers as a map for tables and tests. */
  Map<Integer, Double> numbers() {
    return bySeed;
  }
}
