package probe.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import probe.ProbeException;

/** The command {@code probe}. */
@Command(
    name = "probe",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Opens pretrained language models as ONNX files and asks whether concepts are linear in"
          + " them.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  probe import  gpt2-checkpoint --out gpt2",
      "  probe inspect --model SmolLM2-135M-Instruct.Q4_1.gguf",
      "  probe extract --model gpt2/model.onnx --text \"The king\" --out vectors",
      "  probe run     --model gpt2/model.onnx --out results",
      "  probe tune    --model gpt2/model.onnx --train rows.jsonl --method lora --out tuned",
      "  probe ocr check probes/ocr/city-language.yaml",
      "  probe toy margin --classes 3 --train-per-class 1 --test-per-class 3",
      "  probe compare --model gpt2/model.onnx --predictions A1,A2,A3",
      "  probe report  results",
      "  probe merge   --model gpt2/model.onnx --adapter adapter --out merged",
      "",
      "Exit codes: 0 done, 1 internal error, 2 usage, 3 model, 4 input, 5 output, 6 device, 7"
          + " numbers that are not finite, 8 no JDK or the build failed, 130 stopped by Ctrl-C."
    },
    subcommands = {
      ImportCommand.class,
      PocketCommand.class,
      InspectCommand.class,
      ExtractCommand.class,
      RunCommand.class,
      TuneCommand.class,
      OcrCommand.class,
      ToyCommand.class,
      CompareCommand.class,
      ReportCommand.class,
      MergeCommand.class,
      CacheCommand.class,
      BenchmarkCommand.class
    })
public final class Main implements Runnable {
  private static final Set<String> SILENT_VALUES = Set.of("--out", "--threads");
  private static final Set<String> SILENT =
      Set.of("--quiet", "-q", "--verbose", "-v", "--stacktrace", "--json");

  @Mixin private Console console = new Console();

  @Spec private CommandSpec spec = CommandSpec.create();

  private final List<String> arguments = new ArrayList<>();

  Console console() {
    return console;
  }

  /** The command as it was typed, for the record. */
  String commandLine() {
    List<String> all = new ArrayList<>(List.of("probe"));
    all.addAll(arguments);
    return commandLine(all);
  }

  /** The same without what changes no number: where results go, threads, what is printed. */
  String resultCommand() {
    List<String> parts = new ArrayList<>(List.of("probe"));
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (SILENT_VALUES.contains(argument)) {
        i++;
      } else if (!SILENT.contains(argument)
          && SILENT_VALUES.stream().noneMatch(name -> argument.startsWith(name + "="))) {
        parts.add(argument);
      }
    }
    return commandLine(parts);
  }

  /** {@code parts} as a shell would read them. */
  static String commandLine(List<String> parts) {
    return parts.stream()
        .map(
            part ->
                part.matches("[A-Za-z0-9_./:,=+-]+")
                    ? part
                    : "'" + part.replace("'", "'\\''") + "'")
        .collect(Collectors.joining(" "));
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "name a command: import, inspect, extract, run, tune, ocr, toy, compare, merge, cache,"
            + " pocket or report");
  }

  /** Runs one command; returns its exit code. */
  public static int execute(String... args) {
    Main main = new Main();
    main.arguments.addAll(List.of(args));
    CommandLine line = new CommandLine(main);
    Errors errors = new Errors(main.console);
    line.setExecutionExceptionHandler(errors);
    line.setParameterExceptionHandler(errors);
    line.setExitCodeExceptionMapper(e -> Exit.INTERNAL);
    line.setUsageHelpAutoWidth(true);
    try {
      requireText(args);
      return line.execute(args);
    } catch (ProbeException e) {
      return errors.report(e, line.getErr());
    } catch (OutOfMemoryError e) {
      return errors.report(e, line.getErr());
    }
  }

  /**
   * What the JVM could not decode arrives as a mark: the numbers would be those of another text.
   */
  private static void requireText(String... args) {
    for (int i = 0; i < args.length; i++) {
      if (args[i].indexOf('\ufffd') >= 0) {
        throw ProbeException.input(
            "argument %d, '%s', is not in %s, in which this program reads its arguments; pass UTF-8, and where the locale is another set LC_ALL=C.UTF-8"
                .formatted(i + 1, args[i], System.getProperty("sun.jnu.encoding")));
      }
    }
  }

  /** Entry point of the launcher. */
  public static void main(String[] args) {
    System.exit(execute(args));
  }

  /** The version in the jar. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"probe " + (version == null ? "development" : version)};
    }
  }
}
