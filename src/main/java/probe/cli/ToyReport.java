package probe.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import probe.JsonFile;
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
    write(out, command, seed, seconds, analyses, Map.of());
  }

  /** The same with {@code more} JSON files, by name. */
  static void write(
      Path out,
      String command,
      @Nullable Long seed,
      double seconds,
      List<Analysis> analyses,
      Map<String, ?> more) {
    try (OutputFolder folder = OutputFolder.prepare(out)) {
      for (Map.Entry<String, ?> file : more.entrySet()) {
        JsonFile.write(folder.file(file.getKey()), file.getValue());
      }
      ReportFiles.writeAll(
          folder,
          RunDocument.withoutModel(
              Provenance.withoutModel(command, seed),
              analyses,
              Ledger.of(analyses, LEVEL),
              Map.of("analyses", seconds)));
      folder.commit();
    } catch (IOException e) {
      throw OutputFolder.failed("cannot write to " + out, e);
    }
  }
}
