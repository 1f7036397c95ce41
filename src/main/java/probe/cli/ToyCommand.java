package probe.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code probe toy}: the models that the theories are about. */
@Command(
    name = "toy",
    mixinStandardHelpOptions = true,
    header = "Solves and trains the small models that the theories are about.",
    description = {"No language model is opened: see docs/toy.md.", ""},
    subcommands = {ToyMarginCommand.class, ToyOcrCommand.class})
final class ToyCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @ParentCommand private Main main = new Main();

  Main main() {
    return main;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name a model: margin or ocr");
  }
}
