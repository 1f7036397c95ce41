package probe.theory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import probe.result.Analysis;
import probe.result.Finding;
import probe.result.Table;
import probe.result.Verdict;
import probe.stats.Interval;
import probe.stats.Summary;

/** What trained one-layer models say of out-of-context reasoning (Huang et al.). */
public final class OcrToyAnalysis {
  private final List<OcrRuns> all;
  private final OcrTask task;

  private OcrToyAnalysis(List<OcrOutcome> outcomes) {
    this.all = OcrRuns.of(outcomes);
    this.task = outcomes.getFirst().options().task();
  }

  /** The runs of one task: any number of set-ups, each with the same seeds. */
  public static Analysis of(List<OcrOutcome> outcomes) {
    return new OcrToyAnalysis(outcomes).analysis();
  }

  private Analysis analysis() {
    List<Finding> findings =
        all.stream().flatMap(runs -> OcrToyFindings.of(runs).stream()).toList();
    return new Analysis(
        "toy-ocr",
        "toy-ocr",
        question(),
        overall(findings),
        summary(),
        settings(),
        findings,
        OcrToyFigures.of(all),
        List.of(summaryTable(), seedTable()),
        notes());
  }

  private String question() {
    boolean factorised = all.stream().anyMatch(OcrRuns::factorised);
    boolean product = !all.stream().allMatch(OcrRuns::factorised);
    String what = "the implications of subjects of whom only facts are taught";
    if (factorised && product) {
      return "Does one layer of linear attention infer "
          + what
          + " where values and outputs are two matrices, and not where they are one?";
    }
    return factorised
        ? "Does one layer of linear attention infer " + what + "?"
        : "Does one layer whose values and outputs are one matrix learn by heart, without inferring"
            + " "
            + what
            + "?";
  }

  /** Set-ups of a sweep that differ are no answer. */
  private Verdict overall(List<Finding> findings) {
    List<Verdict> verdicts =
        findings.stream().filter(OcrToyFindings::counts).map(Finding::verdict).toList();
    if (!verdicts.contains(Verdict.NOT_SUPPORTED)) {
      return verdicts.contains(Verdict.CANNOT_TELL) ? Verdict.CANNOT_TELL : Verdict.SUPPORTED;
    }
    List<Verdict> inferences =
        findings.stream().filter(OcrToyFindings::onInference).map(Finding::verdict).toList();
    boolean sweep =
        all.stream().map(runs -> runs.options().model()).distinct().count() < all.size();
    return sweep && inferences.contains(Verdict.SUPPORTED)
        ? Verdict.CANNOT_TELL
        : Verdict.NOT_SUPPORTED;
  }

  private String summary() {
    String runs =
        all.stream()
            .map(
                one ->
                    "%s: loss %s, accuracy %s"
                        .formatted(
                            one.name(),
                            OcrToyFindings.text(one.interval(OcrMeasure.LOSS_TEST_IMPLICATIONS)),
                            OcrToyFindings.number(one.interval(OcrMeasure.ACCURACY).estimate())))
            .collect(Collectors.joining("; "));
    return "On test implications, %s. Chance: %s."
        .formatted(runs, OcrToyFindings.number(Math.log(task.problem().classes())));
  }

  private Map<String, Object> settings() {
    MarginProblem problem = task.problem();
    OcrOptions first = all.getFirst().options();
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("classes", problem.classes());
    out.put("train_per_class", problem.trainPerClass());
    out.put("test_per_class", problem.testPerClass());
    out.put("tokens", task.tokens());
    out.put("noise", task.noise());
    out.put("length", task.length());
    out.put("attention", first.learnedAttention() ? "learned" : "fixed");
    out.put("lr", first.learningRate());
    out.put("seeds", all.getFirst().outcomes().stream().map(OcrOutcome::seed).toList());
    return out;
  }

  private Table summaryTable() {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (OcrRuns runs : all) {
      for (OcrMeasure measure : OcrMeasure.values()) {
        double[] values = runs.values(measure::of);
        if (values.length > 0) {
          Interval interval = runs.interval(measure);
          Summary summary = Summary.of(values);
          rows.add(
              row(
                  runs.name(),
                  measure.words(),
                  interval.estimate(),
                  finite(interval.low()),
                  finite(interval.high()),
                  summary.sd(),
                  summary.min(),
                  summary.max(),
                  summary.n()));
        }
      }
    }
    return new Table(
        "summary",
        "Over seeds",
        "Means with 95 % intervals (Student t), within what the measure can be.",
        List.of("set-up", "measure", "mean", "low", "high", "sd", "least", "most", "seeds"),
        rows);
  }

  private Table seedTable() {
    List<List<@Nullable Object>> rows = new ArrayList<>();
    for (OcrRuns runs : all) {
      for (OcrOutcome outcome : runs.outcomes()) {
        OcrOptions options = runs.options();
        List<@Nullable Object> row =
            row(
                options.model().toString(),
                runs.factorised() ? options.headDimension() : null,
                options.steps(),
                options.weightDecay(),
                options.init(),
                outcome.seed());
        for (OcrMeasure measure : OcrMeasure.values()) {
          row.add(finite(measure.of(outcome)));
        }
        row.add(outcome.trainMargin());
        row.add(outcome.testMargin());
        rows.add(row);
      }
    }
    List<String> columns =
        Stream.of(
                Stream.of("model", "head", "steps", "weight decay", "init", "seed"),
                Stream.of(OcrMeasure.values()).map(OcrMeasure::words),
                Stream.of("training margin", "test margin"))
            .flatMap(names -> names)
            .toList();
    return new Table("seeds", "Every run", "Losses at the end of training.", columns, rows);
  }

  private static List<@Nullable Object> row(@Nullable Object... cells) {
    List<@Nullable Object> out = new ArrayList<>();
    for (Object cell : cells) {
      out.add(cell);
    }
    return out;
  }

  private static @Nullable Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }

  private List<String> notes() {
    List<String> out = new ArrayList<>();
    out.add(
        "Mean rank is the place of the right answer among the %d implications, from 0; answers that tie count half, so that chance is %s. Counting only strictly larger logits would give a model without any preference the rank 0."
            .formatted(task.problem().classes(), task.problem().chanceRank()));
    out.add(
        "Margins in theory are those of gradient flow, run for ever and without weight decay; these"
            + " models are trained by AdamW for a while.");
    if (all.stream().anyMatch(runs -> !runs.factorised() && !runs.options().learnedAttention())) {
      out.add(
          "With fixed attention nothing is random about the product: all seeds give the same, and"
              + " intervals have no width.");
    }
    if (all.getFirst().outcomes().size() < 2) {
      out.add("One seed has no interval, so no claim can be decided.");
    }
    if (task.problem().trainPerClass() == 0) {
      out.add("No implication is taught, so there is none to infer from.");
    }
    if (task.problem().inputs() * task.problem().answers() > OcrToyFigures.MOST_CELLS) {
      out.add("The maps are too large to be drawn; toy-ocr.json has them.");
    }
    return out;
  }
}
