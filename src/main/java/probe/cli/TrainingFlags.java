package probe.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import probe.ProbeException;
import probe.tune.Method;
import probe.tune.OptimizerOptions;
import probe.tune.Schedule;
import probe.tune.TrainingOptions;

/** How to train: the optimiser, its learning rate, and how long. */
final class TrainingFlags {
  // as transformers has it; LoRA's authors took 2e-4 for GPT-2
  private static final double FULL_RATE = 5e-5;
  private static final double LORA_RATE = 2e-4;
  private static final double SGD_RATE = 1e-2;

  @Option(
      names = "--optimizer",
      paramLabel = "NAME",
      defaultValue = "adamw",
      description = "adamw, adam or sgd (default: ${DEFAULT-VALUE}).")
  private String optimizer = "adamw";

  @Option(
      names = "--lr",
      paramLabel = "X",
      description =
          "Learning rate (default: 5e-5; with lora 2e-4, with sgd 0.01; in ocr by the width of the"
              + " model, see docs/ocr.md).")
  private @Nullable Double learningRate;

  @Option(
      names = "--schedule",
      paramLabel = "NAME",
      description =
          "How the learning rate goes on after the warm-up: constant, linear or cosine (default:"
              + " constant; in ocr linear).")
  private @Nullable String schedule;

  @Option(
      names = "--warmup",
      paramLabel = "N",
      description = "Steps over which the learning rate rises from 0 (default: 0; in ocr 10).")
  private @Nullable Integer warmup;

  @Option(
      names = "--weight-decay",
      paramLabel = "X",
      description = "Weight decay of every parameter (default: 0.01 for adamw, else 0; in ocr 0).")
  private @Nullable Double weightDecay;

  @Option(
      names = "--momentum",
      paramLabel = "X",
      defaultValue = "0",
      description = "Momentum of sgd (default: ${DEFAULT-VALUE}).")
  private double momentum;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description =
          "Passes over the training rows (default: 1; in ocr 20, of parts of attention 100).")
  private @Nullable Integer epochs;

  @Option(names = "--steps", paramLabel = "N", description = "Updates, in place of --epochs.")
  private @Nullable Integer steps;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Rows of a step (default: 8; in ocr 40).")
  private @Nullable Integer batch;

  @Option(
      names = "--clip",
      paramLabel = "X",
      description = "Largest norm of the whole gradient (default: any; in ocr 1).")
  private @Nullable Double clip;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "Seed of the rows' order and of whatever starts at random (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(names = "--no-shuffle", description = "Take the rows in the order of the file.")
  private boolean noShuffle;

  long seed() {
    return seed;
  }

  /**
   * What holds where an option is not given.
   *
   * @param learningRate of adam and adamw
   * @param weightDecay null for the optimiser's own
   * @param clip 0 for any norm
   */
  record Defaults(
      double learningRate,
      Schedule schedule,
      int warmup,
      int epochs,
      int batch,
      @Nullable Double weightDecay,
      double clip) {
    /** Those of {@code probe tune}. */
    static Defaults of(Method method) {
      double rate = method instanceof Method.Lora ? LORA_RATE : FULL_RATE;
      return new Defaults(rate, Schedule.CONSTANT, 0, 1, 8, null, 0);
    }
  }

  /**
   * The options.
   *
   * @throws ProbeException if one is out of its range
   */
  TrainingOptions read(Defaults defaults) {
    OptimizerOptions.Kind kind = choice("--optimizer", optimizer, OptimizerOptions.Kind.values());
    Schedule course =
        schedule == null ? defaults.schedule() : choice("--schedule", schedule, Schedule.values());
    double rate =
        learningRate != null
            ? learningRate
            : kind == OptimizerOptions.Kind.SGD ? SGD_RATE : defaults.learningRate();
    require(rate > 0 && Double.isFinite(rate), "--lr must be above 0", rate);
    double decay =
        weightDecay != null
            ? weightDecay
            : defaults.weightDecay() != null ? defaults.weightDecay() : kind.defaultWeightDecay();
    require(decay >= 0 && Double.isFinite(decay), "--weight-decay must be 0 or more", decay);
    require(momentum >= 0 && momentum < 1, "--momentum must be within [0, 1)", momentum);
    if (momentum > 0 && kind != OptimizerOptions.Kind.SGD) {
      throw ProbeException.input(
          "--momentum is for --optimizer sgd; %s has its own moments".formatted(kind));
    }
    int rise = warmup == null ? defaults.warmup() : warmup;
    require(rise >= 0, "--warmup must be 0 or more", rise);
    int size = batch == null ? defaults.batch() : batch;
    require(size >= 1, "--batch must be 1 or more", size);
    if (epochs != null && steps != null) {
      throw ProbeException.input("--epochs and --steps both say how long; pass one of them");
    }
    require(epochs == null || epochs >= 1, "--epochs must be 1 or more", epochs);
    require(steps == null || steps >= 1, "--steps must be 1 or more", steps);
    require(clip == null || (clip > 0 && Double.isFinite(clip)), "--clip must be above 0", clip);
    return new TrainingOptions(
        new OptimizerOptions(kind, decay, momentum),
        rate,
        course,
        rise,
        steps != null ? 0 : epochs == null ? defaults.epochs() : epochs,
        steps == null ? 0 : steps,
        size,
        clip == null ? defaults.clip() : clip,
        seed,
        !noShuffle);
  }

  private static void require(boolean holds, String rule, @Nullable Object value) {
    if (!holds) {
      throw ProbeException.input(rule + ", got " + value);
    }
  }

  /** The one of {@code values} that is called {@code text}. */
  static <T extends Enum<T>> T choice(String option, String text, T[] values) {
    for (T value : values) {
      if (value.name().toLowerCase(Locale.ROOT).equals(text)) {
        return value;
      }
    }
    throw ProbeException.input(
        "%s takes one of %s, got '%s'"
            .formatted(
                option,
                Arrays.stream(values)
                    .map(value -> value.name().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(", ")),
                text));
  }
}
