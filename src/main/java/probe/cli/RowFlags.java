package probe.cli;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;
import probe.ProbeException;
import probe.model.LanguageModel;
import probe.tune.Method;

/** Which tokens' rows LoRA trains too. */
final class RowFlags {
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
   * Makes sure that {@code method} can have rows.
   *
   * @throws ProbeException if rows are named and it cannot
   */
  void requireFor(String method) {
    if (!(words.isEmpty() && ids.isEmpty()) && !method.equals("lora")) {
      throw ProbeException.input(
          "--rows and --rows-ids are for --method lora, got --method " + method);
    }
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
}
