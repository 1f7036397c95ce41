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
import probe.concept.Library;
import probe.model.LanguageModel;
import probe.plan.Run;
import probe.plan.RunPlan;
import probe.report.ReportFiles;
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
    Library library = ShippedProbes.library(probes);
    try (LanguageModel opened = model.open(main.console(), spec.commandLine().getErr())) {
      RunPlan plan = RunPlan.of(opened, library);
      if (dryRun) {
        RunText.print(stdout, plan, opened);
        stdout.flush();
        return Exit.OK;
      }
      Parallel.setThreads(opened.threads());
      try (OutputFolder folder = OutputFolder.prepare(out)) {
        folder.requireSpace(plan.outputBytes());
        RunDocument document = run(opened, plan, OcrSection.of(taught, opened, seed));
        ReportFiles.writeAll(folder, document);
        folder.commit();
        RunText.print(stdout, document, out);
        stdout.flush();
        if (!document.certificate().holds()) {
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
