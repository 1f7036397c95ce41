package probe.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import probe.Sha256;
import probe.algebra.Parallel;
import probe.model.LanguageModel;
import probe.tune.GraphTuning;
import probe.tune.Method;
import probe.tune.TrainingFile;
import probe.tune.TrainingOptions;
import probe.tune.TrainingSet;
import probe.tune.TuneOptions;

/** {@code probe tune}: fine-tuning. */
@Command(
    name = "tune",
    mixinStandardHelpOptions = true,
    header = "Fine-tunes a model, and writes it as ONNX again.",
    description =
        "Writes what was trained to DIR, with DIR/metrics.jsonl, one line a step, and"
            + " DIR/checkpoint, from which --resume goes on.")
final class TuneCommand implements Callable<Integer> {
  @Mixin private ModelOptions model = new ModelOptions();

  @Option(
      names = "--train",
      required = true,
      paramLabel = "FILE",
      description = {
        "JSON lines: {\"prompt\": \"...\", \"target\": \"...\"}, or",
        "{\"ids\": [...], \"loss_from\": k}. The loss is that of the target's tokens."
      })
  private Path train = Path.of("");

  @Option(
      names = "--validate",
      paramLabel = "FILE",
      description = "Such lines, whose loss is taken after each epoch.")
  private @Nullable Path validate;

  @Option(
      names = "--method",
      required = true,
      paramLabel = "METHOD",
      description =
          "full, lora, product or only:PATTERN: which weights are trained. only:values and"
              + " only:outputs are those of attention; product trains their product, unfactorised.")
  private String method = "";

  @Mixin private LoraFlags lora = new LoraFlags();

  @Mixin private RowFlags rowFlags = new RowFlags();

  @Mixin private TrainingFlags training = new TrainingFlags();

  @Option(names = "--resume", description = "Go on from DIR/checkpoint, to the same bits.")
  private boolean resume;

  @Option(
      names = "--check",
      description = "First compare gradients with differences of ONNX Runtime's own losses.")
  private boolean check;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Folder for the results.")
  private Path out = Path.of("");

  @Spec private CommandSpec spec = CommandSpec.create();

  @ParentCommand private Main main = new Main();

  @Override
  public Integer call() throws IOException {
    model.refuseAdapter();
    rowFlags.requireFor(method);
    Method how = Method.parse(method, lora.read());
    TrainingOptions options = training.read(TrainingFlags.Defaults.of(how));
    TrainingSet rows;
    TrainingSet validation;
    TuneOptions opening;
    Map<String, String> settings = new LinkedHashMap<>();
    try (LanguageModel opened = model.openOnCpu(main.console(), spec.commandLine().getErr())) {
      how = rowFlags.withRows(how, opened);
      TrainingFile reader = new TrainingFile(opened::requireTokenizer, opened::check);
      rows = reader.read(train);
      validation = validate == null ? null : reader.read(validate);
      Path file = opened.decoder().file().path();
      opening = new TuneOptions(file, how, model.device(), opened.threads(), training.seed());
      settings.put("--model", Sha256.of(opened.decoder().file().weightFiles()));
      Parallel.setThreads(Math.min(opened.threads(), Parallel.MOST_THREADS));
    }
    settings.put("--train", rows.sha256());
    settings.put("--device", opening.device().toString());
    settings.putAll(how.settings());
    settings.putAll(options.settings());
    TuneRun run =
        new TuneRun(
            new TuneRun.Inputs(opening, options, settings, rows, validation, out),
            main.console(),
            spec.commandLine());
    return run.execute(GraphTuning::open, resume, check);
  }
}
