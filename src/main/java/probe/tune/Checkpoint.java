package probe.tune;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import probe.ProbeException;
import probe.tensor.Compare;
import probe.tensor.DType;
import probe.tensor.Safetensors;
import probe.tensor.SafetensorsWriter;

/**
 * The folder {@code checkpoint}: parameters and moments in a safetensors file, and {@code
 * state.json}, which names it. Moving the latter into place is what makes a checkpoint.
 */
final class Checkpoint {
  private static final String STATE = "state.json";
  private static final int FORMAT = 1;

  private final Path folder;

  /** A tensor of the checkpoint, and where it lives while training. */
  private record Tensor(String name, long[] shape, MemorySegment values) {}

  Checkpoint(Path folder) {
    this.folder = folder;
  }

  Path folder() {
    return folder;
  }

  boolean exists() {
    return Files.exists(folder.resolve(STATE));
  }

  private static List<Tensor> tensors(List<Trainee.Parameter> parameters, Optimizer optimizer) {
    List<Tensor> out = new ArrayList<>();
    for (Trainee.Parameter parameter : parameters) {
      out.add(new Tensor("parameter." + parameter.name(), parameter.shape(), parameter.values()));
    }
    for (Optimizer.Moment moment : optimizer.moments()) {
      for (int i = 0; i < parameters.size(); i++) {
        out.add(
            new Tensor(
                moment.name() + "." + parameters.get(i).name(),
                parameters.get(i).shape(),
                moment.values().get(i)));
      }
    }
    return out;
  }

