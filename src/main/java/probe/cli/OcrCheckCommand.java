package probe.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import probe.ProbeException;
import probe.facts.Arm;
import probe.facts.Design;
import probe.facts.FactSet;
import probe.facts.FactSetReader;
import probe.facts.FactTokens;
import probe.facts.Hygiene;
import probe.model.Tokenizer;

/** {@code probe ocr check}: what is in fact sets, and what is wrong with them. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    header = "Says what is in fact sets, and what is wrong with them.")
final class OcrCheckCommand implements Callable<Integer> {
  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Fact sets, YAML files.")
  private List<Path> files = List.of();

  @Mixin private TokenizerOptions tokens = new TokenizerOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  @ParentCommand private OcrCommand parent = new OcrCommand();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    int refused = 0;
    try (TokenizerOptions.Opened opened =
        tokens.open(parent.main().console(), spec.commandLine().getErr())) {
      for (Path file : files) {
        out.println(file);
        try {
          FactSet set = FactSetReader.read(file);
          Hygiene.Report report = opened.check(set);
          describe(out, set, opened.tokenizer());
          for (Hygiene.Problem problem : report.problems()) {
            String word = problem.severity().name().toLowerCase(Locale.ROOT);
            print(out, word, problem.toString());
          }
          refused += report.refused().isEmpty() ? 0 : 1;
        } catch (ProbeException e) {
          // the others may be all right
          print(out, "refused", String.valueOf(e.getMessage()));
          refused++;
        }
      }
    } finally {
      out.flush();
    }
    if (refused > 0) {
      throw ProbeException.input(
          "%d of %d fact sets refused; mend what is listed above".formatted(refused, files.size()));
    }
    return Exit.OK;
  }

  private static void describe(PrintWriter out, FactSet set, @Nullable Tokenizer tokenizer) {
    print(out, "name", set.name());
    print(
        out,
        "classes",
        "%d: %s tells %s, a pairing that %s in the world"
            .formatted(
                set.classes(),
                set.fact().name(),
                set.implication().name(),
                set.holds() ? "holds" : "does not hold"));
    print(
        out,
        "names",
        "%d, of which %d are used: %d a value, %d of them in training"
            .formatted(
                set.names().size(),
                set.classes() * set.perValue(),
                set.perValue(),
                set.training()));
    print(out, "seeds", Integer.toString(set.seeds()));
    for (Arm arm : set.arms()) {
      Design design = Design.of(set, arm, 0);
      print(
          out,
          arm == set.arms().getFirst() ? "rows" : "",
          String.format(
              Locale.ROOT,
              "%s: %,d to train on, %,d questions",
              arm,
              design.statements().size(),
              design.questions().size()));
    }
    if (tokenizer != null) {
      print(
          out,
          "tokens",
          "%d in the longest row".formatted(FactTokens.of(set, tokenizer).longest()));
    }
  }

  private static void print(PrintWriter out, String label, String value) {
    out.println(String.format(Locale.ROOT, "  %-9s%s", label, value));
  }
}
