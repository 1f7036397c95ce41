package probe.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import probe.OutputFolder;
import probe.ProbeException;
import probe.model.LanguageModel;
import probe.onnx.TrainableGraph;
import probe.pocket.FloorReport;
import probe.pocket.TokenizerFile;
import probe.pocket.Validation;
import probe.tune.Pretraining;
import probe.tune.Trainee;
import probe.tune.TrainingBatch;
import probe.tune.TunedModel;
import probe.tune.replay.Compute;
import probe.tune.replay.ReplayTrainee;

/** {@code probe pocket train}: trains a pocket model from random weights. */
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    header = "Trains a pocket model from random weights.",
    description = {
      "Writes model.onnx, tokenizer.json, config.json and README.md, the model's card, which holds"
          + " the loss beside the exact floor, in all and by type of sentence. The same seed gives"
          + " the same model on the same machine with as many --threads, whatever --checkpoints are"
          + " written.",
      ""
    })
final class PocketTrainCommand implements Callable<Integer> {
  // rows of validation, and the seed that they are drawn with: the same for every model
  private static final int VALIDATION_ROWS = 2000;
  private static final long VALIDATION_SEED = 1;
  // a model is too large to ship beyond this
  private static final long ROOM = 16_000_000;

  @Option(names = "--arch", required = true, paramLabel = "ARCH", description = "gpt2 or llama.")
  private String arch = "";

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder for the model (default: models/pocket-ARCH where probe lies).")
  private @Nullable Path out;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "4000",
      description = "Updates, of 32 rows of 48 tokens each (default: ${DEFAULT-VALUE}).")
  private int steps = 4000;

  @Option(
      names = "--lr",
      paramLabel = "X",
      defaultValue = "0.003",
      description = "Learning rate after the warm-up (default: ${DEFAULT-VALUE}).")
  private double learningRate = 0.003;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of the weights and of the sentences (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads of PyTorch (default: one per core).")
  private @Nullable Integer threads;

  @Option(
      names = "--checkpoints",
      split = ",",
      paramLabel = "N",
      description =
          "Steps after which the model is written as well, to DIR/checkpoints/step-N with its loss"
              + " and floor in checkpoint.json; 0 is the untrained start.")
  private List<Integer> checkpoints = List.of();

  @Spec private CommandSpec spec = CommandSpec.create();

  @ParentCommand private PocketCommand pocket = new PocketCommand();

  @Override
  public Integer call() throws IOException {
    PocketArchitecture architecture = PocketArchitecture.named(arch);
    if (steps < 1) {
      throw ProbeException.input("--steps must be 1 or more, got " + steps);
    }
    if (!(learningRate > 0)) {
      throw ProbeException.input("--lr must be above 0, got " + learningRate);
    }
    int count = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
    Path target = out == null ? ShippedModels.folder(architecture.folder()) : out;
    PocketCheckpoints also = PocketCheckpoints.of(target, checkpoints, steps);
    PrintWriter err = spec.commandLine().getErr();
    PocketWorld world = new PocketWorld();
    Validation validation = world.validation(VALIDATION_SEED, VALIDATION_ROWS);
    try (OutputFolder folder = OutputFolder.prepare(target)) {
      folder.requireSpace(ROOM * (1 + also.wanted().size()));
      PocketCard.Curve curve = train(architecture, world, count, folder, also, validation);
      FloorReport report = score(folder.file("model.onnx"), validation);
      new PocketCard(architecture, world, report, curve, pocket.main().commandLine(), seed)
          .write(folder.file("README.md"));
      folder.commit();
      pocket
          .main()
          .console()
          .say(
              err,
              String.format(
                  Locale.ROOT,
                  "loss %.4f, floor %.4f nats a token: %.2f %% above%s",
                  report.all().loss(),
                  report.all().floor(),
                  100 * report.all().share(),
                  report.below().isEmpty()
                      ? ""
                      : "; below their floor: " + String.join(", ", report.below())));
      pocket.main().console().say(err, "wrote " + target);
    }
    return Exit.OK;
  }

  private PocketCard.Curve train(
      PocketArchitecture architecture,
      PocketWorld world,
      int count,
      OutputFolder folder,
      PocketCheckpoints also,
      Validation validation)
      throws IOException {
    Path random = Files.createTempDirectory("probe-pocket");
    Path start = random.resolve("model.onnx");
    try {
      architecture.writeGraph(start, world.vocabulary(), seed);
      architecture.writeConfig(random.resolve("config.json"), world.vocabulary());
      TokenizerFile.write(random, world.world().vocabulary());
      TrainableGraph model = TrainableGraph.open(start);
      try (Trainee trainee =
          ReplayTrainee.of(
              model, probe.model.ModelConfig.beside(random), weight -> true, Compute.cpu(count))) {
        TunedModel trained = new TunedModel(model, trainee.parameters());
        PocketCard.Curve curve =
            run(trainee, world, step -> checkpoint(step, also, trained, validation));
        trained.write(folder);
        return curve;
      }
    } finally {
      try (var files = Files.list(random)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(random);
    }
  }

  private void checkpoint(
      int step, PocketCheckpoints also, TunedModel trained, Validation validation) {
    try {
      also.write(
          step, trained, pocket.main().resultCommand(), seed, file -> score(file, validation));
    } catch (IOException e) {
      throw OutputFolder.failed("cannot write to " + also.folder(step), e);
    }
  }

  /** Trains; {@code done} is told of the start, step 0, and of every step. */
  private PocketCard.Curve run(Trainee trainee, PocketWorld world, IntConsumer done) {
    Pretraining.Options options =
        new Pretraining.Options(
            steps, learningRate, Math.min(100, steps / 4 + 1), 0.03, 0.98, 0.1, 1);
    int[] first = new int[PocketWorld.ROWS];
    Arrays.fill(first, 1);
    PocketCard.Curve curve = new PocketCard.Curve(new ArrayList<>(), new ArrayList<>(), options);
    double[] mean = new double[1];
    int every = Math.max(1, steps / 20);
    done.accept(0);
    try (Console.Bar bar = pocket.main().console().bar("train", " steps", steps)) {
      Pretraining.run(
          trainee,
          step -> new TrainingBatch(world.batch(seed, step), first),
          options,
          (step, loss, norm) -> {
            bar.stepTo(step);
            mean[0] += loss / every;
            if (step % every == 0) {
              curve.add(step, mean[0]);
              pocket
                  .main()
                  .console()
                  .say(
                      spec.commandLine().getErr(),
                      String.format(Locale.ROOT, "step %,6d   loss %.4f", step, mean[0]));
              mean[0] = 0;
            }
            done.accept(step);
          });
    }
    return curve;
  }

  private static FloorReport score(Path file, Validation validation) {
    try (LanguageModel model = LanguageModel.open(file, LanguageModel.Options.defaults())) {
      return FloorReport.of(validation, losses(model, validation));
    }
  }

  private static double[][] losses(LanguageModel model, Validation validation) {
    try (var session = model.session(List.of(), true)) {
      return probe.model.TokenLosses.of(
          session, model.decoder().vocabulary(), List.of(validation.rows()));
    }
  }
}
