package probe.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Copies of a model's external data, with changed weights in the places of the old ones.
 *
 * <p>Where several initializers share bytes, what changes goes to the end of the file.
 */
final class DataFiles implements AutoCloseable {
  // pages can be mapped from there on every system that ONNX Runtime runs on
  private static final long ALIGNMENT = 65_536;

  private record Region(Path file, long offset) {}

  /** The copy of one file. */
  private static final class Target {
    final String name;
    final Path path;
    @Nullable FileChannel channel;

    Target(String name, Path path) {
      this.name = name;
      this.path = path;
    }

    FileChannel channel() {
      return java.util.Objects.requireNonNull(channel);
    }

    void close() throws IOException {
      if (channel != null) {
        channel.close();
      }
    }
  }

  private final Path ownFile;
  private final Map<String, WeightWriter.Change> changes;
  private final BiConsumer<WeightWriter.Change, MemorySegment> fill;
  private final Map<Path, Target> targets = new LinkedHashMap<>();
  private final Map<Region, Integer> users = new HashMap<>();

  /** Plans the data files of {@code model} for a model that will be called {@code target}. */
  DataFiles(
      OnnxFile file,
      ModelProto model,
      Path target,
      Map<String, WeightWriter.Change> changes,
      BiConsumer<WeightWriter.Change, MemorySegment> fill) {
    this.ownFile = file.realPath();
    this.changes = changes;
    this.fill = fill;
    for (TensorProto tensor : OnnxFile.externalTensors(model)) {
      ExternalData at = ExternalData.of(tensor);
      users.merge(new Region(at.file(), at.offset()), 1, Integer::sum);
      if (!at.file().equals(ownFile) && !targets.containsKey(at.file())) {
        String number = targets.isEmpty() ? "" : "_" + targets.size();
        String name = target.getFileName() + "_data" + number;
        targets.put(at.file(), new Target(name, target.resolveSibling(name)));
      }
    }
  }

  /** Copies the files as they are. */
  void copy() throws IOException {
    for (Map.Entry<Path, Target> entry : targets.entrySet()) {
      Path partial = partial(entry.getValue().path);
      // not Files.copy: the files of hub caches are read-only, and so would be the copies
      try (FileChannel from = FileChannel.open(entry.getKey(), StandardOpenOption.READ)) {
        FileChannel to =
            FileChannel.open(
                partial,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        entry.getValue().channel = to;
        for (long at = 0; at < from.size(); ) {
          at += from.transferTo(at, from.size() - at, to);
        }
      }
    }
  }

  /** The name that {@code file} is written under until it is finished. */
  static Path partial(Path file) {
    return file.resolveSibling("." + file.getFileName() + ".partial");
  }

  /** All names that files are written under until they are finished. */
  List<Path> partial() {
    return targets.values().stream().map(t -> partial(t.path)).toList();
  }

  /** Writes the changed weights, and lets {@code model} point to the copies. */
  ModelProto place(ModelProto model) throws IOException {
    ModelProto.Builder out = model.toBuilder();
    place(out.getGraphBuilder());
    return out.build();
  }

  private void place(GraphProto.Builder graph) throws IOException {
    for (int i = 0; i < graph.getInitializerCount(); i++) {
      TensorProto tensor = graph.getInitializer(i);
      if (isOutside(tensor)) {
        place(graph.getInitializerBuilder(i), tensor.getName());
      }
    }
    for (int i = 0; i < graph.getNodeCount(); i++) {
      NodeProto node = graph.getNode(i);
      for (int j = 0; j < node.getAttributeCount(); j++) {
        AttributeProto attribute = node.getAttribute(j);
        if (attribute.hasG()) {
          place(graph.getNodeBuilder(i).getAttributeBuilder(j).getGBuilder());
        } else if (isOutside(attribute.getT())) {
          place(graph.getNodeBuilder(i).getAttributeBuilder(j).getTBuilder(), node.getOutput(0));
        }
      }
    }
  }

  private boolean isOutside(TensorProto tensor) {
    return RealPaths.isExternal(tensor) && !ExternalData.of(tensor).file().equals(ownFile);
  }

  private void place(TensorProto.Builder tensor, String name) throws IOException {
    ExternalData at = ExternalData.of(tensor.build());
    Target target = java.util.Objects.requireNonNull(targets.get(at.file()));
    WeightWriter.Change change = changes.get(name);
    long offset = at.offset();
    long length = at.length();
    if (change != null) {
      length = change.weight().size() * change.dtype().bytes();
      if (users.getOrDefault(new Region(at.file(), at.offset()), 0) > 1) {
        offset = (target.channel().size() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
      }
      try (Arena arena = Arena.ofConfined()) {
        fill.accept(
            change, target.channel().map(FileChannel.MapMode.READ_WRITE, offset, length, arena));
      }
    }
    // a checksum of the old data would be wrong
    tensor.clearExternalData().addExternalData(entry("location", target.name));
    tensor.addExternalData(entry("offset", Long.toString(offset)));
    if (length >= 0) {
      tensor.addExternalData(entry("length", Long.toString(length)));
    }
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }

  /** Moves the copies into place. */
  void commit() throws IOException {
    for (Target target : targets.values()) {
      target.close();
      Files.move(
          partial(target.path),
          target.path,
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    }
  }

  @Override
  public void close() throws IOException {
    for (Target target : targets.values()) {
      target.close();
    }
  }
}
