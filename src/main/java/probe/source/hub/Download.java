package probe.source.hub;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import probe.ProbeException;
import probe.Sha256;

/**
 * Fetches one file into the cache: what came before a cut is kept and gone on from, and its name is
 * given to it when its hash is right.
 */
final class Download {
  private static final int MOST_CUTS = 5;
  private static final long STALLED_SECONDS = 60;

  private final HubClient client;
  private final HubCache cache;

  Download(HubClient client, HubCache cache) {
    this.client = client;
    this.cache = cache;
  }

  /**
   * A file on the hub.
   *
   * @param etag its hash, SHA-256 of large files and git's of small ones
   * @param size in bytes, or -1 where the hub does not say
   */
  record Remote(URI uri, String name, String etag, long size) {}

  /** The blob of {@code file}, fetched if it is not there. */
  Path blob(Remote file, LongConsumer progress) throws IOException {
    Path blob = cache.blob(file.etag());
    if (Files.isRegularFile(blob)) {
      progress.accept(Math.max(0, file.size()));
      return blob;
    }
    try (FileChannel channel =
            FileChannel.open(
                cache.lock(file.etag()), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      if (lock.isValid() && !Files.isRegularFile(blob)) {
        Path unfinished = blob.resolveSibling(file.etag() + ".incomplete");
        fetch(file, unfinished, progress);
        require(file, unfinished);
        Files.move(unfinished, blob, StandardCopyOption.ATOMIC_MOVE);
      }
    }
    return blob;
  }

  private void fetch(Remote file, Path unfinished, LongConsumer progress) throws IOException {
    long had = Files.isRegularFile(unfinished) ? Files.size(unfinished) : 0;
    if (file.size() >= 0 && had > file.size()) {
      Files.delete(unfinished);
      had = 0;
    }
    if (file.size() == 0 && had == 0) {
      Files.write(unfinished, new byte[0]);
    }
    progress.accept(had);
    requireRoom(file, unfinished, had);
    for (int cuts = 0; file.size() < 0 || had < file.size(); ) {
      try {
        had = goOn(file, unfinished, had, progress);
        if (file.size() < 0 || had >= file.size()) {
          return;
        }
        throw new IOException("the connection ended early");
      } catch (FileSystemException e) {
        throw e; // the disk, not the connection
      } catch (IOException e) {
        long has = Files.isRegularFile(unfinished) ? Files.size(unfinished) : 0;
        cuts = has > had ? 1 : cuts + 1;
        had = has;
        if (cuts >= MOST_CUTS) {
          throw ProbeException.model(
              "%s was cut off after %,d of %,d bytes (%s); the same command goes on from there"
                  .formatted(file.name(), had, file.size(), e.getMessage()),
              e);
        }
        client.pause(cuts);
      }
    }
  }

  private static void requireRoom(Remote file, Path unfinished, long had) throws IOException {
    Path folder = java.util.Objects.requireNonNull(unfinished.getParent());
    long free = Files.getFileStore(folder).getUsableSpace();
    if (file.size() - had > free) {
      throw ProbeException.output(
          "%s takes %,d bytes more, and the disk of %s has %,d free; make room, or set HF_HUB_CACHE to another folder"
              .formatted(file.name(), file.size() - had, folder, free));
    }
  }

  /** Reads from byte {@code had} on; returns how many there are then. */
  private long goOn(Remote file, Path unfinished, long had, LongConsumer progress)
      throws IOException {
    Map<String, String> range = had == 0 ? Map.of() : Map.of("Range", "bytes=" + had + "-");
    try (HubClient.Answer answer = client.ask("GET", file.uri(), range, true, file.name())) {
      boolean goesOn = answer.status() == 206;
      if (!goesOn && had > 0) {
        progress.accept(-had); // the server sends all of it
      }
      long total = goesOn ? had : 0;
      try (OutputStream out =
              Files.newOutputStream(
                  unfinished,
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE,
                  goesOn ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING);
          Stall stall = new Stall(answer.response().body())) {
        byte[] block = new byte[1 << 16];
        for (int n = stall.read(block); n >= 0; n = stall.read(block)) {
          out.write(block, 0, n);
          total += n;
          progress.accept(n);
          if (file.size() >= 0 && total > file.size()) {
            break; // more than there is: the hash will say so
          }
        }
      }
      return total;
    }
  }

  private static void require(Remote file, Path unfinished) throws IOException {
    String hash =
        switch (file.etag().length()) {
          case 64 -> Sha256.of(java.util.List.of(unfinished));
          case 40 -> gitHash(unfinished);
          default -> file.etag();
        };
    long size = Files.size(unfinished);
    boolean whole = file.size() < 0 || size == file.size();
    if (!whole || !hash.equals(file.etag())) {
      Files.delete(unfinished);
      throw ProbeException.model(
          whole
              ? "%s arrived with other bytes than the hub names (hash %s, not %s); it was removed, try again"
                  .formatted(file.name(), hash.substring(0, 12), file.etag().substring(0, 12))
              : "%s arrived with %,d bytes, and the hub names %,d; it was removed, try again"
                  .formatted(file.name(), size, file.size()));
    }
  }

  /** The hash that git gives the content of {@code file}. */
  static String gitHash(Path file) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-1");
      digest.update(
          ("blob " + Files.size(file) + "\0").getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      try (InputStream in = Files.newInputStream(file)) {
        byte[] block = new byte[1 << 16];
        for (int n = in.read(block); n >= 0; n = in.read(block)) {
          digest.update(block, 0, n);
        }
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }

  /** Closes a stream that gives nothing for a minute, so that reading it ends. */
  private static final class Stall implements AutoCloseable {
    private final InputStream in;
    private final AtomicLong last = new AtomicLong(System.nanoTime());
    private final ScheduledExecutorService clock =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "download-clock");
              thread.setDaemon(true);
              return thread;
            });

    Stall(InputStream in) {
      this.in = in;
      var _ = clock.scheduleAtFixedRate(this::check, 1, 1, TimeUnit.SECONDS);
    }

    private void check() {
      if (System.nanoTime() - last.get() > TimeUnit.SECONDS.toNanos(STALLED_SECONDS)) {
        try {
          in.close();
        } catch (IOException e) {
          return; // then the reader sees it as well
        }
      }
    }

    int read(byte[] block) throws IOException {
      int n = in.read(block);
      last.set(System.nanoTime());
      return n;
    }

    @Override
    public void close() {
      clock.shutdownNow();
    }
  }
}
