package probe;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A folder that results appear in whole or not at all: files are written under another name and
 * moved into place when all of them are finished.
 */
public final class OutputFolder implements AutoCloseable {
  private final Path folder;
  private final Path staging;
  // folders that were made for this output, innermost first
  private final Deque<Path> created;
  // an interrupted program leaves nothing behind either
  private final Thread onExit = new Thread(this::remove, "remove-partial-output");
  private boolean committed;

  private OutputFolder(Path folder, Path staging, Deque<Path> created) {
    this.folder = folder;
    this.staging = staging;
    this.created = created;
  }

  /**
   * Prepares {@code folder}, which need not exist.
   *
   * @throws ProbeException if it cannot be written
   */
  public static OutputFolder prepare(Path folder) {
    Path absolute = folder.toAbsolutePath().normalize();
    Deque<Path> created = new ArrayDeque<>();
    for (Path p = absolute; p != null && !Files.exists(p); p = p.getParent()) {
      created.addLast(p);
    }
    if (Files.exists(absolute) && !Files.isDirectory(absolute)) {
      throw ProbeException.output(folder + " is a file; --out takes a folder");
    }
    try {
      Files.createDirectories(absolute);
      OutputFolder prepared =
          new OutputFolder(absolute, Files.createTempDirectory(absolute, ".partial-"), created);
      Runtime.getRuntime().addShutdownHook(prepared.onExit);
      return prepared;
    } catch (IOException e) {
      created.forEach(OutputFolder::deleteIfEmpty);
      throw failed("cannot write to folder " + folder, e);
    }
  }

  /** Where to write the file that will be called {@code name}. */
  public Path file(String name) {
    return staging.resolve(name);
  }

  /**
   * Makes sure that {@code bytes} fit.
   *
   * @throws ProbeException if the disk has less room
   */
  public void requireSpace(long bytes) {
    try {
      FileStore store = Files.getFileStore(staging);
      if (store.getUsableSpace() < bytes) {
        throw ProbeException.output(
            "%s has %,d bytes free, the output needs %,d; free some or choose another --out"
                .formatted(folder, store.getUsableSpace(), bytes));
      }
    } catch (IOException e) {
      throw failed("cannot ask for the free space of " + folder, e);
    }
  }

  /** Moves every file into place. */
  public synchronized void commit() {
    try (var files = Files.list(staging)) {
      List<Path> finished = new ArrayList<>(files.sorted().toList());
      for (Path file : finished) {
        Path target = folder.resolve(staging.relativize(file));
        if (Files.isDirectory(target)) {
          throw ProbeException.output(
              target
                  + " is a folder, in the way of a file; nothing was written, choose another"
                  + " --out");
        }
      }
      for (Path file : finished) {
        Files.move(
            file,
            folder.resolve(staging.relativize(file)),
            StandardCopyOption.REPLACE_EXISTING,
            StandardCopyOption.ATOMIC_MOVE);
      }
      committed = true;
    } catch (IOException e) {
      throw failed("cannot move results into " + folder, e);
    }
  }

  /** An error of writing, in one line. */
  public static ProbeException failed(String what, IOException e) {
    return ProbeException.output(
        "%s: %s; nothing was written, choose another --out or make room".formatted(what, reason(e)),
        e);
  }

  /** Why a file could not be written, in a few words. */
  public static String reason(IOException e) {
    return e instanceof FileSystemException f && f.getReason() != null
        ? f.getReason()
        : switch (e) {
          case AccessDeniedException denied -> "permission denied";
          case NoSuchFileException missing -> "no such folder";
          default -> String.valueOf(e.getMessage());
        };
  }

  /** Removes what was not committed. */
  @Override
  public void close() {
    try {
      if (Runtime.getRuntime().removeShutdownHook(onExit)) {
        remove();
      }
    } catch (IllegalStateException e) {
      // the program is ending, and the hook removes it
      return;
    }
  }

  private synchronized void remove() {
    try (var files = Files.list(staging)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(staging);
    } catch (IOException e) {
      throw failed("cannot clear " + staging, e);
    }
    if (!committed) {
      created.forEach(OutputFolder::deleteIfEmpty);
    }
  }

  private static void deleteIfEmpty(Path folder) {
    try {
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      // somebody else put something there: it is theirs now
      return;
    }
  }
}
