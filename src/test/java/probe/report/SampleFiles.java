package probe.report;

import java.io.IOException;
import java.nio.file.Path;

/** Sample results on disk, for tests of commands. */
public final class SampleFiles {
  private SampleFiles() {}

  /** Writes the results of a run of few pairs and many figures. */
  public static void write(Path file) throws IOException {
    ResultsJson.write(file, SampleRun.hostile());
  }
}
