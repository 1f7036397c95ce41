package probe.theory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import probe.stats.Interval;
import probe.stats.Jackknife;

/**
 * The runs of one set-up, a seed each.
 *
 * @param name what tells it from the others, such as "factorised, head 4"
 */
record OcrRuns(String name, OcrOptions options, List<OcrOutcome> outcomes) {
  private static final double LEVEL = 0.95;

  /** {@code outcomes} by set-up, in their order. */
  static List<OcrRuns> of(List<OcrOutcome> outcomes) {
    Map<OcrOptions, List<OcrOutcome>> byOptions = new LinkedHashMap<>();
    for (OcrOutcome outcome : outcomes) {
      byOptions.computeIfAbsent(outcome.options(), options -> new ArrayList<>()).add(outcome);
    }
    List<OcrOptions> all = List.copyOf(byOptions.keySet());
    List<OcrRuns> out = new ArrayList<>();
    byOptions.forEach((options, runs) -> out.add(new OcrRuns(name(options, all), options, runs)));
    return out;
  }

  private static String name(OcrOptions options, List<OcrOptions> all) {
    StringBuilder out = new StringBuilder(options.model().toString());
    for (OcrSweep sweep : OcrSweep.values()) {
      if (sweep.varies(options.model(), all)) {
        out.append(", ").append(sweep.text(options));
      }
    }
    return out.toString();
  }

  /** The name in letters, digits and "-". */
  String id() {
    return id(name);
  }

  static String id(String name) {
    return name.replaceAll("[^A-Za-z0-9]+", "-");
  }

  boolean factorised() {
    return options.model() == OcrOptions.Model.FACTORISED;
  }

  /** The finite values of {@code measure}. */
  double[] values(ToDoubleFunction<OcrOutcome> measure) {
    return outcomes.stream().mapToDouble(measure).filter(Double::isFinite).toArray();
  }

  /** The mean of {@code measure} over seeds with its 95 % interval, within what it can be. */
  Interval interval(OcrMeasure measure) {
    return switch (measure) {
      case MEAN_RANK -> interval(measure::of, 0, options.task().problem().classes() - 1.0);
      case ACCURACY -> interval(measure::of, 0, 1);
      case MARGIN_RATIO ->
          interval(measure::of, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
      default -> loss(measure::of);
    };
  }

  /** The same of a loss, which is never negative. */
  Interval loss(ToDoubleFunction<OcrOutcome> measure) {
    return interval(measure, 0, Double.POSITIVE_INFINITY);
  }

  private Interval interval(ToDoubleFunction<OcrOutcome> measure, double least, double most) {
    double[] values = values(measure);
    int n = values.length;
    if (n < 2) {
      double only = n == 0 ? Double.NaN : values[0];
      return new Interval(only, Double.NaN, Double.NaN, LEVEL, n, 0, "none: fewer than two seeds");
    }
    Interval t = Jackknife.of(n, weights -> mean(values, weights)).interval(LEVEL);
    return new Interval(
        t.estimate(),
        Math.max(least, t.low()),
        Math.min(most, t.high()),
        LEVEL,
        n,
        0,
        "Student t over seeds");
  }

  private static double mean(double[] values, int[] weights) {
    double sum = 0;
    int count = 0;
    for (int k = 0; k < values.length; k++) {
      sum += weights[k] * values[k];
      count += weights[k];
    }
    return sum / count;
  }
}
