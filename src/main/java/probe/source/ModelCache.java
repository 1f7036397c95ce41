package probe.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import probe.JsonFile;
import probe.OutputFolder;
import probe.ProbeException;
import probe.Sha256;
import probe.checkpoint.Checkpoint;
import probe.checkpoint.Importer;
import probe.tensor.DType;

/**
 * Models that were converted to ONNX, by a hash of what they were made of.
 *
 * <p>A conversion is written under a name of its own and renamed when it is whole, so that another
 * process sees all of it or nothing. What a source's files hash to is remembered by their paths,
 * sizes and times, so that a second run reads no weights.
 */
public final class ModelCache {
  /** Part of every key: a change of what is written makes new models. */
  private static final String FORMAT = "1";

  private static final String MODEL = "model.onnx";
  private static final String ABOUT = "source.json";
  private static final String UNFINISHED = ".unfinished-";

  private final Path root;

  /** The cache below {@code root}, which need not exist. */
  public ModelCache(Path root) {
    this.root = root;
  }

  /**
   * A model that is kept.
   *
   * @param key name of its folder
   * @param source what the user named when it was made
   * @param used when it was opened last
   */
  public record Entry(String key, String source, long bytes, Instant used, Path folder) {}

  /** The folder with the models. */
  public Path folder() {
    return root.resolve("models");
  }

