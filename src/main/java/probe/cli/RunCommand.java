package probe.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import probe.OutputFolder;
import probe.ProbeException;
import probe.algebra.Parallel;
import probe.compare.Comparison;
import probe.compare.Measured;
import probe.compare.Prediction;
import probe.compare.Predictions;
import probe.compare.Row;
import probe.compare.Subject;
import probe.compare.Toys;
import probe.concept.Library;
import probe.model.LanguageModel;
import probe.model.Tokenizer;
import probe.plan.PositionZero;
import probe.plan.Run;
import probe.plan.RunPlan;
import probe.report.ReportFiles;
import probe.result.Certificate;
import probe.result.RunDocument;

/** {@code probe run}: concept files against a model. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    header = "Puts a model to the probes, and gives verdicts with their evidence.",
    description =
        "First certifies that the vectors are the model's own. Writes DIR/results.json,"
            + " DIR/report.md and DIR/report.html.")
final class RunCommand implements Callable<Integer> {
  // enough for an interval, and soon done; probe compare takes more
  private static final int TOY_SEEDS = 5;

  @Mixin private ModelOptions model = new ModelOptions();

  @Option(
      names = "--probes",
      arity = "1..*",
      paramLabel = "FILE|DIR",
      description =
          "Concept and probe files, or folders of them (default: those that ship with probe)."
              + " Concepts alone are put to every probe that ships.")
  private @Nullable List<Path> probes;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "probe-results",
      description = "Folder for the results (default: ${DEFAULT-VALUE}).")
  private Path out = Path.of("probe-results");

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of everything random (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--ridge",
      paramLabel = "SHARE",
      defaultValue = "0",
      description =
          "Added to every eigenvalue of the vocabulary's covariance before it is inverted, as a"
              + " share of their mean (default: 0; a singular covariance is refused).")
  private double ridge;

  @Option(
      names = "--vectors",
      paramLabel = "DIR",
      description = "Keeps the model's states in DIR, so that a later run need not compute them.")
  private @Nullable Path vectors;

  @Option(
      names = "--ocr",
      paramLabel = "METHOD",
      description =
          "Adds a small experiment of out-of-context reasoning: prompt, lora, full or none"
              + " (default: full with the model and the probes that come along, else none). See"
              + " probe ocr for more.")
  private @Nullable String ocr;

  @Option(names = "--dry-run", description = "Print the plan and stop.")
  private boolean dryRun;

  @Spec private CommandSpec spec = CommandSpec.create();

  @ParentCommand private Main main = new Main();

  @Override
  public Integer call() {
    if (!(ridge >= 0) || Double.isInfinite(ridge)) {
      throw ProbeException.input(
          "--ridge is a share of the mean eigenvalue, 0 or more, got " + ridge);
    }
    PrintWriter stdout = spec.commandLine().getOut();
    String taught = ocr != null ? ocr : model.isShipped() && probes == null ? "full" : "none";
    OcrSection.require(taught);
    ShippedProbes files = ShippedProbes.of(probes);
    try (LanguageModel opened = model.open(main.console(), spec.commandLine().getErr())) {
      Tokenizer tokenizer = opened.requireTokenizer();
      PositionZero.markup(tokenizer)
          .ifPresent(note -> main.console().say(spec.commandLine().getErr(), note));
      Library library = files.library(text -> tokenizer.unknownWord(text).isEmpty());
      RunPlan plan = RunPlan.of(opened, library);
      if (dryRun) {
        RunText.print(stdout, plan, opened);
        stdout.flush();
        return Exit.OK;
      }
      Parallel.setThreads(opened.threads());
      try (OutputFolder folder = OutputFolder.prepare(out)) {
        folder.requireSpace(plan.outputBytes());
        RunDocument found = run(opened, plan, OcrSection.of(taught, opened, seed));
        long start = System.nanoTime();
        List<Row> rows = compared(found);
        RunDocument document =
            rows.isEmpty()
                ? found
                : CompareDocument.append(found, rows, seed, System.nanoTime() - start);
        ReportFiles.writeAll(folder, document);
        folder.commit();
        RunText.print(stdout, document, out);
        CompareText.printMeasured(stdout, rows);
        stdout.flush();
        Certificate certificate = document.certificate();
        if (certificate != null && !certificate.holds()) {
          throw ProbeException.numeric(
              "the parity certificate does not hold (see %s), so none of these numbers can be trusted; try another export of the model"
                  .formatted(out.resolve("report.md")));
        }
      } catch (IOException e) {
        throw OutputFolder.failed("cannot write to " + out, e);
      }
    }
    return Exit.OK;
  }

  private RunDocument run(LanguageModel opened, RunPlan plan, List<Run.Experiment> experiments) {
    Run run = new Run(opened, plan, new Run.Options(command(), seed, ridge, vectors), experiments);
    try (Console.Bar bar = main.console().bar("run", " steps", run.steps())) {
      return run.execute(
          (what, done, total) -> {
            main.console().detail(spec.commandLine().getErr(), what);
            bar.stepTo(done);
          });
    }
  }

  /** What the theories say, beside what was found; nothing of chosen probes that none is about. */
  private List<Row> compared(RunDocument document) {
    Subject subject =
        Subject.of(
            CompareSubjects.name(model.name()), new Rungs().of(document), "this run", document);
    List<Prediction> predictions = Predictions.all();
    if (probes != null
        && predictions.stream()
            .noneMatch(prediction -> prediction.measure(subject) instanceof Measured.Value)) {
      return List.of();
    }
    try (Console.Bar bar = main.console().bar("compare", " predictions", predictions.size())) {
      return Comparison.ofMeasured(predictions, new Toys(TOY_SEEDS), List.of(subject), bar::stepTo);
    }
  }

  /** The command without what changes no number: where results go, threads, what is printed. */
  private String command() {
    List<String> parts = new ArrayList<>(List.of("probe", "run"));
    parts.addAll(model.command());
    if (probes != null) {
      parts.add("--probes");
      probes.forEach(path -> parts.add(path.toString()));
    }
    parts.add("--seed");
    parts.add(Long.toString(seed));
    if (ocr != null) {
      parts.add("--ocr");
      parts.add(ocr);
    }
    if (ridge > 0) {
      parts.add("--ridge");
      parts.add(Double.toString(ridge));
    }
    return Main.commandLine(parts);
  }
}
