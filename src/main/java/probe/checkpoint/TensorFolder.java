package probe.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import probe.ProbeException;
import probe.tensor.Matrix;
import probe.tensor.Safetensors;

/** The tensors of a checkpoint, in one safetensors file or in several with an index. */
final class TensorFolder implements Tensors {
  private static final String SINGLE = "model.safetensors";
  private static final String INDEX = "model.safetensors.index.json";

  /** A file and its tensors. */
  private record Part(Path file, Safetensors tensors) {}

  private final List<Path> files;
  private final Map<String, Part> parts;

  private TensorFolder(List<Path> files, Map<String, Part> parts) {
    this.files = files;
    this.parts = parts;
  }

  /**
   * Maps the tensors in {@code folder}.
   *
   * @throws ProbeException if there are none, or a file is missing, truncated or no safetensors
   *     file
   */
  static TensorFolder open(Path folder) {
    Path single = folder.resolve(SINGLE);
    Path index = folder.resolve(INDEX);
    Map<String, Part> parts = new TreeMap<>();
    if (Files.isRegularFile(single)) {
      add(single, parts);
      return new TensorFolder(List.of(single), parts);
    }
    if (!Files.isRegularFile(index)) {
      throw ProbeException.model(
          "%s has neither %s nor %s%s".formatted(folder, SINGLE, INDEX, advice(folder)));
    }
    List<Path> files = new ArrayList<>(List.of(index));
    Map<String, String> places = places(index);
    for (String name : new TreeSet<>(places.values())) {
      Path file = folder.resolve(name);
      if (name.isBlank() || !folder.equals(file.getParent())) {
        throw ProbeException.model(
            "%s: file '%s' is not beside it; fetch the checkpoint again".formatted(index, name));
      }
      if (!Files.isRegularFile(file)) {
        throw ProbeException.model(
            "%s names %s, which is missing; put it beside the index".formatted(index, file));
      }
      add(file, parts);
      files.add(file);
    }
    places.forEach((tensor, name) -> requireThere(index, tensor, folder.resolve(name), parts));
    return new TensorFolder(List.copyOf(files), parts);
  }

  private static void add(Path file, Map<String, Part> parts) {
    Part part = new Part(file, read(file));
    for (String name : part.tensors().names()) {
      Part other = parts.put(name, part);
      if (other != null) {
        throw ProbeException.model(
            "tensor %s is both in %s and in %s; fetch the checkpoint again"
                .formatted(name, other.file(), file));
      }
    }
  }

  private static Safetensors read(Path file) {
    try {
      return Safetensors.open(file);
    } catch (ProbeException e) {
      // here the file is the model
      throw ProbeException.model(String.valueOf(e.getMessage()), e);
    }
  }

  private static Map<String, String> places(Path index) {
    JsonNode map;
    try {
      map = new ObjectMapper().readTree(index.toFile()).path("weight_map");
    } catch (JsonProcessingException e) {
      throw ProbeException.model(index + " is no JSON; fetch it again", e);
    } catch (IOException e) {
      throw ProbeException.model("%s cannot be read: %s".formatted(index, e.getMessage()), e);
    }
    if (!map.isObject() || map.isEmpty()) {
      throw ProbeException.model(index + " has no weight_map; fetch it again");
    }
    Map<String, String> places = new TreeMap<>();
    map.properties().forEach(field -> places.put(field.getKey(), field.getValue().asText()));
    return places;
  }

  private static void requireThere(Path index, String tensor, Path file, Map<String, Part> parts) {
    Part part = parts.get(tensor);
    if (part == null || !part.file().equals(file)) {
      throw ProbeException.model(
          "%s says that tensor %s is in %s, and it is not; fetch that file again"
              .formatted(index, tensor, file));
    }
  }

  private static String advice(Path folder) {
    for (String name : List.of("pytorch_model.bin", "pytorch_model.bin.index.json")) {
      if (Files.exists(folder.resolve(name))) {
        return "; " + name + " is not read, save the checkpoint as safetensors";
      }
    }
    return "; name the folder that has config.json and the weights";
  }

  /** The files that were read, the index first. */
  @Override
  public List<Path> files() {
    return files;
  }

  @Override
  public Set<String> names() {
    return Collections.unmodifiableSet(parts.keySet());
  }

  @Override
  public boolean has(String name) {
    return parts.containsKey(name);
  }

  @Override
  public List<Integer> shape(String name) {
    return Arrays.stream(part(name).tensors().shape(name)).mapToObj(Math::toIntExact).toList();
  }

  @Override
  public Path file(String name) {
    return part(name).file();
  }

  @Override
  public String storedAs(String name) {
    return part(name).tensors().dtype(name).longName();
  }

  @Override
  public Matrix matrix(String name) {
    try {
      return part(name).tensors().matrix(name);
    } catch (ProbeException e) {
      throw ProbeException.model(String.valueOf(e.getMessage()), e);
    }
  }

  private Part part(String name) {
    Part part = parts.get(name);
    if (part == null) {
      throw new IllegalArgumentException("no tensor " + name);
    }
    return part;
  }
}
