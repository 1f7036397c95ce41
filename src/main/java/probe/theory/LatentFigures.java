package probe.theory;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import probe.result.Figure;
import probe.stats.Interval;

/** The figures of an analysis of table models. */
final class LatentFigures {
  private static final List<LatentMeasure> COSINES =
      List.of(LatentMeasure.L_UN, LatentMeasure.L_EM, LatentMeasure.AL, LatentMeasure.OR_UN);
  private static final int LEVELS = 30;

  private LatentFigures() {}

  static List<Figure> of(List<LatentOutcome> outcomes) {
    List<Figure> out = new ArrayList<>();
    out.add(steps(outcomes));
    if (lowest(outcomes) < highest(outcomes)) {
      out.add(losses(outcomes));
    }
    out.add(
        map(
            "cosines",
            "Mean |cosine| of the concepts' directions among unembeddings",
            "Mean over seeds of the absolute cosine of mean steering vectors.",
            outcomes,
            (outcome, k) -> Math.abs(outcome.measures().pairs().get(k).unembedding())));
    out.add(
        map(
            "correlations",
            "Mean |phi| of the concepts",
            "Mean over seeds of the absolute correlation.",
            outcomes,
            (outcome, k) -> Math.abs(outcome.relations().get(k).correlation())));
    return out;
  }

  private static Figure steps(List<LatentOutcome> outcomes) {
    List<Double> x =
        outcomes.getFirst().curve().stream().map(logged -> (double) logged.step()).toList();
    return new Figure.Curves(
        "cosines-by-step",
        "Cosines over training",
        "Means over seeds, with 95 % intervals of Student's t. or_un is of different concepts.",
        "step",
        "cosine",
        x,
        lines(
            x.size(),
            (measure, k) ->
                outcomes.stream().mapToDouble(o -> measure.at(o.curve().get(k))).toArray()));
  }

  private static Figure losses(List<LatentOutcome> outcomes) {
    double from = Math.log10(highest(outcomes));
    double to = Math.log10(lowest(outcomes));
    List<Double> x =
        IntStream.rangeClosed(0, LEVELS).mapToObj(k -> from + (to - from) * k / LEVELS).toList();
    List<Double> ascending = x.reversed();
    return new Figure.Curves(
        "cosines-by-loss",
        "Cosines against loss",
        "Of each seed where its loss is first that low, mean over seeds with 95 % intervals; from"
            + " right to left is training. Seeds that never come so low are left out there, and a"
            + " level that fewer than half reach is a gap.",
        "log10 of the loss above the floor, in nats",
        "cosine",
        ascending,
        lines(
            ascending.size(),
            (measure, k) -> {
              double[] reached =
                  outcomes.stream()
                      .mapToDouble(o -> at(o, Math.pow(10, ascending.get(k)), measure))
                      .filter(Double::isFinite)
                      .toArray();
              return 2 * reached.length < outcomes.size() ? new double[0] : reached;
            }));
  }

  private static double highest(List<LatentOutcome> outcomes) {
    return outcomes.stream().mapToDouble(o -> o.curve().getFirst().excess()).min().orElseThrow();
  }

  /** Of the better half of the seeds, and above what rounding leaves of a difference. */
  private static double lowest(List<LatentOutcome> outcomes) {
    double[] ends = outcomes.stream().mapToDouble(LatentOutcome::excess).sorted().toArray();
    return Math.max(1e-9, ends[(ends.length - 1) / 2]);
  }

  private static double at(LatentOutcome outcome, double loss, LatentMeasure measure) {
    return outcome.curve().stream()
        .filter(logged -> logged.excess() <= loss * (1 + 1e-9))
        .mapToDouble(measure::at)
        .findFirst()
        .orElse(Double.NaN);
  }

  /** The numbers of all seeds at a point. */
  private interface Numbers {
    double[] at(LatentMeasure measure, int point);
  }

  private static List<Figure.Line> lines(int points, Numbers numbers) {
    List<Figure.Line> out = new ArrayList<>();
    for (LatentMeasure measure : COSINES) {
      List<Interval> means =
          IntStream.range(0, points)
              .mapToObj(k -> SeedMean.clipped(measure, SeedMean.of(numbers.at(measure, k))))
              .toList();
      boolean band = means.stream().anyMatch(Interval::defined);
      out.add(
          new Figure.Line(
              measure.key(),
              list(means, Interval::estimate),
              band ? list(means, Interval::low) : List.of(),
              band ? list(means, Interval::high) : List.of()));
    }
    return out;
  }

  private static List<@Nullable Double> list(List<Interval> means, ToDoubleFunction<Interval> end) {
    List<@Nullable Double> out = new ArrayList<>();
    means.forEach(mean -> out.add(finite(end.applyAsDouble(mean))));
    return out;
  }

  /** A number of pair k of a seed. */
  private interface PairNumber {
    double of(LatentOutcome outcome, int pair);
  }

  private static Figure map(
      String id, String title, String about, List<LatentOutcome> outcomes, PairNumber number) {
    int m = outcomes.getFirst().options().concepts();
    List<String> names = IntStream.rangeClosed(1, m).mapToObj(i -> "concept " + i).toList();
    List<List<@Nullable Double>> values = new ArrayList<>();
    for (int i = 0; i < m; i++) {
      List<@Nullable Double> row = new ArrayList<>();
      for (int j = 0; j < m; j++) {
        int low = Math.min(i, j);
        int high = Math.max(i, j);
        ToDoubleFunction<LatentOutcome> own =
            outcome -> number.of(outcome, high * (high - 1) / 2 + low);
        row.add(i == j ? null : finite(mean(outcomes.stream().mapToDouble(own))));
      }
      values.add(row);
    }
    return new Figure.HeatMap(id, title, about, names, names, values, 0, top(values));
  }

  /** The next tenth above all values. */
  private static double top(List<List<@Nullable Double>> values) {
    double most = 0;
    for (List<@Nullable Double> row : values) {
      for (Double value : row) {
        most = value == null ? most : Math.max(most, value);
      }
    }
    return Math.max(1, Math.ceil(10 * most)) / 10;
  }

  private static double mean(DoubleStream values) {
    return values.filter(Double::isFinite).average().orElse(Double.NaN);
  }

  private static @Nullable Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
