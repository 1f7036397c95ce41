package probe.plan;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;
import probe.ProbeException;
import probe.Sha256;
import probe.model.Contexts;
import probe.model.Extraction;
import probe.model.LanguageModel;
import probe.model.Positions;
import probe.model.VectorFile;
import probe.onnx.Cut;
import probe.tensor.Safetensors;

/**
 * Files of states, named by the hash of everything that they depend on: the model, the graph that
 * gave them, and the contexts. A second run finds them; without a folder to keep them in, they are
 * gone when the run ends.
 */
final class VectorStore {
  // of the layout of these files, and of how contexts become states
  private static final String VERSION = "states 1";

  private final @Nullable Path folder;
  private final String modelHash;

  /**
   * A store.
   *
   * @param folder where files are kept, or null
   * @param modelHash hash of the model's files
   */
  VectorStore(@Nullable Path folder, String modelHash) {
    this.folder = folder;
    this.modelHash = modelHash;
  }

  /** The states of {@code group}: those of an earlier run, or new ones. */
  Safetensors open(LanguageModel model, StateNeeds.Group group, Extraction.Progress progress)
      throws IOException {
    if (folder == null) {
      Path file = Files.createTempFile("probe-states", ".safetensors");
      try {
        write(model, group, file, progress);
        return Safetensors.open(file);
      } finally {
        Files.delete(file); // what is mapped stays until the run ends
      }
    }
    Files.createDirectories(folder);
    Path file = folder.resolve(key(model, group) + ".safetensors");
    if (Files.exists(file)) {
      progress.tokens(group.tokens());
      return Safetensors.open(file);
    }
    Path unfinished = Files.createTempFile(folder, "unfinished", ".tmp");
    try {
      write(model, group, unfinished, progress);
      move(unfinished, file);
    } finally {
      Files.deleteIfExists(unfinished);
    }
    return Safetensors.open(file);
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static void write(
      LanguageModel model, StateNeeds.Group group, Path file, Extraction.Progress progress)
      throws IOException {
    Extraction.Spec spec = new Extraction.Spec(group.layers(), Positions.LAST, false);
    try (Contexts contexts = new Contexts()) {
      group.contexts().forEach(contexts::add);
      VectorFile vectors = new VectorFile(model, spec);
      long bytes = vectors.bytes(contexts, null, null);
      long free = Files.getFileStore(file).getUsableSpace();
      if (free < bytes) {
        throw ProbeException.output(
            "the states of this run take %,d bytes and %s has %,d; make room, or name another folder with --vectors DIR or -Djava.io.tmpdir"
                .formatted(bytes, file.toAbsolutePath().getParent(), free));
      }
      vectors.write(file, contexts, null, null, progress);
    }
  }

  private String key(LanguageModel model, StateNeeds.Group group) {
    MessageDigest digest = Sha256.digest();
    digest.update(VERSION.getBytes(StandardCharsets.UTF_8));
    digest.update(modelHash.getBytes(StandardCharsets.UTF_8));
    Cut cut = model.decoder().cut(group.layers(), false);
    digest.update(cut.stableModel());
    // sums of batches that were made otherwise, or on another device, may differ in the last bit
    digest.update(model.batchMode().toString().getBytes(StandardCharsets.UTF_8));
    digest.update(model.device().provider().getBytes(StandardCharsets.UTF_8));
    for (int[] context : group.contexts()) {
      ByteBuffer ids = ByteBuffer.allocate(Integer.BYTES * (context.length + 1));
      ids.putInt(context.length);
      for (int id : context) {
        ids.putInt(id);
      }
      digest.update(ids.flip());
    }
    return Sha256.of(digest);
  }
}