  /**
   * The model.onnx that {@code checkpoint} becomes, made if it is not there.
   *
   * @param files all that it is made of
   * @throws ProbeException if it cannot be read, or the cache cannot be written
   */
  Path get(String source, Path checkpoint, List<Path> files, Watcher watcher) {
    try {
      Path stamp = root.resolve("stamps").resolve(stamp(files));
      String key = Files.isRegularFile(stamp) ? Files.readString(stamp).strip() : "";
      if (key.isEmpty() || !Files.isRegularFile(model(key))) {
        key = key(files);
        if (!Files.isRegularFile(model(key))) {
          make(key, source, checkpoint, watcher);
        }
        remember(stamp, key);
      }
      touch(model(key).resolveSibling(ABOUT));
      return model(key);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private ProbeException failed(IOException e) {
    return ProbeException.output(
        "the cache %s cannot be used: %s; set %s to a folder that can be written, or convert the model yourself: probe import SOURCE --out DIR"
            .formatted(root, OutputFolder.reason(e), CacheFolder.VARIABLE),
        e);
  }

  private Path model(String key) {
    return folder().resolve(key).resolve(MODEL);
  }

  /** What tells these files from others without reading them. */
  private static String stamp(List<Path> files) throws IOException {
    StringBuilder all = new StringBuilder(FORMAT);
    for (Path file : files) {
      Path real = file.toRealPath();
      all.append('\n').append(file.getFileName()).append('\n').append(real);
      BasicFileAttributes about = Files.readAttributes(real, BasicFileAttributes.class);
      all.append('\n').append(about.size()).append('\n').append(about.lastModifiedTime());
      all.append('\n').append(about.fileKey()); // another file may have the size and the time
    }
    return Sha256.of(all.toString());
  }

  private static String key(List<Path> files) {
    StringBuilder all = new StringBuilder(FORMAT);
    for (Path file : files) {
      // one GGUF file is its content, whatever it is called
      all.append('\n').append(files.size() == 1 ? "" : file.getFileName());
      all.append('\n').append(Sha256.of(List.of(file)));
    }
    return Sha256.of(all.toString()).substring(0, 32);
  }

  private void make(String key, String source, Path checkpoint, Watcher watcher)
      throws IOException {
    Files.createDirectories(folder());
    // locks are between processes; threads of one wait here
    synchronized (ModelCache.class) {
      removeAbandoned();
      try (FileChannel channel = lockFile(key);
          FileLock lock = channel.lock()) {
        if (lock.isValid() && Files.isRegularFile(model(key))) {
          return; // another process made it while this one waited
        }
        convert(key, source, checkpoint, watcher);
      }
    }
  }

  private FileChannel lockFile(String key) throws IOException {
    return FileChannel.open(
        folder().resolve("." + key + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private void convert(String key, String source, Path checkpoint, Watcher watcher)
      throws IOException {
    Importer importer = new Importer(Checkpoint.open(checkpoint), DType.F32);
    requireRoom(importer.weightBytes());
    Path unfinished = folder().resolve(UNFINISHED + key);
    deleteAll(unfinished);
    deleteAll(folder().resolve(key)); // whoever had it has lost its model
    watcher.say("converting %s, once; kept in %s".formatted(source, folder().resolve(key)));
    try {
      try (OutputFolder out = OutputFolder.prepare(unfinished);
          Watcher.Task task = watcher.begin("convert", importer.weightBytes())) {
        importer
            .write(out, source, "probe import '" + source + "'", task::advance)
            .forEach(watcher::say);
        JsonFile.write(out.file(ABOUT), about(source));
        out.commit();
      }
      Files.move(unfinished, folder().resolve(key), StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
      deleteAll(unfinished); // a process that knows no locks was faster
    } catch (IOException | RuntimeException e) {
      deleteAll(unfinished);
      throw e;
    }
  }

  private void requireRoom(long bytes) throws IOException {
    long free = Files.getFileStore(folder()).getUsableSpace();
    if (free < bytes) {
      throw ProbeException.output(
          "the cache %s has %,d bytes free, and the model as ONNX takes %,d; make room (probe cache lists what is kept), or set %s to another folder"
              .formatted(root, free, bytes, CacheFolder.VARIABLE));
    }
  }

  private static Map<String, Object> about(String source) {
    Map<String, Object> about = new LinkedHashMap<>();
    about.put("source", source);
    about.put("made", Instant.now().toString());
    return about;
  }

  /** Removes what processes left that were killed while they wrote: nobody holds its lock. */
  private void removeAbandoned() throws IOException {
    for (Path path : children()) {
      String name = String.valueOf(path.getFileName());
      if (name.startsWith(UNFINISHED)) {
        removeUnlocked(path, name.substring(UNFINISHED.length()));
      }
    }
  }

  private void removeUnlocked(Path unfinished, String key) throws IOException {
    try (FileChannel channel = lockFile(key);
        FileLock lock = channel.tryLock()) {
      if (lock != null) {
        deleteAll(unfinished);
      }
    } catch (OverlappingFileLockException e) {
      return; // this very program is writing it
    }
  }

  private List<Path> children() throws IOException {
    if (!Files.isDirectory(folder())) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(folder())) {
      return all.sorted().toList();
    }
  }

  /** Notes what a source hashes to, where that can be written. */
  private static void remember(Path stamp, String key) {
    try {
      Path folder = Files.createDirectories(java.util.Objects.requireNonNull(stamp.getParent()));
      Path written = Files.createTempFile(folder, ".stamp", "");
      Files.writeString(written, key + "\n");
      Files.move(
          written, stamp, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      return; // then the next run reads the source again
    }
  }

  /** Notes when a model was used, where that can be written. */
  private static void touch(Path file) {
    try {
      Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
    } catch (IOException e) {
      return; // a cache that is only read works as well
    }
  }

  /** All models that are kept, the last used first. */
  public List<Entry> entries() {
    try {
      List<Entry> all = new ArrayList<>();
      for (Path path : children()) {
        if (Files.isRegularFile(path.resolve(MODEL))) {
          all.add(entry(path));
        }
      }
      all.sort(Comparator.comparing(Entry::used).reversed());
      return all;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private static Entry entry(Path folder) throws IOException {
    Path about = folder.resolve(ABOUT);
    long bytes = 0;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        bytes += Files.size(file);
      }
    }
    return new Entry(
        String.valueOf(folder.getFileName()),
        source(about),
        bytes,
        Files.getLastModifiedTime(Files.exists(about) ? about : folder).toInstant(),
        folder);
  }

  private static String source(Path about) {
    try {
      JsonNode json = new ObjectMapper().readTree(about.toFile());
      return json == null ? "" : json.path("source").asText("");
    } catch (IOException e) {
      return "";
    }
  }

  /** Removes the model {@code entry}. */
  public void remove(Entry entry) {
    try {
      deleteAll(entry.folder());
      Files.deleteIfExists(folder().resolve("." + entry.key() + ".lock"));
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private static void deleteAll(@Nullable Path folder) throws IOException {
    if (folder == null || !Files.exists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
