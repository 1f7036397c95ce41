package probe.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import probe.OutputFolder;
import probe.Provenance;
import probe.report.ReportFiles;
import probe.result.Analysis;
import probe.result.Ledger;
import probe.result.RunDocument;

/** {@code results.json} and its pages for toy models. */
final class ToyReport {
  private static final double LEVEL = 0.05;

  private ToyReport() {}

  /**
   * Writes the files to the folder {@code out}, all of them or none.
   *
   * @param command as {@link Main#resultCommand} gives it
   * @param seed the first seed, or null where nothing is random
   * @param seconds that the analyses took
   */
  static void write(
      Path out, String command, @Nullable Long seed, double seconds, List<Analysis> analyses) {
    try (OutputFolder folder = OutputFolder.prepare(out)) {
      add(folder, command, seed, seconds, analyses);
      folder.commit();
    } catch (IOException e) {
      throw OutputFolder.failed("cannot write to " + out, e);
    }
  }

  /** Writes the files beside others of {@code folder}, which the caller commits. */
  static void add(
      OutputFolder folder,
      String command,
      @Nullable Long seed,
      double seconds,
      List<Analysis> analyses)
      throws IOException {
    ReportFiles.writeAll(
        folder,
        RunDocument.withoutModel(
            Provenance.withoutModel(command, seed),
            analyses,
            Ledger.of(analyses, LEVEL),
            Map.of("analyses", seconds)));
  }
}
