package probe.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import probe.OutputFolder;
import probe.ProbeException;
import probe.algebra.Parallel;
import probe.compare.Comparison;
import probe.compare.Need;
import probe.compare.Prediction;
import probe.compare.Predictions;
import probe.compare.Row;
import probe.compare.Subject;
import probe.compare.Toys;
import probe.model.Device;
import probe.model.LanguageModel;
import probe.plan.ModelFacts;
import probe.report.ReportFiles;
import probe.report.ResultsJson;
import probe.result.RunDocument;
import probe.source.ModelSource;

/** {@code probe compare}: predictions of the theories beside what models give. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    header = "Holds models to the predictions of the theories.",
    description = {
      "A row for each prediction and model: what the toy gives, what the model gives, and whether"
          + " the prediction holds. Writes DIR/results.json, DIR/report.md and DIR/report.html, and"
          + " the runs that it made to DIR/runs. See docs/compare.md.",
      ""
    })
final class CompareCommand implements Callable<Integer> {
  // of more weights, teaching takes hours and more memory than most machines have
  private static final long LARGEST_TAUGHT = 50_000_000;

  @Option(
      names = "--model",
      arity = "1..*",
      paramLabel = "SOURCE",
      description =
          "Models, each "
              + Sources.HELP
              + " (default, without --results: models/pocket-gpt2, which comes along).")
  private List<String> models = List.of();

  @Option(
      names = "--results",
      arity = "1..*",
      paramLabel = "DIR",
      description =
          "Folders that `probe run` and `probe ocr` wrote; those of one model are taken together.")
  private List<Path> results = List.of();

  @Option(
      names = "--checkpoints",
      paramLabel = "DIR",
      description =
          "Points of the training of a pocket model, from `probe pocket train --checkpoints`.")
  private @Nullable Path checkpoints;

  @Option(
      names = "--predictions",
      split = ",",
      paramLabel = "ID",
      description =
          "Only these of A1 to A7 and B1 to B6 (default: all; models of more than 50 million"
              + " weights are not taught unless a prediction that needs it is named).")
  private List<String> predictions = List.of();

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "10",
      description = "Seeds of each toy (default: ${DEFAULT-VALUE}).")
  private int seeds = 10;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of everything random on models (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "cpu",
      description = "cpu, cuda or cuda:n (default: ${DEFAULT-VALUE}).")
  private String device = "cpu";

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of ONNX Runtime (default: one per core).")
  private @Nullable Integer threads;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "probe-compare",
      description = "Folder for the results (default: ${DEFAULT-VALUE}).")
  private Path out = Path.of("probe-compare");

  @Spec private CommandSpec spec = CommandSpec.create();

  @ParentCommand private Main main = new Main();

  @Override
  public Integer call() {
    List<Prediction> wanted =
        predictions.isEmpty() ? Predictions.all() : Predictions.named(predictions);
    Toys toys = new Toys(seeds);
    long start = System.nanoTime();
    TrainingCourse course =
        checkpoints == null ? null : new TrainingCourse(checkpoints, seed, threads());
    if (course != null) {
      course.require(); // models may take hours, and come first
    }
    CompareSubjects subjects = new CompareSubjects();
    for (Path folder : results) {
      subjects.add(folder.toString(), ResultsJson.read(folder.resolve("results.json")));
    }
    for (String model : models()) {
      measure(model, needs(wanted), subjects);
    }
    if (course != null) {
      subjects.addCourse(course.folder(), course.read(main.console()));
    }
    List<Subject> all = subjects.all();
    if (all.isEmpty()) {
      throw ProbeException.input(
          "nothing is measured on a model for %s alone; pass --checkpoints or --results"
              .formatted(
                  wanted.stream().map(p -> p.claim().id()).collect(Collectors.joining(", "))));
    }
    List<Row> rows;
    try (Console.Bar bar = main.console().bar("compare", " predictions", wanted.size())) {
      rows = Comparison.of(wanted, toys, all, bar::stepTo);
    }
    try (OutputFolder folder = OutputFolder.prepare(out)) {
      ReportFiles.writeAll(
          folder,
          CompareDocument.of(rows, all, main.resultCommand(), seed, System.nanoTime() - start));
      folder.commit();
    } catch (IOException e) {
      throw OutputFolder.failed("cannot write to " + out, e);
    }
    PrintWriter stdout = spec.commandLine().getOut();
    CompareText.print(stdout, rows);
    stdout.printf("wrote results.json, report.md and report.html to %s%n", out);
    stdout.flush();
    return Exit.OK;
  }

  private List<String> models() {
    if (!models.isEmpty() || !results.isEmpty() || checkpoints != null) {
      return models;
    }
    main.console().say(spec.commandLine().getErr(), "no --model: using " + ShippedModels.model());
    return List.of(ShippedModels.model().toString());
  }

  private static Set<Need> needs(List<Prediction> wanted) {
    return wanted.stream()
        .flatMap(prediction -> prediction.needs().stream())
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Need.class)));
  }

  private int threads() {
    int count = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
    if (count < 1 || count > 1024) {
      throw ProbeException.input("--threads must be within [1, 1024], got " + count);
    }
    return count;
  }

  private void measure(String model, Set<Need> needs, CompareSubjects subjects) {
    ModelSource source = Sources.find(model, main.console(), spec.commandLine().getErr());
    LanguageModel.Options options =
        new LanguageModel.Options(null, Device.parse(device), threads(), null, source.name());
    try (LanguageModel opened = LanguageModel.open(source.file(), options)) {
      Parallel.setThreads(Math.min(opened.threads(), Parallel.MOST_THREADS));
      String name = subjects.free(CompareSubjects.name(model));
      Set<Need> possible = EnumSet.copyOf(needs);
      if (predictions.isEmpty() && parameters(opened) > LARGEST_TAUGHT) {
        possible.removeAll(CompareRuns.teaching());
      }
      CompareRuns runs = new CompareRuns(opened, seed, out.resolve("trials").resolve(name));
      for (CompareRuns.Planned planned : runs.plan(possible)) {
        String title = name + ", " + planned.name();
        RunDocument document;
        try (Console.Bar bar = main.console().bar(title, " steps", planned.run().steps())) {
          document = planned.execute((what, done, total) -> bar.stepTo(done));
        }
        Path folder = out.resolve("runs").resolve(name + "-" + planned.name());
        write(folder, document);
        subjects.add(folder.toString(), document);
      }
    }
  }

  private static long parameters(LanguageModel model) {
    Map<String, @Nullable Object> facts = ModelFacts.of(model).fields();
    return facts.get("parameters") instanceof Number number ? number.longValue() : Long.MAX_VALUE;
  }

  private static void write(Path where, RunDocument document) {
    try (OutputFolder folder = OutputFolder.prepare(where)) {
      ReportFiles.writeAll(folder, document);
      folder.commit();
    } catch (IOException e) {
      throw OutputFolder.failed("cannot write to " + where, e);
    }
  }
}
