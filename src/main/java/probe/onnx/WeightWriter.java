package probe.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import probe.OutputFolder;
import probe.tensor.DType;

/**
 * Writes a model with other weights: the same graph, and every weight stored where and how it was.
 *
 * <p>Files are written under another name and moved into place when all of them are finished.
 */
final class WeightWriter {
  private final OnnxFile file;
  private final ModelProto model;
  private final Constants constants;
  private final WeightEncoder encoder;
  private final Map<String, Change> changes = new HashMap<>();

  /** What initializer {@code copy} of {@code weight} becomes. */
  record Change(Weight weight, Weight.Copy copy, DType dtype) {}

  /**
   * Prepares to write {@code model}, which {@code file} holds, with {@code values} for those of
   * {@code weights} that change.
   */
  WeightWriter(
      OnnxFile file,
      ModelProto model,
      Constants constants,
      List<Weight> weights,
      WeightValues values) {
    this.file = file;
    this.model = model;
    this.constants = constants;
    this.encoder = new WeightEncoder(values);
    for (Weight weight : weights) {
      if (values.has(weight)) {
        for (Weight.Copy copy : weight.copies()) {
          changes.put(copy.initializer(), new Change(weight, copy, dtype(copy.initializer())));
        }
      }
    }
  }

  private DType dtype(String initializer) {
    return java.util.Objects.requireNonNull(constants.value(initializer)).dtype();
  }

  /**
   * Writes {@code target} and its data files beside it.
   *
   * @throws probe.ProbeException if it cannot be written, or a value does not fit its type
   */
  void write(Path target) {
    Path absolute = target.toAbsolutePath();
    List<Path> partial = new ArrayList<>();
    try (DataFiles data = new DataFiles(file, model, absolute, changes, this::fill)) {
      partial.addAll(data.partial());
      data.copy();
      GraphProto.Builder graph = model.getGraph().toBuilder();
      for (TensorProto.Builder tensor : graph.getInitializerBuilderList()) {
        if (!RealPaths.isExternal(tensor.build())) {
          inline(tensor);
        }
      }
      for (int i = 0; i < graph.getNodeCount(); i++) {
        constant(graph, i);
      }
      ModelProto placed = data.place(model.toBuilder().setGraph(graph).build());
      Path partialModel = DataFiles.partial(absolute);
      partial.add(partialModel);
      new InlineModel(placed, file.realPath(), constants, changes, this::fill).write(partialModel);
      data.commit();
      Files.move(
          partialModel,
          absolute,
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw OutputFolder.failed("cannot write " + target, e);
    } finally {
      remove(partial);
    }
  }

  private static void remove(List<Path> files) {
    for (Path partial : files) {
      try {
        Files.deleteIfExists(partial);
      } catch (IOException e) {
        throw OutputFolder.failed("cannot remove " + partial, e);
      }
    }
  }

  private void fill(Change change, MemorySegment out) {
    encoder.fill(change.weight(), change.copy().transposed(), change.dtype(), out);
  }

  /** A tensor whose numbers are in the protobuf itself. */
  private void inline(TensorProto.Builder tensor) {
    Change change = changes.get(tensor.getName());
    if (change != null) {
      tensor
          .clearFloatData()
          .clearDoubleData()
          .clearInt32Data()
          .setRawData(ByteString.copyFrom(bytes(change).asByteBuffer()));
    }
  }

  private MemorySegment bytes(Change change) {
    long size = change.weight().size() * change.dtype().bytes();
    MemorySegment out = MemorySegment.ofArray(new byte[Math.toIntExact(size)]);
    fill(change, out);
    return out;
  }

  private void constant(GraphProto.Builder graph, int index) {
    NodeProto node = graph.getNode(index);
    @Nullable Change change =
        node.getOpType().equals("Constant") ? changes.get(node.getOutput(0)) : null;
    if (change == null) {
      return;
    }
    AttributeProto.Builder attribute = graph.getNodeBuilder(index).getAttributeBuilder(0);
    if (attribute.hasT()) {
      TensorProto.Builder tensor = attribute.getTBuilder();
      if (!RealPaths.isExternal(tensor.build())) {
        String name = tensor.getName();
        inline(tensor.setName(node.getOutput(0)));
        tensor.setName(name);
      }
      return;
    }
    MemorySegment values = bytes(change);
    ValueLayout.OfFloat layout =
        ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < attribute.getFloatsCount(); i++) {
      attribute.setFloats(i, values.get(layout, i * 4L));
    }
  }
}
