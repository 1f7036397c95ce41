package probe.ocr;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import probe.OutputFolder;
import probe.Sha256;
import probe.facts.measure.AnswersFile;
import probe.facts.measure.Trial;
import probe.ocr.inside.Inside;
import probe.ocr.inside.InsideFile;

/**
 * Trials that are done, so that an experiment that was stopped goes on where it was: a file each,
 * and one beside it for what changed inside. They are used again only where model, fact set and
 * every option are the same.
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

  /**
   * The trial of {@code job}, if it was done.
   *
   * @param inside whether it is done only with what changed inside
   */
  Optional<Done> read(Job job, boolean inside) {
    Path file = file(job);
    Path beside = beside(job);
    if (file == null || beside == null || !Files.exists(file)) {
      return Optional.empty();
    }
    if (inside && !Files.exists(beside)) {
      return Optional.empty();
    }
    Trial trial = AnswersFile.read(text(file), file.toString());
    return Optional.of(
        new Done(trial, inside ? InsideFile.read(text(beside), beside.toString()) : null));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw OutputFolder.failed("cannot read " + file, e);
    }
  }

  /** Keeps {@code done}, each file whole or not at all. */
  void write(Job job, Done done) {
    Path file = file(job);
    Path beside = beside(job);
    if (file == null || beside == null) {
      return;
    }
    Inside inside = done.inside();
    if (inside != null) {
      write(beside, InsideFile.text(inside));
    }
    write(file, AnswersFile.text(done.trial()));
  }

  private void write(Path file, String text) {
    try {
      Path target = Objects.requireNonNull(folder);
      Files.createDirectories(target);
      Path part = Files.createTempFile(target, ".partial-", ".json");
      try {
        Files.writeString(part, text);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw OutputFolder.failed("cannot write " + file, e);
    }
  }

  private @Nullable Path beside(Job job) {
    Path file = file(job);
    return file == null
        ? null
        : file.resolveSibling(file.getFileName().toString().replace(".json", "-inside.json"));
  }

  private @Nullable Path file(Job job) {
    if (folder == null) {
      return null;
    }
    String content = Sha256.of(experiment + Sha256.of(java.util.List.of(job.set().file())));
    return folder.resolve("%s-%s.json".formatted(job.name(), content.substring(0, 12)));
  }
}
