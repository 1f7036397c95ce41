package probe.cli;

import java.util.List;
import picocli.CommandLine.Option;
import probe.ProbeException;
import probe.tune.Method;

/** What {@code --method lora} trains. */
final class LoraFlags {
  private static final int HIGHEST_RANK = 4096;

  @Option(
      names = "--rank",
      paramLabel = "N",
      defaultValue = "8",
      description = "Rank of LoRA's matrices (default: ${DEFAULT-VALUE}).")
  private int rank = 8;

  @Option(
      names = "--alpha",
      paramLabel = "X",
      defaultValue = "16",
      description = "LoRA's scale is this over the rank (default: ${DEFAULT-VALUE}).")
  private double alpha = 16;

  @Option(
      names = "--targets",
      paramLabel = "WHICH",
      defaultValue = "attention",
      description = "Where LoRA goes: attention, mlp or all (default: ${DEFAULT-VALUE}).")
  private String targets = "attention";

  @Option(
      names = "--init-scale",
      paramLabel = "X",
      defaultValue = "1",
      description =
          "LoRA's A starts uniform within this over the root of its width (default:"
              + " ${DEFAULT-VALUE}).")
  private double initScale = 1;

  /**
   * LoRA as the options have it, without rows of tokens.
   *
   * @throws ProbeException if one is out of its range
   */
  Method.Lora read() {
    if (rank < 1 || rank > HIGHEST_RANK) {
      throw ProbeException.input(
          "--rank must be within [1, %d], got %d".formatted(HIGHEST_RANK, rank));
    }
    requirePositive("--alpha", alpha);
    requirePositive("--init-scale", initScale);
    Method.Targets where = TrainingFlags.choice("--targets", targets, Method.Targets.values());
    return new Method.Lora(rank, alpha, where, List.of(), initScale);
  }

  private static void requirePositive(String option, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw ProbeException.input(option + " must be above 0, got " + value);
    }
  }
}
