package probe.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code probe ocr}: out-of-context reasoning. */
@Command(
    name = "ocr",
    mixinStandardHelpOptions = true,
    header = "Out-of-context reasoning: what a model infers from facts that it is taught.",
    description = {"Fact sets are described in docs/ocr.md.", ""},
    subcommands = {OcrCheckCommand.class, OcrMakeCommand.class})
final class OcrCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @ParentCommand private Main main = new Main();

  Main main() {
    return main;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name a command: check or make");
  }
}
