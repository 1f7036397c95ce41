package probe.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import probe.JsonFile;
import probe.ProbeException;
import probe.algebra.Parallel;
import probe.theory.OcrOptions;
import probe.theory.OcrOutcome;
import probe.theory.OcrTask;
import probe.theory.OcrToy;
import probe.theory.OcrToyAnalysis;

/** {@code probe toy ocr}: the one-layer model of out-of-context reasoning. */
@Command(
    name = "ocr",
    mixinStandardHelpOptions = true,
    header = "Trains the one-layer model of out-of-context reasoning.",
    description = {
      "Linear attention, factorised or with values and outputs as one matrix, on facts of all and"
          + " implications of some. Several values of --head-dim, --init or --weight-decay, with"
          + " commas, are a sweep. See docs/toy.md.",
      ""
    })
final class ToyOcrCommand implements Callable<Integer> {
  private static final long FIRST_SEED = 1;

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      defaultValue = "both",
      description = "factorised, product or both (default: ${DEFAULT-VALUE}).")
  private String model = "both";

  @Option(
      names = "--classes",
      paramLabel = "N",
      defaultValue = "20",
      description = "Pairs of a fact and an implication (default: ${DEFAULT-VALUE}).")
  private int classes = 20;

  @Option(
      names = "--head-dim",
      split = ",",
      paramLabel = "N",
      defaultValue = "128",
      description = "Dimension of the factors (default: ${DEFAULT-VALUE}).")
  private List<Integer> headDimensions = List.of(128);

  @Option(
      names = "--noise",
      paramLabel = "N",
      defaultValue = "5",
      description = "Noise tokens to draw from (default: ${DEFAULT-VALUE}).")
  private int noise = 5;

  @Option(
      names = "--length",
      paramLabel = "N",
      defaultValue = "16",
      description =
          "Tokens of a sequence: name, relation, end, the rest noise (default: ${DEFAULT-VALUE}).")
  private int length = 16;

  @Option(
      names = "--attention",
      paramLabel = "HOW",
      defaultValue = "learned",
      description =
          "learned, on drawn sequences with noise, or fixed: one on name and relation, none on"
              + " noise, and all questions at every step (default: ${DEFAULT-VALUE}).")
  private String attention = "learned";

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Updates (default: 20000 factorised, 2000 product).")
  private @Nullable Integer steps;

  @Option(
      names = "--lr",
      paramLabel = "X",
      defaultValue = "0.005",
      description = "Learning rate of AdamW (default: ${DEFAULT-VALUE}).")
  private double learningRate = 0.005;

  @Option(
      names = "--weight-decay",
      split = ",",
      paramLabel = "X",
      defaultValue = "0.03",
      description = "Weight decay of AdamW (default: ${DEFAULT-VALUE}).")
  private List<Double> weightDecays = List.of(0.03);

  @Option(
      names = "--init",
      split = ",",
      paramLabel = "X",
      description =
          "Standard deviation of the factors (default: root of 1 / tokens), or every entry of the"
              + " product (default: 0.0001).")
  private @Nullable List<Double> inits;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "5",
      description = "Repetitions, with seeds 1, 2, ... (default: ${DEFAULT-VALUE}).")
  private int seeds = 5;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Writes toy-ocr.json, with the matrices, results.json, report.md and report.html to this"
              + " folder.")
  private @Nullable Path out;

  @Option(names = "--json", description = "Print JSON (keys: docs/toy.md).")
  private boolean json;

  @Mixin private ToySubjects subjects = new ToySubjects();

  @Spec private CommandSpec spec = CommandSpec.create();

  @ParentCommand private ToyCommand toy = new ToyCommand();

  @Override
  public Integer call() {
    if (seeds < 1) {
      throw ProbeException.input("--seeds must be 1 or more, got " + seeds);
    }
    List<OcrOptions> setups = setups();
    long start = System.nanoTime();
    List<OcrOutcome> outcomes = train(setups);
    if (out != null) {
      ToyReport.write(
          out,
          toy.main().resultCommand(),
          FIRST_SEED,
          (System.nanoTime() - start) / 1e9,
          List.of(OcrToyAnalysis.of(outcomes)),
          Map.of("toy-ocr.json", ToyOcrText.fields(outcomes, seeds, true)));
    }
    PrintWriter stdout = spec.commandLine().getOut();
    if (json) {
      stdout.print(JsonFile.text(ToyOcrText.fields(outcomes, seeds, false)));
    } else {
      ToyOcrText.print(stdout, outcomes, seeds);
      if (out != null) {
        stdout.printf("wrote toy-ocr.json, results.json, report.md and report.html to %s%n", out);
      }
    }
    stdout.flush();
    return Exit.OK;
  }

  private List<OcrOptions> setups() {
    OcrTask task = new OcrTask(subjects.problem(classes), noise, length);
    List<OcrOptions> all = new ArrayList<>();
    for (OcrOptions.Model one : models()) {
      for (int head : one == OcrOptions.Model.PRODUCT ? List.of(1) : headDimensions) {
        for (double decay : weightDecays) {
          for (double init : inits == null ? List.of(one.defaultInit(task)) : inits) {
            all.add(
                new OcrOptions(
                    task,
                    one,
                    head,
                    learned(),
                    steps == null ? one.defaultSteps() : steps,
                    learningRate,
                    decay,
                    init));
          }
        }
      }
    }
    return all.stream().distinct().toList();
  }

  private List<OcrOptions.Model> models() {
    return switch (model) {
      case "both" -> List.of(OcrOptions.Model.values());
      case "factorised" -> List.of(OcrOptions.Model.FACTORISED);
      case "product" -> List.of(OcrOptions.Model.PRODUCT);
      default ->
          throw ProbeException.input(
              "--model takes factorised, product or both, got '%s'".formatted(model));
    };
  }

  private boolean learned() {
    return switch (attention) {
      case "learned" -> true;
      case "fixed" -> false;
      default ->
          throw ProbeException.input(
              "--attention takes learned or fixed, got '%s'".formatted(attention));
    };
  }

  private List<OcrOutcome> train(List<OcrOptions> setups) {
    long total = setups.stream().mapToLong(setup -> (long) setup.steps() * seeds).sum();
    AtomicLong done = new AtomicLong();
    try (Console.Bar bar = toy.main().console().bar("toy ocr", " steps", total)) {
      return Parallel.map(
          setups.size() * seeds,
          k ->
              OcrToy.train(
                  setups.get(k / seeds),
                  FIRST_SEED + k % seeds,
                  step -> {
                    long now = done.incrementAndGet();
                    if (now % 100 == 0) {
                      synchronized (bar) {
                        bar.stepTo(now);
                      }
                    }
                  }));
    }
  }
}
