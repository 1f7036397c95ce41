package probe.theory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import probe.algebra.Dense;
import probe.result.Figure;

/** The figures of {@link OcrToyAnalysis}. */
final class OcrToyFigures {
  /** Larger matrices are in the JSON of the command, and no picture. */
  static final int MOST_CELLS = 20_000;

  private OcrToyFigures() {}

  static List<Figure> of(List<OcrRuns> all) {
    List<Figure> out = new ArrayList<>();
    for (OcrSweep sweep : OcrSweep.values()) {
      sweep(sweep, all).ifPresent(out::add);
    }
    all.forEach(runs -> out.add(losses(runs)));
    out.add(spectra(all));
    for (OcrOptions.Model model : OcrOptions.Model.values()) {
      all.stream()
          .filter(runs -> runs.options().model() == model)
          .findFirst()
          .map(runs -> runs.outcomes().getFirst())
          .filter(outcome -> outcome.map().values().length <= MOST_CELLS)
          .ifPresent(outcome -> out.add(map(model, outcome)));
    }
    return out;
  }

  private static Figure losses(OcrRuns runs) {
    List<Double> steps =
        runs.outcomes().getFirst().curve().stream().map(logged -> (double) logged.step()).toList();
    List<Figure.Line> lines = new ArrayList<>();
    for (OcrTask.Group group : OcrTask.Group.values()) {
      Figure.Line line =
          line(
              group.words(),
              steps.size(),
              k -> runs.values(o -> o.curve().get(k).losses()[group.index()]));
      if (line.y().stream().anyMatch(y -> y != null)) {
        lines.add(line);
      }
    }
    int classes = runs.options().task().problem().classes();
    lines.add(
        new Figure.Line(
            "log " + classes,
            Collections.nCopies(steps.size(), Math.log(classes)),
            List.of(),
            List.of()));
    return new Figure.Curves(
        "losses-" + runs.id(),
        "Losses in training, " + runs.name(),
        "Mean over seeds; the band is from the smallest to the largest. A guess among the"
            + " implications has a loss of log "
            + classes
            + ".",
        "step",
        "loss",
        steps,
        lines);
  }

  private static Figure spectra(List<OcrRuns> all) {
    int length = all.getFirst().outcomes().getFirst().singularValues().length;
    return new Figure.Curves(
        "singular-values",
        "Singular values of the attended map",
        "Mean over seeds with the smallest and the largest; few large ones mean that facts and"
            + " implications share directions.",
        "rank",
        "singular value",
        IntStream.rangeClosed(1, length).mapToObj(k -> (double) k).toList(),
        all.stream()
            .map(runs -> line(runs.name(), length, k -> runs.values(o -> o.singularValues()[k])))
            .toList());
  }

  /** Accuracy over what is varied, a line for each setting of the rest. */
  private static Optional<Figure> sweep(OcrSweep sweep, List<OcrRuns> all) {
    List<OcrOptions> options = all.stream().map(OcrRuns::options).toList();
    Map<String, Map<Double, OcrRuns>> lines = new LinkedHashMap<>();
    for (OcrRuns runs : all) {
      if (sweep.varies(runs.options().model(), options)) {
        String rest = runs.name().replace(", " + sweep.text(runs.options()), "");
        lines.computeIfAbsent(rest, name -> new TreeMap<>()).put(sweep.of(runs.options()), runs);
      }
    }
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    List<Double> x =
        lines.values().stream()
            .flatMap(line -> line.keySet().stream())
            .sorted()
            .distinct()
            .toList();
    List<Figure.Line> series = new ArrayList<>();
    lines.forEach(
        (name, line) ->
            series.add(
                line(
                    name,
                    x.size(),
                    k -> {
                      OcrRuns runs = line.get(x.get(k));
                      return runs == null ? new double[0] : runs.values(OcrOutcome::accuracy);
                    })));
    return Optional.of(
        new Figure.Curves(
            "accuracy-" + sweep.word(),
            "Accuracy on the implications of test subjects",
            "Mean over seeds with the smallest and the largest.",
            sweep.axis(),
            "accuracy",
            x,
            series));
  }

  /** Means of {@code values} with their ranges. */
  private static Figure.Line line(String name, int length, IntFunction<double[]> values) {
    List<@Nullable Double> y = new ArrayList<>();
    List<@Nullable Double> low = new ArrayList<>();
    List<@Nullable Double> high = new ArrayList<>();
    for (int k = 0; k < length; k++) {
      double[] some = values.apply(k);
      boolean none = some.length == 0;
      y.add(none ? null : Arrays.stream(some).average().orElseThrow());
      low.add(none ? null : Arrays.stream(some).min().orElseThrow());
      high.add(none ? null : Arrays.stream(some).max().orElseThrow());
    }
    return new Figure.Line(name, y, low, high);
  }

  private static Figure map(OcrOptions.Model model, OcrOutcome outcome) {
    Dense map = outcome.map();
    MarginProblem problem = outcome.options().task().problem();
    double largest = Arrays.stream(map.values()).map(Math::abs).max().orElse(0);
    List<String> rows = new ArrayList<>();
    for (int s = 0; s < problem.subjects(); s++) {
      rows.add(
          String.format(
              Locale.ROOT,
              "%s subject %d of %d",
              s % problem.perClass() < problem.trainPerClass() ? "training" : "test",
              s % problem.perClass() + 1,
              s / problem.perClass() + 1));
    }
    rows.add("fact?");
    rows.add("implication?");
    List<String> columns =
        IntStream.range(0, problem.answers())
            .mapToObj(
                a ->
                    (a < problem.classes() ? "fact " : "implication ")
                        + (a % problem.classes() + 1))
            .toList();
    return new Figure.HeatMap(
        "map-" + model,
        "What names and relations add to the logits, %s, seed %d".formatted(model, outcome.seed()),
        "W_OV, each column times its attention: the logit of a question's answer is the sum of the"
            + " subject's and the relation's cell. Inference is a diagonal of implications for test"
            + " subjects.",
        rows,
        columns,
        IntStream.range(0, map.rows())
            .mapToObj(
                r ->
                    Arrays.stream(map.row(r))
                        .boxed()
                        .collect(Collectors.<@Nullable Double>toList()))
            .toList(),
        -largest,
        largest);
  }
}
