package probe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import probe.report.SampleFiles;

/** {@code probe report}: pages from results.json alone. */
class ReportIT {
  @TempDir private Path folder;

  @Test
  void bothPagesAreWrittenAgain() throws Exception {
    SampleFiles.write(folder.resolve("results.json"));
    Files.writeString(folder.resolve("report.md"), "an old one");
    Launcher.Outcome outcome = Launcher.run("report", folder.toString());
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.err())
        .isEqualTo(
            "wrote %s and %s\n"
                .formatted(folder.resolve("report.md"), folder.resolve("report.html")));
    assertThat(Files.readString(folder.resolve("report.md"))).startsWith("# Concept geometry of");
    assertThat(Files.readString(folder.resolve("report.html"))).endsWith("</html>\n");
    assertThat(names()).containsExactly("report.html", "report.md", "results.json");
  }

  @Test
  void otherResultsAreRefusedAndNothingIsWritten() throws Exception {
    refused(4, "no file " + folder.resolve("absent"), folder.resolve("absent"));
    refused(4, "no file", folder);
    Path results = folder.resolve("results.json");
    refused(4, "no file", Files.writeString(results, "{\"certificate\" : {}}"));
    refused(4, "results.json: no $.format; this version reads format 2", folder);
    SampleFiles.write(results);
    Files.writeString(results, Files.readString(results).replace("\"holds\"", "\"hold\""));
    refused(4, "$.certificate.hold: unknown field", folder);
    assertThat(names()).containsExactly("results.json");
  }

  @Test
  void aPageThatCannotBeWritten() throws Exception {
    SampleFiles.write(folder.resolve("results.json"));
    Files.createDirectory(folder.resolve("report.html"));
    refused(5, "report.html is a folder", folder);
    assertThat(names()).containsExactly("report.html", "results.json");
  }

  @Test
  void help() throws Exception {
    assertThat(Launcher.run("report", "--help").out())
        .contains("Usage: probe report", "DIR/results.json");
    assertThat(Launcher.run("report").code()).isEqualTo(2);
  }

  private List<String> names() throws Exception {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static void refused(int code, String message, Path folder) throws Exception {
    Launcher.Outcome outcome = Launcher.run("report", folder.toString());
    assertThat(outcome.code()).as(outcome.err()).isEqualTo(code);
    assertThat(outcome.err()).startsWith("probe: error: ").contains(message);
    assertThat(outcome.err().lines()).hasSize(1);
  }
}
