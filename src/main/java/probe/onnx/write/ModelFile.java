package probe.onnx.write;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import probe.tensor.DType;

/**
 * Writes a model to disk: weights inside the protobuf as long as it stays well below the 2 GiB that
 * protobuf allows, else in a file beside it. Weights pass through in blocks either way.
 */
final class ModelFile {
  /** Most bytes of weights that go into the protobuf itself. */
  static final long INLINE_BYTES = 1_500_000_000L;

  // field numbers of onnx.proto
  private static final int MODEL_GRAPH = 7;
  private static final int GRAPH_INITIALIZER = 5;
  private static final int TENSOR_RAW_DATA = 9;

  // a page: ONNX Runtime maps external data where it begins on one
  private static final long ALIGNMENT = 4096;
  private static final int BUFFER = 1 << 16;

  private final ModelProto model;
  private final GraphProto graph;
  private final List<Weight> weights;
  private final DType type;

  /**
   * @param model without its graph
   * @param graph without its weights
   */
  ModelFile(ModelProto model, GraphProto graph, List<Weight> weights, DType type) {
    this.model = model;
    this.graph = graph;
    this.weights = weights;
    this.type = type;
  }

  /** Writes {@code file}, and {@code file}.data where weights exceed {@code inlineBytes}. */
  List<StoredWeight> write(Path file, WeightBytes values, long inlineBytes) throws IOException {
    long bytes = weights.stream().mapToLong(this::bytes).sum();
    return bytes <= inlineBytes ? inline(file, values) : external(file, values);
  }

  private long bytes(Weight weight) {
    return weight.count() * type.bytes();
  }

  private List<StoredWeight> inline(Path file, WeightBytes values) throws IOException {
    List<StoredWeight> stored = new ArrayList<>();
    long size = graph.getSerializedSize();
    for (Weight weight : weights) {
      size += CodedOutputStream.computeTagSize(GRAPH_INITIALIZER) + delimited(tensorSize(weight));
    }
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER)) {
      CodedOutputStream proto = CodedOutputStream.newInstance(out);
      model.writeTo(proto);
      proto.writeTag(MODEL_GRAPH, WireFormat.WIRETYPE_LENGTH_DELIMITED);
      proto.writeUInt32NoTag(Math.toIntExact(size));
      graph.writeTo(proto);
      for (Weight weight : weights) {
        proto.writeTag(GRAPH_INITIALIZER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        proto.writeUInt32NoTag(Math.toIntExact(tensorSize(weight)));
        tensor(weight).build().writeTo(proto);
        proto.writeTag(TENSOR_RAW_DATA, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        proto.writeUInt32NoTag(Math.toIntExact(bytes(weight)));
        proto.flush();
        stored.add(values.write(weight, out));
      }
      proto.flush();
    }
    return stored;
  }

  private long tensorSize(Weight weight) {
    return tensor(weight).build().getSerializedSize()
        + CodedOutputStream.computeTagSize(TENSOR_RAW_DATA)
        + delimited(bytes(weight));
  }

  private static long delimited(long bytes) {
    return CodedOutputStream.computeUInt32SizeNoTag(Math.toIntExact(bytes)) + bytes;
  }

  private List<StoredWeight> external(Path file, WeightBytes values) throws IOException {
    List<StoredWeight> stored = new ArrayList<>();
    GraphProto.Builder whole = graph.toBuilder();
    String name = file.getFileName() + ".data";
    long at = 0;
    try (OutputStream out =
        new BufferedOutputStream(Files.newOutputStream(file.resolveSibling(name)), BUFFER)) {
      for (Weight weight : weights) {
        long start = (at + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        out.write(new byte[(int) (start - at)]);
        stored.add(values.write(weight, out));
        at = start + bytes(weight);
        whole.addInitializer(
            tensor(weight)
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(entry("location", name))
                .addExternalData(entry("offset", Long.toString(start)))
                .addExternalData(entry("length", Long.toString(bytes(weight)))));
      }
    }
    Files.write(file, model.toBuilder().setGraph(whole).build().toByteArray());
    return stored;
  }

  private TensorProto.Builder tensor(Weight weight) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(weight.name())
            .setDataType(type == DType.F16 ? DataType.FLOAT16_VALUE : DataType.FLOAT_VALUE);
    weight.graphShape().forEach(tensor::addDims);
    return tensor;
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }
}
