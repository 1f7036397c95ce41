package probe.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import probe.ProbeException;
import probe.facts.FactSet;
import probe.facts.Hygiene;
import probe.model.ModelConfig;
import probe.model.Tokenizer;

/** Whose tokens a fact set is checked in, for commands that need no model to run. */
final class TokenizerOptions {
  @Option(
      names = "--model",
      paramLabel = "SOURCE",
      description =
          "Check the tokens of this model, too: " + Sources.HELP + " (default: texts alone).")
  private @Nullable String model;

  @Option(
      names = "--tokenizer",
      paramLabel = "FILE",
      description = "The tokenizer.json (default: the one beside the model).")
  private @Nullable Path tokenizer;

  /**
   * A tokenizer, and the model's limit.
   *
   * @param contextLimit the most tokens, or -1 where nothing says
   */
  record Opened(@Nullable Tokenizer tokenizer, int contextLimit) implements AutoCloseable {
    /** What is wrong with {@code set}, as far as can be told. */
    Hygiene.Report check(FactSet set) {
      return tokenizer == null ? Hygiene.check(set) : Hygiene.check(set, tokenizer, contextLimit);
    }

    @Override
    public void close() {
      if (tokenizer != null) {
        tokenizer.close();
      }
    }
  }

  /** Opens the tokenizer that is asked for, if any is. */
  Opened open(Console console, PrintWriter err) {
    if (model == null) {
      return new Opened(tokenizer == null ? null : Tokenizer.open(tokenizer), -1);
    }
    Path file = Sources.find(model, console, err).file();
    if (!Files.isRegularFile(file)) {
      throw ProbeException.model("no file " + file + "; --model takes " + Sources.HELP);
    }
    Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
    Tokenizer found = tokenizer == null ? Tokenizer.beside(folder) : Tokenizer.open(tokenizer);
    if (found == null) {
      throw ProbeException.input(
          "no tokenizer.json beside %s; put it there or name it with --tokenizer FILE"
              .formatted(model));
    }
    return new Opened(found, ModelConfig.beside(folder).contextLimit());
  }

  /** The options as they are typed. */
  List<String> command() {
    List<String> out = new ArrayList<>();
    if (model != null) {
      out.addAll(List.of("--model", model));
    }
    if (tokenizer != null) {
      out.addAll(List.of("--tokenizer", tokenizer.toString()));
    }
    return out;
  }
}
