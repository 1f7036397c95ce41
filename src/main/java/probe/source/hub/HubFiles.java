package probe.source.hub;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import probe.Companions;
import probe.ProbeException;

/** Which files of a repository make a model. */
final class HubFiles {
  private static final String SINGLE = "model.safetensors";
  private static final String INDEX = "model.safetensors.index.json";

  private HubFiles() {}

  /**
   * Those to fetch of {@code all}: the one GGUF file that is named; or the safetensors, with what
   * lies beside a model; or the only GGUF file; or an ONNX model with its data.
   *
   * @throws ProbeException if there is none, or several to choose from
   */
  static List<String> wanted(HubName name, List<String> all) {
    if (name.file() != null) {
      if (!all.contains(name.file())) {
        throw ProbeException.model(
            "%s: there is no file %s; its GGUF files: %s"
                .formatted(name, name.file(), shown(ggufs(all))));
      }
      return List.of(name.file());
    }
    List<String> wanted =
        new ArrayList<>(Companions.names().stream().filter(all::contains).toList());
    if (all.contains(SINGLE)) {
      wanted.add(SINGLE);
    } else if (all.contains(INDEX)) {
      wanted.add(INDEX);
      all.stream().filter(HubFiles::isShard).forEach(wanted::add);
    } else if (ggufs(all).size() == 1) {
      return ggufs(all);
    } else if (ggufs(all).size() > 1) {
      throw ProbeException.model(
          "%s has %d GGUF files: %s; name one: hf:%s/FILE.gguf"
              .formatted(name, ggufs(all).size(), shown(ggufs(all)), name.repository()));
    } else if (all.contains("onnx/model.onnx") || all.contains("model.onnx")) {
      String model = all.contains("model.onnx") ? "model.onnx" : "onnx/model.onnx";
      all.stream()
          .filter(file -> file.equals(model) || file.matches(model + "[._]data.*"))
          .forEach(wanted::add);
    } else {
      boolean older = all.stream().anyMatch(file -> file.startsWith("pytorch_model"));
      throw ProbeException.model(
          "%s has no safetensors, GGUF or ONNX file%s"
              .formatted(
                  name,
                  older ? "; its pytorch_model.bin is not read, save it as safetensors" : ""));
    }
    return wanted;
  }

  /** Whether {@code file} is a part of a model; "consolidated" ones are another format's. */
  private static boolean isShard(String file) {
    return file.matches("[^/]*-\\d+-of-\\d+\\.safetensors") && !file.startsWith("consolidated");
  }

  private static List<String> ggufs(List<String> all) {
    return all.stream().filter(file -> file.endsWith(".gguf")).sorted().toList();
  }

  private static String shown(List<String> files) {
    return files.isEmpty() ? "none" : String.join(", ", files.stream().limit(8).toList());
  }

  /** The model in {@code snapshot}, if all of it is there: a folder or a GGUF file; else null. */
  static @Nullable Path complete(HubName name, Path snapshot) throws IOException {
    if (name.file() != null) {
      Path file = snapshot.resolve(name.file());
      return Files.isRegularFile(file) ? file : null;
    }
    if (Files.isRegularFile(snapshot.resolve("config.json"))
        && (Files.isRegularFile(snapshot.resolve(SINGLE)) || hasShards(snapshot))) {
      return snapshot;
    }
    for (String onnx : List.of("model.onnx", "onnx/model.onnx")) {
      if (Files.isRegularFile(snapshot.resolve(onnx))) {
        return snapshot;
      }
    }
    try (Stream<Path> files = Files.list(snapshot)) {
      List<Path> ggufs =
          files.filter(f -> f.toString().endsWith(".gguf") && Files.isRegularFile(f)).toList();
      return ggufs.size() == 1 ? ggufs.getFirst() : null;
    }
  }

  private static boolean hasShards(Path snapshot) throws IOException {
    Path index = snapshot.resolve(INDEX);
    if (!Files.isRegularFile(index)) {
      return false;
    }
    JsonNode map = new ObjectMapper().readTree(index.toFile()).path("weight_map");
    TreeSet<String> shards = new TreeSet<>();
    map.forEach(file -> shards.add(file.asText()));
    return !shards.isEmpty() && HubCache.has(snapshot, List.copyOf(shards));
  }
}
