package probe.theory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
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

  /** The mean over seeds with its 95 % interval; without ends for fewer than two. */
  Interval interval(ToDoubleFunction<OcrOutcome> measure) {
    double[] values = values(measure);
    if (values.length < 2) {
      return new Interval(
          values.length == 0 ? Double.NaN : values[0],
          Double.NaN,
          Double.NaN,
          LEVEL,
          values.length,
          0,
          "fewer than two seeds");
    }
    return Jackknife.of(
            values.length,
            weights -> {
              double sum = IntStream.range(0, values.length).mapToDouble(k -> weights[k] * values[k]).sum();
              return sum / IntStream.of(weights).sum();
            })
        .interval(LEVEL);
  }
}
