package probe.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Names every weight file by its real path.
 *
 * <p>Hub caches keep a model as links to files in another folder, and ONNX Runtime follows no link
 * out of the folder it was given. So it is given the root, and paths below it.
 */
final class RealPaths {
  private final Path folder;
  private final Map<String, String> pinned = new HashMap<>();

  private RealPaths(Path folder) {
    this.folder = folder;
  }

  /** What pinned locations are relative to. */
  static Path root() {
    return java.util.Objects.requireNonNull(Path.of("").toAbsolutePath().getRoot());
  }

  /** Replaces the locations in {@code model}, relative to {@code folder}, by real paths. */
  static ModelProto pin(ModelProto model, Path folder) {
    ModelProto.Builder out = model.toBuilder();
    new RealPaths(folder).pin(out.getGraphBuilder());
    return out.build();
  }

  private void pin(GraphProto.Builder graph) {
    for (int i = 0; i < graph.getInitializerCount(); i++) {
      if (isExternal(graph.getInitializer(i))) {
        pin(graph.getInitializerBuilder(i));
      }
    }
    for (int i = 0; i < graph.getNodeCount(); i++) {
      if (holdsExternal(graph.getNode(i))) {
        pin(graph.getNodeBuilder(i));
      }
    }
  }

  private void pin(NodeProto.Builder node) {
    for (AttributeProto.Builder attribute : node.getAttributeBuilderList()) {
      if (attribute.hasG()) {
        pin(attribute.getGBuilder());
      } else if (isExternal(attribute.getT())) {
        pin(attribute.getTBuilder());
      }
    }
  }

  private static boolean holdsExternal(NodeProto node) {
    for (AttributeProto attribute : node.getAttributeList()) {
      if (attribute.hasG() || isExternal(attribute.getT())) {
        return true;
      }
    }
    return false;
  }

  static boolean isExternal(TensorProto tensor) {
    return tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL;
  }

  private void pin(TensorProto.Builder tensor) {
    for (int i = 0; i < tensor.getExternalDataCount(); i++) {
      if (tensor.getExternalData(i).getKey().equals("location")) {
        String location = tensor.getExternalData(i).getValue();
        tensor
            .getExternalDataBuilder(i)
            .setValue(pinned.computeIfAbsent(location, this::realLocation));
      }
    }
  }

  private String realLocation(String location) {
    try {
      return root().relativize(folder.resolve(location).toRealPath()).toString();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot resolve " + folder.resolve(location), e);
    }
  }
}
