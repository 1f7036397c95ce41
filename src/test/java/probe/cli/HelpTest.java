package probe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Help that can be read in a terminal of 80 columns. */
class HelpTest {
  private static final int COLUMNS = 80;
  // a command a line
  private static final String EXAMPLE = "  probe ";

  private static Stream<Named<CommandLine>> commands() {
    return tree(new CommandLine(new Main()))
        .map(line -> Named.of(line.getCommandSpec().qualifiedName(), line));
  }

  private static Stream<CommandLine> tree(CommandLine command) {
    return Stream.concat(
        Stream.of(command),
        command.getSubcommands().values().stream().distinct().flatMap(HelpTest::tree));
  }

  /** Everything but the synopsis, which is no prose. */
  private static List<String> prose(CommandLine command) {
    command.setUsageHelpWidth(COLUMNS);
    Help help = new Help(command.getCommandSpec(), Help.defaultColorScheme(Ansi.OFF));
    return Stream.of(
            help.header(),
            help.description(),
            help.parameterList(),
            help.optionList(),
            help.commandList(),
            help.footer())
        .flatMap(String::lines)
        .toList();
  }

  /** Lines that break off where the next word had room: broken by hand, and not by the width. */
  private static List<String> broken(List<String> lines) {
    List<String> found = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      String line = lines.get(i - 1);
      String next = lines.get(i);
      boolean room = line.length() + 1 + next.strip().split(" ", 2)[0].length() < COLUMNS;
      if (goesOn(line, next) && room) {
        found.add(line.strip());
      }
    }
    return found;
  }

  /** Whether both stand in one column, and {@code next} begins in the middle of a sentence. */
  private static boolean goesOn(String line, String next) {
    int column = next.length() - next.stripLeading().length();
    return line.length() > column
        && !next.isBlank()
        && line.charAt(column) != ' '
        && (column == 0 || line.charAt(column - 1) == ' ')
        && !line.endsWith(".")
        && !next.startsWith(EXAMPLE)
        && Character.isLowerCase(next.charAt(column));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void linesFitAndParagraphsAreWhole(CommandLine command) {
    List<String> lines = prose(command);
    assertThat(lines).hasSizeGreaterThan(3).allMatch(line -> line.length() <= COLUMNS);
    assertThat(broken(lines)).isEmpty();
  }

  @Test
  void brokenLinesAreFound() {
    CommandSpec spec =
        CommandSpec.create()
            .addOption(
                OptionSpec.builder("--arms")
                    .type(String.class)
                    .paramLabel("ARM")
                    .description("Only these of true and shuffled", "or none of them.")
                    .build());
    spec.usageMessage()
        .description(
            "Teaches a model facts of invented names and some of their implications; every trial"
                + " is",
            "kept in a folder, and the same command, started again after whatever interruption"
                + " there",
            "may have been, goes on.");
    assertThat(broken(prose(new CommandLine(spec))))
        .containsExactly(
            "trial is", "interruption there", "--arms=ARM   Only these of true and shuffled");
  }
}
