package probe.ocr;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import probe.OutputFolder;
import probe.Sha256;
import probe.facts.measure.AnswersFile;
import probe.facts.measure.Trial;

/**
 * Trials that are done, one file each, so that an experiment that was stopped goes on where it was.
 * A file is used again only where model, fact set and every option are the same.
 */
final class TrialFiles {
  private final @Nullable Path folder;
  private final String experiment;

  /**
   * @param folder where they are kept, or null to keep none
   * @param settings whatever changes what comes out, by name
   */
  TrialFiles(@Nullable Path folder, Map<String, String> settings) {
    this.folder = folder;
    this.experiment = Sha256.of(new TreeMap<>(settings).toString());
  }

  /** The trial of {@code job}, if it was done. */
  Optional<Trial> read(Job job) {
    Path file = file(job);
    if (file == null || !Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(AnswersFile.read(Files.readString(file), file.toString()));
    } catch (IOException e) {
      throw OutputFolder.failed("cannot read " + file, e);
    }
  }

  /** Keeps {@code trial}, whole or not at all. */
  void write(Job job, Trial trial) {
    Path file = file(job);
    if (file == null || folder == null) {
      return;
    }
    try {
      Files.createDirectories(folder);
      Path part = Files.createTempFile(folder, ".partial-", ".json");
      try {
        Files.writeString(part, AnswersFile.text(trial));
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw OutputFolder.failed("cannot write " + file, e);
    }
  }

  private @Nullable Path file(Job job) {
    if (folder == null) {
      return null;
    }
    String content = Sha256.of(experiment + Sha256.of(java.util.List.of(job.set().file())));
    return folder.resolve("%s-%s.json".formatted(job.name(), content.substring(0, 12)));
  }
}
