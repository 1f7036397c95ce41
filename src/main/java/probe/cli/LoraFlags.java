package probe.cli;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;
import probe.ProbeException;
import probe.model.LanguageModel;
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

  @Option(
      names = "--rows",
      paramLabel = "WORD",
      split = ",",
      description =
          "Words whose tokens' rows of the embedding and the head LoRA trains too, with commas"
              + " between them.")
  private List<String> words = List.of();

  @Option(
      names = "--rows-ids",
      paramLabel = "ID",
      split = ",",
      description = "The same by token ids.")
  private List<Integer> ids = List.of();

  /**
   * The options as they are meant for {@code method}, without the tokens of words.
   *
   * @throws ProbeException if one is out of its range
   */
  Method.Lora read(String method) {
    if (rank < 1 || rank > HIGHEST_RANK) {
      throw ProbeException.input(
          "--rank must be within [1, %d], got %d".formatted(HIGHEST_RANK, rank));
    }
    requirePositive("--alpha", alpha);
    requirePositive("--init-scale", initScale);
    Method.Targets where = TrainingFlags.choice("--targets", targets, Method.Targets.values());
    if (!(words.isEmpty() && ids.isEmpty()) && !method.equals("lora")) {
      throw ProbeException.input(
          "--rows and --rows-ids are for --method lora, got --method " + method);
    }
    return new Method.Lora(rank, alpha, where, List.of(), initScale);
  }

  /**
   * {@code method} with the rows of tokens that the options name.
   *
   * @throws ProbeException if a word is none of the model's tokenizer
   */
  Method withRows(Method method, LanguageModel model) {
    if (!(method instanceof Method.Lora lora)) {
      return method;
    }
    Set<Integer> rows = new LinkedHashSet<>(ids);
    for (String word : words) {
      rows.addAll(model.requireTokenizer().wordTokens(word.strip()));
    }
    return new Method.Lora(
        lora.rank(), lora.alpha(), lora.targets(), List.copyOf(rows), lora.initScale());
  }

  private static void requirePositive(String option, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw ProbeException.input(option + " must be above 0, got " + value);
    }
  }
}
