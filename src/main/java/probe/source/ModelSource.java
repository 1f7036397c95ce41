package probe.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import probe.Companions;
import probe.ProbeException;
import probe.checkpoint.gguf.GgufFile;
import probe.source.hub.Hub;

/**
 * A model as a user names it, and the ONNX file that it is.
 *
 * @param name what the user typed
 * @param file model.onnx, in its place or in the cache
 */
public record ModelSource(String name, Path file) {
  /** What a source may be, for messages and help. */
  public static final String FORMS =
      "an .onnx file, a folder with one, a Hugging Face folder, a .gguf file or hf:org/name";

  private static final String HUB = "hf:";
  private static final String ONNX = ".onnx";

  /**
   * Finds {@code text}, fetches it where it is a name on the hub, and converts it where it is no
   * ONNX file.
   *
   * @throws ProbeException if it is none of {@link #FORMS}, or cannot be read, fetched or kept
   */
  public static ModelSource of(String text, Map<String, String> environment, Watcher watcher) {
    Path place = local(text, environment, watcher);
    if (!Files.exists(place)) {
      throw absent(text);
    }
    Path file = Files.isDirectory(place) ? onnxIn(place) : place;
    if (file != null && file.toString().endsWith(".safetensors")) {
      throw ProbeException.model(
          text + " is weights without their config.json; name the folder that has both");
    }
    if (file != null && !GgufFile.is(file)) {
      return new ModelSource(text, file);
    }
    Path checkpoint = file == null ? checkpointIn(place) : file;
    ModelCache cache = new ModelCache(CacheFolder.of(environment));
    return new ModelSource(text, cache.get(text, checkpoint, files(checkpoint), watcher));
  }

  private static ProbeException absent(String text) {
    boolean mayBeOnHub = text.matches("[\\w-][\\w.-]*/[\\w-][\\w.-]*");
    return ProbeException.model(
        "no file or folder %s; a model is %s%s"
            .formatted(text, FORMS, mayBeOnHub ? "; for the hub's: hf:" + text : ""));
  }

  /** The folder or file of {@code text}, fetched if it is a name on the hub. */
  public static Path local(String text, Map<String, String> environment, Watcher watcher) {
    if (text.startsWith(HUB)) {
      return new Hub(environment, watcher).fetch(text.substring(HUB.length()));
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw ProbeException.input(
          "'%s' cannot be the name of a file here (%s)".formatted(text, e.getReason()), e);
    }
  }

  /** The ONNX file in {@code folder}, or null where there is a checkpoint in its place. */
  private static @org.jspecify.annotations.Nullable Path onnxIn(Path folder) {
    // exports that a repository has beside its weights come after them: they may be quantised
    for (Path inner :
        isCheckpoint(folder) ? List.of(folder) : List.of(folder, folder.resolve("onnx"))) {
      Path model = inner.resolve("model.onnx");
      if (Files.isRegularFile(model)) {
        return model;
      }
      List<Path> all = named(inner, ONNX);
      if (all.size() > 1) {
        throw ProbeException.model(
            "%s has %d models: %s; name one of them".formatted(inner, all.size(), names(all)));
      }
      if (all.size() == 1) {
        return all.getFirst();
      }
    }
    return null;
  }

  private static boolean isCheckpoint(Path folder) {
    return Files.isRegularFile(folder.resolve("config.json"))
        && !named(folder, ".safetensors").isEmpty();
  }

  /** The checkpoint in {@code folder}: the folder itself, or its one GGUF file. */
  private static Path checkpointIn(Path folder) {
    if (isCheckpoint(folder)) {
      return folder;
    }
    List<Path> ggufs = named(folder, ".gguf");
    if (ggufs.size() > 1) {
      throw ProbeException.model(
          "%s has %d GGUF files: %s; name one of them"
              .formatted(folder, ggufs.size(), names(ggufs)));
    }
    if (ggufs.isEmpty()) {
      throw ProbeException.model(
          "%s has no model: no .onnx file, no .gguf file, and not config.json with .safetensors; a model is %s"
              .formatted(folder, FORMS));
    }
    return ggufs.getFirst();
  }

  /** All that {@code checkpoint} is made of. */
  private static List<Path> files(Path checkpoint) {
    if (!Files.isDirectory(checkpoint)) {
      return List.of(checkpoint);
    }
    List<Path> all = new ArrayList<>(named(checkpoint, ".safetensors"));
    all.addAll(named(checkpoint, ".safetensors.index.json"));
    all.addAll(Companions.in(checkpoint));
    return all;
  }

  private static List<Path> named(Path folder, String suffix) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> String.valueOf(file.getFileName()).endsWith(suffix))
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw ProbeException.model("%s cannot be read: %s".formatted(folder, e.getMessage()), e);
    }
  }

  private static String names(List<Path> files) {
    return String.join(
        ", ", files.stream().limit(6).map(file -> String.valueOf(file.getFileName())).toList());
  }
}
