package probe.report;

import java.io.IOException;
import java.nio.file.Files;
import probe.OutputFolder;
import probe.result.RunDocument;

/** The files of a run's folder. */
public final class ReportFiles {
  private ReportFiles() {}

  /** Writes {@code results.json}, {@code report.md} and {@code report.html}. */
  public static void writeAll(OutputFolder folder, RunDocument document) throws IOException {
    ResultsJson.write(folder.file("results.json"), document);
    Files.writeString(folder.file("report.md"), MarkdownReport.of(document));
    Files.writeString(folder.file("report.html"), HtmlReport.of(document));
  }
}