  /**
   * Writes a checkpoint; the one before it stays until this one is whole.
   *
   * @throws ProbeException if a parameter is not finite, or the disk does not take it
   */
  void write(CheckpointState state, List<Trainee.Parameter> parameters, Optimizer optimizer) {
    requireFinite(state, parameters);
    Path file = folder.resolve("tensors-" + state.step() + ".safetensors");
    Path partial = folder.resolve("partial.safetensors");
    try {
      Files.createDirectories(folder);
      try (SafetensorsWriter writer = new SafetensorsWriter(partial)) {
        List<Tensor> tensors = tensors(parameters, optimizer);
        long[] offsets = new long[tensors.size()];
        for (int i = 0; i < offsets.length; i++) {
          offsets[i] = writer.declare(tensors.get(i).name(), tensors.get(i).shape());
        }
        // before the first update all moments are 0, as is whatever is not written
        int last = state.step() == 0 ? parameters.size() : offsets.length;
        for (int i = 0; i < last; i++) {
          writer.put(offsets[i], tensors.get(i).values());
        }
        writer.force();
      }
      move(partial, file);
      Path json = folder.resolve("partial.json");
      Files.writeString(json, json(state, file));
      move(json, folder.resolve(STATE));
      removeOthers(file);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  private void removeOthers(Path file) throws IOException {
    try (var old = Files.newDirectoryStream(folder, "{tensors-*,partial.*}")) {
      for (Path other : old) {
        if (!other.equals(file)) {
          Files.delete(other);
        }
      }
    }
  }

  private ProbeException failed(IOException e) {
    String reason = e.getMessage() == null ? e.toString() : e.getMessage();
    try {
      Files.deleteIfExists(folder.resolve("partial.safetensors")); // it may have filled the disk
    } catch (IOException suppressed) {
      e.addSuppressed(suppressed);
    }
    return ProbeException.output(
        "cannot write the checkpoint %s: %s; %s"
            .formatted(
                folder,
                reason,
                exists()
                    ? "the one before it is whole: make room and pass --resume"
                    : "choose another --out or make room"),
        e);
  }

  private static void requireFinite(CheckpointState state, List<Trainee.Parameter> parameters) {
    float[] block = new float[Pieces.BLOCK];
    for (Trainee.Parameter parameter : parameters) {
      for (long at = 0; at < parameter.size(); at += block.length) {
        int count = (int) Math.min(block.length, parameter.size() - at);
        Pieces.read(parameter.values(), at, block, count);
        if (!Compare.isFinite(block, count)) {
          throw ProbeException.numeric(
              "after step %d parameter %s is not finite (NaN or infinity); lower --lr, or set --clip or --warmup"
                  .formatted(state.step(), parameter.name()));
        }
      }
    }
  }

  private static String json(CheckpointState state, Path tensors) throws JsonProcessingException {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode node = mapper.createObjectNode();
    node.put("format", FORMAT);
    node.put("step", state.step());
    node.put("total_steps", state.totalSteps());
    node.put("epoch", state.epoch());
    node.put("position", state.position());
    node.put("tensors", String.valueOf(tensors.getFileName()));
    ObjectNode settings = node.putObject("settings");
    state.settings().forEach(settings::put);
    return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(node) + "\n";
  }

  private JsonNode json() {
    Path file = folder.resolve(STATE);
    try {
      JsonNode node = new ObjectMapper().readTree(file.toFile());
      if (node.path("format").asInt() == FORMAT
          && node.path("step").isInt()
          && node.path("total_steps").isInt()
          && node.path("tensors").isTextual()
          && node.path("settings").isObject()) {
        return node;
      }
      throw ProbeException.input(
          file + " is no state of a checkpoint; start anew without --resume");
    } catch (JsonProcessingException e) {
      throw ProbeException.input(
          file + " is damaged: it is no JSON; start anew without --resume", e);
    } catch (IOException e) {
      throw ProbeException.input(
          "no checkpoint in %s: %s cannot be read; leave out --resume to start anew"
              .formatted(folder, STATE),
          e);
    }
  }

  /**
   * Where the run stood.
   *
   * @throws ProbeException if there is no checkpoint, or its state is damaged
   */
  CheckpointState state() {
    JsonNode node = json();
    Map<String, String> settings = new LinkedHashMap<>();
    node.path("settings")
        .properties()
        .forEach(e -> settings.put(e.getKey(), e.getValue().asText()));
    return new CheckpointState(
        node.path("step").asInt(),
        node.path("total_steps").asInt(),
        node.path("epoch").asInt(),
        node.path("position").asInt(),
        settings);
  }

  /**
   * Reads parameters and moments into their places; nothing is changed unless all of them fit.
   *
   * @throws ProbeException if a tensor is missing, too many, or of another shape or type
   */
  void read(List<Trainee.Parameter> parameters, Optimizer optimizer) {
    Path path = folder.resolve(json().path("tensors").asText());
    Safetensors file = Safetensors.open(path);
    List<Tensor> tensors = tensors(parameters, optimizer);
    List<String> known = tensors.stream().map(Tensor::name).toList();
    for (String name : file.names()) {
      if (!known.contains(name)) {
        throw ProbeException.input(
            "%s has the tensor %s, which this training has no place for; it is of another model or method"
                .formatted(path, name));
      }
    }
    for (Tensor tensor : tensors) {
      requireFits(path, file, tensor);
    }
    for (Tensor tensor : tensors) {
      tensor.values().copyFrom(file.data(tensor.name()));
    }
  }

  private static void requireFits(Path path, Safetensors file, Tensor tensor) {
    if (!file.has(tensor.name())) {
      throw ProbeException.input(
          "%s lacks the tensor %s; it is damaged or of another model or method"
              .formatted(path, tensor.name()));
    }
    if (!Arrays.equals(file.shape(tensor.name()), tensor.shape())
        || file.dtype(tensor.name()) != DType.F32) {
      throw ProbeException.input(
          "%s: tensor %s is %s %s, this training needs F32 %s; it is of another model or method"
              .formatted(
                  path,
                  tensor.name(),
                  file.dtype(tensor.name()),
                  Arrays.toString(file.shape(tensor.name())),
                  Arrays.toString(tensor.shape())));
    }
    if (file.data(tensor.name()).byteSize() != tensor.values().byteSize()) {
      throw new IllegalStateException(
          "parameter %s has %d bytes, its shape says %d"
              .formatted(
                  tensor.name(), tensor.values().byteSize(), file.data(tensor.name()).byteSize()));
    }
  }
}
