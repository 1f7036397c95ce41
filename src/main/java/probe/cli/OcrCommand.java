package probe.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
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
import probe.facts.Arm;
import probe.model.LanguageModel;
import probe.ocr.OcrExperiment;
import probe.ocr.OcrOptions;
import probe.plan.Run;
import probe.plan.RunPlan;
import probe.report.ReportFiles;
import probe.result.Analysis;
import probe.result.RunDocument;

/** {@code probe ocr}: out-of-context reasoning. */
@Command(
    name = "ocr",
    mixinStandardHelpOptions = true,
    header = "Out-of-context reasoning: what a model infers from facts that it is taught.",
    description = {
      "Teaches a model facts of invented names and implications of some of them, and asks for the"
          + " others'. Writes DIR/results.json, DIR/report.md and DIR/report.html; every finished"
          + " trial is kept in DIR/trials, and the same command goes on from there. See"
          + " docs/ocr.md.",
      ""
    },
    subcommands = {OcrCheckCommand.class, OcrMakeCommand.class})
final class OcrCommand implements Callable<Integer> {
  @Mixin private ModelOptions model = new ModelOptions();

  @Option(
      names = "--facts",
      arity = "1..*",
      paramLabel = "FILE",
      description = {
        "Fact sets (default: those that ship with probe, in words that the tokenizer has)."
      })
  private @Nullable List<Path> facts;

  @Option(
      names = "--method",
      paramLabel = "METHOD",
      description = {
        "prompt, full, lora, only:values, only:outputs, product, or only:PATTERN; see docs/tune.md."
      })
  private @Nullable String method;

  @Option(
      names = "--tuned",
      arity = "1..*",
      paramLabel = "MODEL",
      description =
          "In place of --method: models that were tuned elsewhere on the rows that `probe ocr make`"
              + " wrote for one fact set and arm, with seeds 0, 1, ... in this order.")
  private List<Path> tuned = List.of();

  @Option(
      names = "--rows",
      description = "With lora, trains the embedding rows of names and answers too.")
  private boolean rows;

  @Option(
      names = "--arms",
      split = ",",
      paramLabel = "ARM",
      description =
          "Only these of true, counterfactual, spurious, no-implication and shuffled (default: all"
              + " of each file).")
  private List<String> arms = List.of();

  @Option(
      names = "--seeds",
      paramLabel = "N",
      description = "Repetitions (default: as many as each file says).")
  private @Nullable Integer seeds;

  @Option(
      names = "--implications",
      split = ",",
      paramLabel = "N",
      description = {
        "Numbers of training implications a value, such as 0,1,2,4,8 (default: that of each file)."
      })
  private List<Integer> implications = List.of();

  @Option(
      names = "--stop-loss",
      paramLabel = "X",
      defaultValue = "0",
      description = {
        "Ends training after an epoch with a mean loss of the training rows below X (default:",
        "${DEFAULT-VALUE}, never)."
      })
  private double stopLoss;

  @Option(
      names = "--no-inside",
      description = "Leaves out the look at what training changes inside the model.")
  private boolean withoutInside;

  @Option(
      names = "--reference",
      paramLabel = "PAPER",
      description = "huang2025 puts the paper's table beside the model's.")
  private @Nullable String reference;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "probe-ocr",
      description = "Folder for the results (default: ${DEFAULT-VALUE}).")
  private Path out = Path.of("probe-ocr");

  @Mixin private LoraFlags lora = new LoraFlags();

  @Mixin private TrainingFlags training = new TrainingFlags();

  @Spec private CommandSpec spec = CommandSpec.create();

  @ParentCommand private Main main = new Main();

  Main main() {
    return main;
  }

  @Override
  public Integer call() {
    if (!tuned.isEmpty() && (facts == null || facts.size() != 1 || arms.size() != 1)) {
      throw ProbeException.input(
          "--tuned is for one fact set and arm: name them with --facts FILE --arms ARM");
    }
    if (!tuned.isEmpty() && (seeds != null || implications.size() > 1)) {
      throw ProbeException.input(
          "--tuned has as many seeds as there are models, and one number of --implications");
    }
    if (reference != null && !reference.equals("huang2025")) {
      throw ProbeException.input("--reference takes huang2025, got '%s'".formatted(reference));
    }
    if (seeds != null && seeds < 1) {
      throw ProbeException.input("--seeds must be 1 or more, got " + seeds);
    }
    if (!(stopLoss >= 0)) {
      throw ProbeException.input("--stop-loss must be 0 or more, got " + stopLoss);
    }
    List<Arm> chosen = arms.stream().map(OcrCommand::arm).toList();
    PrintWriter stdout = spec.commandLine().getOut();
    try (LanguageModel opened = model.open(main.console(), spec.commandLine().getErr())) {
      Parallel.setThreads(Math.min(opened.threads(), Parallel.MOST_THREADS));
      OcrFlags flags = new OcrFlags(method, tuned, rows, stopLoss, lora, training);
      OcrOptions options =
          new OcrOptions(
              OcrFlags.sets(facts, opened),
              flags.method(opened),
              chosen,
              tuned.isEmpty() ? seeds == null ? 0 : seeds : tuned.size(),
              implications,
              facts != null,
              out.resolve("trials"),
              training.seed(),
              !withoutInside);
      OcrExperiment experiment =
          new OcrExperiment(opened, options, reference != null, training.seed());
      try (OutputFolder folder = OutputFolder.prepare(out)) {
        RunDocument document = run(opened, experiment);
        ReportFiles.writeAll(folder, document);
        folder.commit();
        for (Analysis analysis : document.analyses()) {
          experiment.lines(analysis).forEach(stdout::println);
        }
        stdout.printf("wrote results.json, report.md and report.html to %s%n", out);
        stdout.flush();
      } catch (IOException e) {
        throw OutputFolder.failed("cannot write to " + out, e);
      }
    }
    return Exit.OK;
  }

  private static Arm arm(String text) {
    return Arm.named(text)
        .orElseThrow(
            () ->
                ProbeException.input(
                    "--arms takes %s, got '%s'"
                        .formatted(
                            Arrays.stream(Arm.values())
                                .map(Arm::toString)
                                .collect(Collectors.joining(", ")),
                            text)));
  }

  private RunDocument run(LanguageModel opened, OcrExperiment experiment) {
    Run run =
        new Run(
            opened,
            RunPlan.withoutProbes(opened),
            new Run.Options(main.resultCommand(), training.seed(), 0, null),
            List.of(experiment));
    try (Console.Bar bar = main.console().bar("ocr", " steps", run.steps())) {
      return run.execute((what, done, total) -> bar.stepTo(done));
    }
  }
}
