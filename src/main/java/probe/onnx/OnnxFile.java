package probe.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import probe.GitPointer;
import probe.ProbeException;
import probe.Sha256;

/**
 * An ONNX file on disk: its graph in memory, its weights left where they lie.
 *
 * @param path the file as the user named it
 * @param folder the folder that external data is relative to
 * @param proto the model; initializers over 4 KiB are external data, of this file or of others, by
 *     real path below the root of the file system
 * @param weightFiles the files that hold weights, the model file itself first; what an adapter puts
 *     in their place is none of them
 */
public record OnnxFile(Path path, Path folder, ModelProto proto, Set<Path> weightFiles) {

  /**
   * Opens {@code path}.
   *
   * @throws ProbeException if the file is missing, is not an ONNX model, ends too early, or names
   *     external data that is missing or too short
   */
  public static OnnxFile open(Path path) {
    Path absolute = path.toAbsolutePath();
    if (Files.isDirectory(absolute)) {
      throw ProbeException.model(
          path + " is a folder; name the .onnx file in it" + listing(absolute));
    }
    ModelProto proto = read(path, absolute);
    if (!proto.hasGraph() || proto.getGraph().getNodeCount() == 0) {
      throw ProbeException.model(
          path + " is not an ONNX model (it holds no graph); export the model to ONNX first");
    }
    Path folder = java.util.Objects.requireNonNull(absolute.getParent());
    new OnnxFile(path, folder, proto, Set.of()).checkExternalData();
    ModelProto pinned = RealPaths.pin(proto, folder);
    Set<Path> files = new LinkedHashSet<>();
    files.add(realPath(path));
    for (TensorProto tensor : externalTensors(pinned)) {
      files.add(ExternalData.of(tensor).file());
    }
    return new OnnxFile(path, folder, pinned, Collections.unmodifiableSet(files));
  }

  /** The same files with another graph over them. */
  OnnxFile with(ModelProto other) {
    return new OnnxFile(path, folder, other, weightFiles);
  }

  private static ModelProto read(Path path, Path absolute) {
    try (FileChannel channel = FileChannel.open(absolute, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size == 0) {
        throw ProbeException.model(path + " is empty; export or download the model again");
      }
      if (size > Integer.MAX_VALUE) {
        throw ProbeException.model(
            "%s has %d bytes, over protobuf's limit of 2 GiB, so it is no ONNX model; save it with external data"
                .formatted(path, size));
      }
      ByteBuffer mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, size);
      return Skeleton.parse(mapped, String.valueOf(absolute.getFileName()));
    } catch (NoSuchFileException e) {
      throw ProbeException.model(
          "no file " + path + "; --model takes the path of an .onnx file", e);
    } catch (IOException | IndexOutOfBoundsException e) {
      throw ProbeException.model(path + " " + whatElse(absolute), e);
    }
  }

  /** What a file may be that is no ONNX model. */
  private static String whatElse(Path file) {
    return GitPointer.is(file)
        ? GitPointer.instead("the model")
        : "is truncated or not an ONNX file; export or download it again";
  }

  private static String listing(Path folder) {
    try (var files = Files.list(folder)) {
      List<String> names =
          files
              .map(f -> String.valueOf(f.getFileName()))
              .filter(n -> n.endsWith(".onnx"))
              .sorted()
              .toList();
      return names.isEmpty() ? "" : ": " + String.join(", ", names);
    } catch (IOException e) {
      return "";
    }
  }

  private static String oneLine(Exception e) {
    String message = String.valueOf(e.getMessage());
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }

  /** Every tensor of {@code model} that lies outside the protobuf. */
  static List<TensorProto> externalTensors(ModelProto model) {
    List<TensorProto> out = new ArrayList<>();
    collect(model.getGraph(), out);
    return out;
  }

  private static void collect(GraphProto graph, List<TensorProto> out) {
    for (TensorProto tensor : graph.getInitializerList()) {
      addExternal(tensor, out);
    }
    for (NodeProto node : graph.getNodeList()) {
      for (AttributeProto attribute : node.getAttributeList()) {
        addExternal(attribute.getT(), out);
        if (attribute.hasG()) {
          collect(attribute.getG(), out);
        }
      }
    }
  }

  private static void addExternal(TensorProto tensor, List<TensorProto> out) {
    if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
      out.add(tensor);
    }
  }

  /** The model file with all links followed. */
  Path realPath() {
    return weightFiles.iterator().next();
  }

  private static Path realPath(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      throw ProbeException.model(path + " is gone: " + oneLine(e), e);
    }
  }

  /** Hash of the model file and of its external data, in the order of the graph. */
  public String sha256() {
    return Sha256.of(weightFiles);
  }

  private void checkExternalData() {
    Map<String, Long> needed = new HashMap<>();
    for (TensorProto tensor : externalTensors(proto)) {
      ExternalData data = ExternalData.of(tensor);
      needed.merge(data.location(), data.offset() + Math.max(0, data.length()), Math::max);
    }
    List<String> missing = new ArrayList<>();
    needed.forEach(
        (location, bytes) -> {
          Path file = folder.resolve(location);
          if (!file.normalize().startsWith(folder.normalize())) {
            throw ProbeException.model(
                "%s wants weights from %s, outside its own folder; such a file is not opened"
                    .formatted(path, location));
          }
          if (!Files.isRegularFile(file)) {
            missing.add(location);
            return;
          }
          // where the model does not say how long its tensors are, any file would be long enough
          if (GitPointer.is(file)) {
            throw ProbeException.model(
                "external data %s of %s %s"
                    .formatted(file, path, GitPointer.instead("the weights")));
          }
          try {
            if (Files.size(file) < bytes) {
              throw ProbeException.model(
                  "external data %s of %s has %d bytes, the model needs %d; it is truncated, download it again"
                      .formatted(file, path, Files.size(file), bytes));
            }
          } catch (IOException e) {
            throw ProbeException.model(
                "external data " + file + " cannot be read: " + oneLine(e), e);
          }
        });
    if (!missing.isEmpty()) {
      missing.sort(null);
      throw ProbeException.model(
          "%s keeps its weights in %s, missing in %s; put the file(s) beside the model under the same name"
              .formatted(
                  path,
                  missing.size() <= 3
                      ? String.join(", ", missing)
                      : "%s and %d more files".formatted(missing.getFirst(), missing.size() - 1),
                  folder));
    }
  }
}
