package probe.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import probe.JsonFile;
import probe.model.LanguageModel;
import probe.plan.ModelFacts;

/** {@code probe inspect}: what a model file holds. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    header = "Shows what a model file holds.",
    description = "Blocks, width, vocabulary, head, inputs by role, and where each state is taken.")
final class InspectCommand implements Callable<Integer> {
  @Mixin private ModelOptions model = new ModelOptions();

  @Option(names = "--json", description = "Print JSON (keys: docs/inspect.md).")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @ParentCommand private Main main = new Main();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try (LanguageModel opened = model.open(main.console(), spec.commandLine().getErr())) {
      ModelFacts facts = ModelFacts.of(opened);
      if (json) {
        out.print(JsonFile.text(facts.fields()));
      } else {
        facts.fields().forEach((name, value) -> print(out, name, value));
      }
    }
    out.flush();
    return Exit.OK;
  }

  private static void print(
      PrintWriter out, String name, @org.jspecify.annotations.Nullable Object value) {
    String label = name.replace('_', ' ');
    switch (value) {
      case null -> out.printf("%-18s -%n", label);
      case Map<?, ?> map -> {
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          print(out, label + " " + entry.getKey(), entry.getValue());
        }
      }
      case List<?> list -> {
        out.printf("%-18s%n", label);
        int shown = 0;
        for (Object item : list) {
          if (shown++ == 6 && list.size() > 8) {
            out.printf("  ... and %d more%n", list.size() - 6);
            break;
          }
          out.printf("  %s%n", item instanceof Map<?, ?> fields ? row(fields) : item);
        }
      }
      case Long number -> out.printf(Locale.ROOT, "%-18s %,d%n", label, number);
      default -> out.printf("%-18s %s%n", label, value);
    }
  }

  private static String row(Map<?, ?> fields) {
    return String.join("  ", fields.values().stream().map(String::valueOf).toList());
  }
}
