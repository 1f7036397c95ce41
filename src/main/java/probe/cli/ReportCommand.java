package probe.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import probe.OutputFolder;
import probe.report.HtmlReport;
import probe.report.MarkdownReport;
import probe.report.ResultsJson;
import probe.result.RunDocument;

/** {@code probe report}: the pages of a run once more. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    header = "Renders the pages of a run from its results.",
    description =
        "Reads DIR/results.json and nothing else. Writes DIR/report.md and DIR/report.html, which"
            + " replace those that are there.")
final class ReportCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "DIR",
      description = "The folder that `probe run` wrote (its --out).")
  private Path folder = Path.of("");

  @Spec private CommandSpec spec = CommandSpec.create();

  @ParentCommand private Main main = new Main();

  @Override
  public Integer call() {
    RunDocument document = ResultsJson.read(folder.resolve("results.json"));
    String markdown = MarkdownReport.of(document);
    String html = HtmlReport.of(document);
    try (OutputFolder out = OutputFolder.prepare(folder)) {
      Files.writeString(out.file("report.md"), markdown);
      Files.writeString(out.file("report.html"), html);
      out.commit();
    } catch (IOException e) {
      throw OutputFolder.failed("cannot write to " + folder, e);
    }
    main.console()
        .say(
            spec.commandLine().getErr(),
            "wrote %s and %s"
                .formatted(folder.resolve("report.md"), folder.resolve("report.html")));
    return Exit.OK;
  }
}
