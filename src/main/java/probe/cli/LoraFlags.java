package probe.cli;

import java.util.List;
import picocli.CommandLine.Option;
import probe.ProbeException;
import probe.tune.Method;

/** What LoRA's matrices are like. */
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
      description = "LoRA's A starts as PEFT's times this (default: ${DEFAULT-VALUE}).")
  private double initScale = 1;

  /**
   * LoRA as the options have it.
   *
   * @param rows tokens whose rows are trained too
   * @throws ProbeException if one is out of its range
   */
  Method.Lora read(List<Integer> rows) {
    if (rank < 1 || rank > HIGHEST_RANK) {
      throw ProbeException.input(
          "--rank must be within [1, %d], got %d".formatted(HIGHEST_RANK, rank));
    }
    if (!(alpha > 0) || Double.isInfinite(alpha)) {
      throw ProbeException.input("--alpha must be above 0, got " + alpha);
    }
    if (!(initScale >= 0) || Double.isInfinite(initScale)) {
      throw ProbeException.input("--init-scale must be 0 or more, got " + initScale);
    }
    return new Method.Lora(
        rank,
        alpha,
        TrainingFlags.choice("--targets", targets, Method.Targets.values()),
        rows,
        initScale);
  }
}
