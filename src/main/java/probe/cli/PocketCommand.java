package probe.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code probe pocket}: the small models that come with the tool. */
@Command(
    name = "pocket",
    mixinStandardHelpOptions = true,
    header = "Makes the pocket models again.",
    description = {
      "The pocket models are small decoders trained on sentences of a world whose every probability"
          + " is known (docs/pocket.md). They lie in models/.",
      ""
    },
    subcommands = PocketTrainCommand.class)
final class PocketCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @ParentCommand private Main main = new Main();

  Main main() {
    return main;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name a command: train");
  }
}
