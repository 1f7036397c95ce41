package probe.source.hub;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One repository in the hub's cache: {@code blobs} by their etag, {@code snapshots} of links to
 * them by commit, {@code refs} from branches to commits.
 *
 * <p>The layout is Hugging Face's (hub-docs, local-cache), so that its library finds what this one
 * fetched, and the other way round.
 */
final class HubCache {
  private final Path folder;
  private final Path locks;

  HubCache(Path root, String repository) {
    String name = "models--" + repository.replace("/", "--");
    this.folder = root.resolve(name);
    this.locks = root.resolve(".locks").resolve(name);
  }

  Path folder() {
    return folder;
  }

  Path lock(String etag) throws IOException {
    return Files.createDirectories(locks).resolve(etag + ".lock");
  }

  /** The snapshot that the cache has of {@code name}, or null. */
  @Nullable Path snapshot(HubName name) throws IOException {
    String commit = name.revision();
    if (!name.isCommit()) {
      Path ref = folder.resolve("refs").resolve(name.revision());
      if (!Files.isRegularFile(ref)) {
        return null;
      }
      commit = Files.readString(ref).strip();
    }
    Path snapshot = snapshot(commit);
    return commit.matches("[0-9a-zA-Z]+") && Files.isDirectory(snapshot) ? snapshot : null;
  }

  Path snapshot(String commit) {
    return folder.resolve("snapshots").resolve(commit);
  }

  Path blob(String etag) throws IOException {
    return Files.createDirectories(folder.resolve("blobs")).resolve(etag);
  }

  /** Puts {@code file} of {@code commit} in its place: a link to {@code blob}, or a copy. */
  void link(String commit, String file, Path blob) throws IOException {
    Path link = snapshot(commit).resolve(file);
    Path parent = Files.createDirectories(Objects.requireNonNull(link.getParent()));
    if (Files.exists(link)) {
      return;
    }
    Files.deleteIfExists(link); // a link to what is gone
    try {
      Files.createSymbolicLink(link, parent.relativize(blob));
    } catch (FileAlreadyExistsException e) {
      return; // another process made it
    } catch (UnsupportedOperationException | IOException e) {
      // not every system lets everybody make links
      Files.copy(blob, link, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Notes that {@code revision} is {@code commit}. */
  void point(String revision, String commit) throws IOException {
    Path ref = folder.resolve("refs").resolve(revision);
    Path parent = Files.createDirectories(Objects.requireNonNull(ref.getParent()));
    Path written = Files.createTempFile(parent, ".ref", "");
    Files.writeString(written, commit);
    Files.move(written, ref, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Notes that {@code commit} has no {@code file}, as Hugging Face's library does. */
  void noteAbsent(String commit, String file) throws IOException {
    Path mark = folder.resolve(".no_exist").resolve(commit).resolve(file);
    Files.createDirectories(Objects.requireNonNull(mark.getParent()));
    if (!Files.exists(mark)) {
      Files.write(mark, new byte[0]);
    }
  }

  /** Whether it is known of {@code file} that {@code snapshot} has it, or that there is none. */
  boolean knows(Path snapshot, String file) {
    return Files.isRegularFile(snapshot.resolve(file))
        || Files.exists(folder.resolve(".no_exist").resolve(snapshot.getFileName()).resolve(file));
  }

  /** Whether {@code snapshot} has all of {@code files}. */
  static boolean has(Path snapshot, List<String> files) {
    return files.stream().allMatch(file -> Files.isRegularFile(snapshot.resolve(file)));
  }
}
