package probe.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import probe.stats.Summary;
import probe.theory.MarginClosedForm;
import probe.theory.MarginProblem;
import probe.theory.Norm;
import probe.theory.OcrMeasure;
import probe.theory.OcrOptions;
import probe.theory.OcrOutcome;
import probe.theory.OcrTask;

/** The outcome of {@code probe toy ocr} as JSON and for the terminal. */
final class ToyOcrText {
  private ToyOcrText() {}

  private static String name(OcrTask.Group group) {
    return group.name().toLowerCase(Locale.ROOT);
  }

  /** Everything, set-ups in turn, {@code seeds} runs of each. */
  static Map<String, @Nullable Object> fields(
      List<OcrOutcome> outcomes, int seeds, boolean matrices) {
    OcrTask task = outcomes.getFirst().options().task();
    MarginProblem problem = task.problem();
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("classes", problem.classes());
    out.put("train_per_class", problem.trainPerClass());
    out.put("test_per_class", problem.testPerClass());
    out.put("noise", task.noise());
    out.put("length", task.length());
    out.put("chance_loss", Math.log(problem.classes()));
    out.put("chance_rank", problem.chanceRank());
    out.put("closed_form_margin_ratio", MarginClosedForm.of(problem, Norm.NUCLEAR).testMargin());
    out.put("runs", outcomes.stream().map(outcome -> run(outcome, matrices)).toList());
    List<Map<String, @Nullable Object>> summaries = new ArrayList<>();
    for (int k = 0; k < outcomes.size(); k += seeds) {
      summaries.add(summary(outcomes.subList(k, k + seeds)));
    }
    out.put("summary", summaries);
    return out;
  }

  private static Map<String, @Nullable Object> setup(OcrOptions options) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    out.put("model", options.model().toString());
    boolean factors = options.model() == OcrOptions.Model.FACTORISED;
    out.put("head_dim", factors ? options.headDimension() : null);
    out.put("attention", options.learnedAttention() ? "learned" : "fixed");
    out.put("steps", options.steps());
    out.put("lr", options.learningRate());
    out.put("weight_decay", options.weightDecay());
    out.put("init", options.init());
    return out;
  }

  private static Map<String, @Nullable Object> run(OcrOutcome outcome, boolean matrices) {
    Map<String, @Nullable Object> out = setup(outcome.options());
    out.put("seed", outcome.seed());
    out.put("losses", losses(outcome.losses()));
    out.put("mean_rank", outcome.meanRank());
    out.put("accuracy", outcome.accuracy());
    out.put("train_margin", outcome.trainMargin());
    out.put("test_margin", outcome.testMargin());
    out.put("margin_ratio", ToyText.finite(outcome.marginRatio()));
    out.put("singular_values", outcome.singularValues());
    List<Map<String, @Nullable Object>> curve = new ArrayList<>();
    for (OcrOutcome.Logged logged : outcome.curve()) {
      Map<String, @Nullable Object> point = new LinkedHashMap<>();
      point.put("step", logged.step());
      point.putAll(losses(logged.losses()));
      point.put("mean_rank", logged.meanRank());
      curve.add(point);
    }
    out.put("curve", curve);
    if (matrices) {
      List<double[]> rows = new ArrayList<>();
      for (int i = 0; i < outcome.map().rows(); i++) {
        rows.add(outcome.map().row(i));
      }
      out.put("map", rows);
    }
    return out;
  }

  private static Map<String, @Nullable Object> losses(double[] losses) {
    Map<String, @Nullable Object> out = new LinkedHashMap<>();
    for (OcrTask.Group group : OcrTask.Group.values()) {
      out.put(name(group), ToyText.finite(losses[group.index()]));
    }
    return out;
  }

  private static Map<String, @Nullable Object> summary(List<OcrOutcome> runs) {
    Map<String, @Nullable Object> out = setup(runs.getFirst().options());
    out.put("seeds", runs.size());
    for (OcrMeasure measure : OcrMeasure.values()) {
      out.put(measure.toString(), ToyText.spread(values(runs, measure)));
    }
    return out;
  }

  private static double[] values(List<OcrOutcome> runs, OcrMeasure measure) {
    return runs.stream().mapToDouble(measure::of).filter(Double::isFinite).toArray();
  }

  static void print(PrintWriter to, List<OcrOutcome> outcomes, int seeds) {
    MarginProblem problem = outcomes.getFirst().options().task().problem();
    to.printf(
        Locale.ROOT,
        "%d classes, %d + %d names each; chance: loss %.3f, rank %.1f; margin ratio in theory"
            + " %.3f%n%n",
        problem.classes(),
        problem.trainPerClass(),
        problem.testPerClass(),
        Math.log(problem.classes()),
        problem.chanceRank(),
        MarginClosedForm.of(problem, Norm.NUCLEAR).testMargin());
    to.println("                                    loss, train      loss, test");
    to.println(
        "model      head decay  init    seed facts   impl.   facts   impl.    rank  right "
            + " margins");
    for (int k = 0; k < outcomes.size(); k++) {
      OcrOutcome outcome = outcomes.get(k);
      to.print(start(outcome.options()));
      to.printf("%4d", outcome.seed());
      for (double loss : outcome.losses()) {
        to.printf(Locale.ROOT, " %7.4f", loss);
      }
      to.printf(
          Locale.ROOT,
          " %7.2f %6.2f %8.3f%n",
          outcome.meanRank(),
          outcome.accuracy(),
          outcome.marginRatio());
      if (seeds > 1 && (k + 1) % seeds == 0) {
        mean(to, outcomes.subList(k + 1 - seeds, k + 1));
      }
    }
  }

  private static String start(OcrOptions options) {
    boolean factors = options.model() == OcrOptions.Model.FACTORISED;
    return String.format(
        Locale.ROOT,
        "%-10s %4s %5.3g %7.2g ",
        options.model(),
        factors ? Integer.toString(options.headDimension()) : "",
        options.weightDecay(),
        options.init());
  }

  private static void mean(PrintWriter to, List<OcrOutcome> runs) {
    to.print(start(runs.getFirst().options()) + "mean");
    for (OcrMeasure measure : OcrMeasure.values()) {
      double[] values = values(runs, measure);
      String format =
          switch (measure) {
            case MEAN_RANK -> " %7.2f";
            case ACCURACY -> " %6.2f";
            case MARGIN_RATIO -> " %8.3f";
            default -> " %7.4f";
          };
      to.printf(Locale.ROOT, format, values.length == 0 ? Double.NaN : Summary.of(values).mean());
    }
    to.println();
  }
}
