package probe.model;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Turns a model into other exports of the same model, as other programs write them. */
final class EditedModel {
  private EditedModel() {}

  static ModelProto read(Path file) throws IOException {
    return ModelProto.parseFrom(Files.readAllBytes(file));
  }

  static Path write(ModelProto model, Path file) throws IOException {
    Files.write(file, model.toByteArray());
    return file;
  }

  // ---- storage

  /** All weights in one file beside the model. */
  static Path writeWithExternalData(ModelProto model, Path file) throws IOException {
    return writeWithExternalData(model, file, 0);
  }

  /** The same, from byte {@code start} on: what lies before takes no room on the disk. */
  static Path writeWithExternalData(ModelProto model, Path file, long start) throws IOException {
    String dataName = "weights.bin";
    ModelProto.Builder out = model.toBuilder();
    try (FileChannel data =
        FileChannel.open(
            file.resolveSibling(dataName),
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      long offset = start;
      for (TensorProto.Builder tensor : out.getGraphBuilder().getInitializerBuilderList()) {
        int size = tensor.getRawData().size();
        if (size < 64) {
          continue;
        }
        data.write(tensor.getRawData().asReadOnlyByteBuffer(), offset);
        tensor
            .clearRawData()
            .setDataLocation(TensorProto.DataLocation.EXTERNAL)
            .addExternalData(entry("location", dataName))
            .addExternalData(entry("offset", Long.toString(offset)))
            .addExternalData(entry("length", Long.toString(size)));
        offset += size;
      }
    }
    return write(out.build(), file);
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }

  /** Weight matrices in float16, each cast back where it is used; the graph computes in float32. */
  static ModelProto float16Weights(ModelProto model) {
    GraphProto.Builder graph = model.getGraph().toBuilder().clearNode();
    for (TensorProto.Builder tensor : graph.getInitializerBuilderList()) {
      if (tensor.getDataType() != DataType.FLOAT_VALUE || tensor.getDimsCount() != 2) {
        continue;
      }
      String name = tensor.getName();
      FloatBuffer values = floats(tensor);
      ByteBuffer halves =
          ByteBuffer.allocate(values.remaining() * 2).order(ByteOrder.LITTLE_ENDIAN);
      while (values.hasRemaining()) {
        halves.putShort(Float.floatToFloat16(values.get()));
      }
      tensor
          .setName(name + ".half")
          .setDataType(DataType.FLOAT16_VALUE)
          .setRawData(ByteString.copyFrom(halves.array()));
      graph.addNode(
          NodeProto.newBuilder()
              .setOpType("Cast")
              .setName(name + ".cast")
              .addInput(name + ".half")
              .addOutput(name)
              .addAttribute(number("to", DataType.FLOAT_VALUE)));
    }
    graph.addAllNode(model.getGraph().getNodeList());
    return model.toBuilder().setGraph(graph).build();
  }

  /** Weight matrices as int8 with a scale per column, behind DequantizeLinear. */
  static ModelProto int8Weights(ModelProto model) {
    GraphProto.Builder graph = model.getGraph().toBuilder().clearNode().clearInitializer();
    for (TensorProto tensor : model.getGraph().getInitializerList()) {
      if (tensor.getDataType() != DataType.FLOAT_VALUE || tensor.getDimsCount() != 2) {
        graph.addInitializer(tensor);
        continue;
      }
      int columns = (int) tensor.getDims(1);
      float[] values = new float[floats(tensor.toBuilder()).remaining()];
      floats(tensor.toBuilder()).get(values);
      float[] scales = new float[columns];
      for (int i = 0; i < values.length; i++) {
        scales[i % columns] = Math.max(scales[i % columns], Math.abs(values[i]) / 127);
      }
      byte[] rounded = new byte[values.length];
      for (int i = 0; i < values.length; i++) {
        rounded[i] = (byte) Math.round(values[i] / scales[i % columns]);
      }
      String name = tensor.getName();
      graph.addInitializer(
          tensor.toBuilder()
              .setName(name + ".int8")
              .setDataType(DataType.INT8_VALUE)
              .setRawData(ByteString.copyFrom(rounded)));
      graph.addInitializer(vector(name + ".scale", scales));
      graph.addInitializer(
          TensorProto.newBuilder()
              .setName(name + ".zero")
              .setDataType(DataType.INT8_VALUE)
              .addDims(columns)
              .setRawData(ByteString.copyFrom(new byte[columns])));
      graph.addNode(
          NodeProto.newBuilder()
              .setOpType("DequantizeLinear")
              .setName(name + ".dequantise")
              .addAllInput(List.of(name + ".int8", name + ".scale", name + ".zero"))
              .addOutput(name)
              .addAttribute(number("axis", 1)));
    }
    graph.addAllNode(model.getGraph().getNodeList());
    return model.toBuilder().setGraph(graph).build();
  }

  /** The last MatMul as dynamic int8: DynamicQuantizeLinear, MatMulInteger, Cast, Mul. */
  static ModelProto int8Head(ModelProto model) {
    GraphProto graph = model.getGraph();
    int last = lastMatMul(graph);
    NodeProto head = graph.getNode(last);
    TensorProto weights = initializer(graph, head.getInput(1));
    float[] values = new float[floats(weights.toBuilder()).remaining()];
    floats(weights.toBuilder()).get(values);
    float largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    byte[] rounded = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      rounded[i] = (byte) Math.round(values[i] / (largest / 127));
    }
    GraphProto.Builder out = graph.toBuilder().clearNode();
    out.addInitializer(
        weights.toBuilder()
            .setName("head.int8")
            .setDataType(DataType.INT8_VALUE)
            .setRawData(ByteString.copyFrom(rounded)));
    out.addInitializer(vector("head.scale", new float[] {largest / 127}).toBuilder().clearDims());
    for (int i = 0; i < graph.getNodeCount(); i++) {
      if (i != last) {
        out.addNode(graph.getNode(i));
        continue;
      }
      out.addNode(
          NodeProto.newBuilder()
              .setOpType("DynamicQuantizeLinear")
              .addInput(head.getInput(0))
              .addAllOutput(List.of("head.x", "head.xs", "head.xz")));
      out.addNode(
          NodeProto.newBuilder()
              .setOpType("MatMulInteger")
              .addAllInput(List.of("head.x", "head.int8", "head.xz"))
              .addOutput("head.product"));
      out.addNode(
          NodeProto.newBuilder()
              .setOpType("Cast")
              .addInput("head.product")
              .addOutput("head.float")
              .addAttribute(number("to", DataType.FLOAT_VALUE)));
      out.addNode(binary("Mul", "head.xs", "head.scale", "head.both"));
      out.addNode(binary("Mul", "head.float", "head.both", head.getOutput(0)));
    }
    return model.toBuilder().setGraph(out).build();
  }

  /** The last MatMul as MatMulNBits with 4 bits in blocks of 16. */
  static ModelProto int4Head(ModelProto model) {
    GraphProto graph = model.getGraph();
    int last = lastMatMul(graph);
    NodeProto head = graph.getNode(last);
    TensorProto weights = initializer(graph, head.getInput(1));
    int rows = (int) weights.getDims(0);
    int columns = (int) weights.getDims(1);
    int block = 16;
    int blocks = rows / block;
    float[] values = new float[rows * columns];
    floats(weights.toBuilder()).get(values);
    byte[] packed = new byte[columns * blocks * block / 2];
    float[] scales = new float[columns * blocks];
    for (int n = 0; n < columns; n++) {
      for (int b = 0; b < blocks; b++) {
        float largest = 0;
        for (int i = 0; i < block; i++) {
          largest = Math.max(largest, Math.abs(values[(b * block + i) * columns + n]));
        }
        float scale = largest / 7;
        scales[n * blocks + b] = scale;
        for (int i = 0; i < block; i++) {
          // without zero points the middle is 8
          int level = Math.round(values[(b * block + i) * columns + n] / scale) + 8;
          packed[(n * blocks + b) * block / 2 + i / 2] |= (byte) (level << (i % 2 * 4));
        }
      }
    }
    GraphProto.Builder out = graph.toBuilder();
    out.addInitializer(
        TensorProto.newBuilder()
            .setName("head.packed")
            .setDataType(DataType.UINT8_VALUE)
            .addDims(columns)
            .addDims(blocks)
            .addDims(block / 2)
            .setRawData(ByteString.copyFrom(packed)));
    out.addInitializer(vector("head.scales", scales));
    out.setNode(
        last,
        NodeProto.newBuilder()
            .setOpType("MatMulNBits")
            .setDomain("com.microsoft")
            .setName("head")
            .addAllInput(List.of(head.getInput(0), "head.packed", "head.scales"))
            .addOutput(head.getOutput(0))
            .addAttribute(number("K", rows))
            .addAttribute(number("N", columns))
            .addAttribute(number("bits", 4))
            .addAttribute(number("block_size", block)));
    return model.toBuilder()
        .setGraph(out)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("com.microsoft").setVersion(1))
        .build();
  }

  // ---- heads

  /** Adds a bias, a scale and a soft cap behind the head. */
  static ModelProto biasScaleAndSoftcap(ModelProto model, float[] bias, float scale, float cap) {
    GraphProto graph = model.getGraph();
    int last = lastMatMul(graph);
    NodeProto head = graph.getNode(last);
    String logits = head.getOutput(0);
    GraphProto.Builder out = graph.toBuilder();
    out.setNode(last, head.toBuilder().setOutput(0, "raw"));
    out.addInitializer(vector("bias", bias));
    out.addInitializer(vector("scale", new float[] {scale}).toBuilder().clearDims());
    out.addInitializer(vector("cap", new float[] {cap}).toBuilder().clearDims());
    out.addNode(binary("Add", "raw", "bias", "biased"));
    out.addNode(binary("Mul", "biased", "scale", "scaled"));
    out.addNode(binary("Div", "scaled", "cap", "small"));
    out.addNode(NodeProto.newBuilder().setOpType("Tanh").addInput("small").addOutput("tanh"));
    out.addNode(binary("Mul", "tanh", "cap", logits));
    return model.toBuilder().setGraph(out).build();
  }

  /** The head as a Gemm over the flattened batch, with the weights in the other orientation. */
  static ModelProto gemmHead(ModelProto model, int vocabulary) {
    GraphProto graph = model.getGraph();
    int last = lastMatMul(graph);
    NodeProto head = graph.getNode(last);
    TensorProto weights = initializer(graph, head.getInput(1));
    int rows = (int) weights.getDims(0);
    float[] values = new float[rows * vocabulary];
    floats(weights.toBuilder()).get(values);
    float[] turned = new float[values.length];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < vocabulary; c++) {
        turned[c * rows + r] = values[r * vocabulary + c];
      }
    }
    GraphProto.Builder out = graph.toBuilder();
    TensorProto.Builder matrix = vector("turned", turned).toBuilder().clearDims();
    out.addInitializer(matrix.addDims(vocabulary).addDims(rows));
    out.addInitializer(vector("bias", new float[vocabulary]));
    out.addInitializer(longs("flat", -1, rows));
    out.setNode(
        last,
        NodeProto.newBuilder()
            .setOpType("Reshape")
            .addInput(head.getInput(0))
            .addInput("flat")
            .addOutput("rows"));
    out.addNode(
        NodeProto.newBuilder()
            .setOpType("Gemm")
            .addAllInput(List.of("rows", "turned", "bias"))
            .addOutput("products")
            .addAttribute(number("transB", 1)));
    out.addNode(NodeProto.newBuilder().setOpType("Shape").addInput("input_ids").addOutput("batch"));
    out.addInitializer(longs("vocabulary", vocabulary));
    out.addNode(
        NodeProto.newBuilder()
            .setOpType("Concat")
            .addInput("batch")
            .addInput("vocabulary")
            .addOutput("full")
            .addAttribute(number("axis", 0)));
    out.addNode(binary("Reshape", "products", "full", head.getOutput(0)));
    return model.toBuilder().setGraph(out).build();
  }

  /** Logits of the last position only. */
  static ModelProto lastPositionOnly(ModelProto model) {
    GraphProto graph = model.getGraph();
    int last = lastMatMul(graph);
    NodeProto head = graph.getNode(last);
    GraphProto.Builder out = graph.toBuilder();
    out.addInitializer(longs("from", -1));
    out.addInitializer(longs("to", Long.MAX_VALUE));
    out.addInitializer(longs("axis", 1));
    out.addNode(last, slice(head.getInput(0)));
    out.setNode(last + 1, head.toBuilder().setInput(0, "picked"));
    // its shape says every position
    for (int i = 0; i < out.getOutputCount(); i++) {
      if (out.getOutput(i).getName().equals(head.getOutput(0))) {
        out.getOutputBuilder(i).getTypeBuilder().getTensorTypeBuilder().clearShape();
      }
    }
    return model.toBuilder().setGraph(out).build();
  }

  private static NodeProto slice(String tensor) {
    return NodeProto.newBuilder()
        .setOpType("Slice")
        .addAllInput(List.of(tensor, "from", "to", "axis"))
        .addOutput("picked")
        .build();
  }

  // ---- interfaces

  /** Every tensor and node under a name that means nothing. */
  static ModelProto renamed(ModelProto model) {
    Map<String, String> names = new HashMap<>(Map.of("", ""));
    UnaryOperator<String> rename =
        name -> names.computeIfAbsent(name, n -> "x" + Integer.toHexString(31 * names.size()));
    GraphProto.Builder graph = model.getGraph().toBuilder().clearValueInfo();
    graph.getInputBuilderList().forEach(v -> v.setName(rename.apply(v.getName())));
    graph.getOutputBuilderList().forEach(v -> v.setName(rename.apply(v.getName())));
    graph.getInitializerBuilderList().forEach(t -> t.setName(rename.apply(t.getName())));
    for (NodeProto.Builder node : graph.getNodeBuilderList()) {
      node.setName(rename.apply("node " + node.getName()));
      for (int i = 0; i < node.getInputCount(); i++) {
        node.setInput(i, rename.apply(node.getInput(i)));
      }
      for (int i = 0; i < node.getOutputCount(); i++) {
        node.setOutput(i, rename.apply(node.getOutput(i)));
      }
    }
    return model.toBuilder().setGraph(graph).build();
  }

  /** A merged decoder: the model in the else branch, a branch that needs a past in the other. */
  static ModelProto merged(ModelProto model, int width, int vocabulary) {
    GraphProto graph = model.getGraph();
    Set<String> outer = new HashSet<>();
    graph.getInputList().forEach(v -> outer.add(v.getName()));
    GraphProto.Builder plain = GraphProto.newBuilder().setName("without");
    plain.addAllNode(graph.getNodeList());
    ValueInfoProto logits = graph.getOutput(0);
    plain.addOutput(logits);
    // the other branch must be legal and must give the same type; it is never taken
    GraphProto.Builder other = GraphProto.newBuilder().setName("with");
    other.addNode(
        NodeProto.newBuilder()
            .setOpType("ReduceMean")
            .addInput("past_key_values.0.key")
            .addOutput("mean")
            .addAttribute(number("keepdims", 0)));
    other.addNode(
        NodeProto.newBuilder()
            .setOpType("Expand")
            .addInput("mean")
            .addInput("any")
            .addOutput("other"));
    other.addOutput(logits.toBuilder().setName("other"));
    GraphProto.Builder out =
        GraphProto.newBuilder()
            .setName("merged")
            .addAllInput(graph.getInputList())
            .addAllInitializer(graph.getInitializerList())
            .addInitializer(longs("any", 1, width, vocabulary))
            .addOutput(logits);
    out.addInput(input("use_cache_branch", DataType.BOOL_VALUE));
    if (!outer.contains("past_key_values.0.key")) {
      ValueInfoProto.Builder past =
          input("past_key_values.0.key", DataType.FLOAT_VALUE).toBuilder();
      past.getTypeBuilder().getTensorTypeBuilder().getShapeBuilder().clearDim();
      for (String dim : List.of("batch", "heads", "past", "head")) {
        past.getTypeBuilder()
            .getTensorTypeBuilder()
            .getShapeBuilder()
            .addDimBuilder()
            .setDimParam(dim);
      }
      out.addInput(past);
    }
    out.addNode(
        NodeProto.newBuilder()
            .setOpType("If")
            .setName("choice")
            .addInput("use_cache_branch")
            .addOutput(logits.getName())
            .addAttribute(branch("then_branch", other.build()))
            .addAttribute(branch("else_branch", plain.build())));
    return model.toBuilder().setGraph(out).build();
  }

  private static AttributeProto branch(String name, GraphProto graph) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.GRAPH)
        .setG(graph)
        .build();
  }

  private static ValueInfoProto input(String name, int type) {
    TypeProto.Builder tensor = TypeProto.newBuilder();
    tensor
        .getTensorTypeBuilder()
        .setElemType(type)
        .getShapeBuilder()
        .addDimBuilder()
        .setDimValue(1);
    return ValueInfoProto.newBuilder().setName(name).setType(tensor).build();
  }

  /** Token ids, mask and positions as int32, cast inside. */
  static ModelProto int32Inputs(ModelProto model) {
    GraphProto.Builder graph = model.getGraph().toBuilder().clearNode();
    Map<String, String> cast = new HashMap<>();
    for (ValueInfoProto.Builder value : graph.getInputBuilderList()) {
      var type = value.getTypeBuilder().getTensorTypeBuilder();
      if (type.getElemType() == DataType.INT64_VALUE) {
        type.setElemType(DataType.INT32_VALUE);
        cast.put(value.getName(), value.getName() + ".wide");
        graph.addNode(
            NodeProto.newBuilder()
                .setOpType("Cast")
                .addInput(value.getName())
                .addOutput(value.getName() + ".wide")
                .addAttribute(number("to", DataType.INT64_VALUE)));
      }
    }
    for (NodeProto node : model.getGraph().getNodeList()) {
      NodeProto.Builder copy = node.toBuilder();
      for (int i = 0; i < node.getInputCount(); i++) {
        copy.setInput(i, cast.getOrDefault(node.getInput(i), node.getInput(i)));
      }
      graph.addNode(copy);
    }
    return model.toBuilder().setGraph(graph).build();
  }

  /** Inputs of one row and {@code length} tokens, and no other shape. */
  static ModelProto fixedShape(ModelProto model, int length) {
    GraphProto.Builder graph = model.getGraph().toBuilder().clearValueInfo();
    for (ValueInfoProto.Builder value : graph.getInputBuilderList()) {
      var shape = value.getTypeBuilder().getTensorTypeBuilder().getShapeBuilder();
      if (shape.getDimCount() == 2) {
        shape.getDimBuilder(0).clearDimParam().setDimValue(1);
        shape.getDimBuilder(1).clearDimParam().setDimValue(length);
      }
    }
    for (ValueInfoProto.Builder value : graph.getOutputBuilderList()) {
      value.getTypeBuilder().getTensorTypeBuilder().clearShape();
    }
    return model.toBuilder().setGraph(graph).build();
  }

  /** Any number of rows of {@code length} tokens, and no other length. */
  static ModelProto fixedLength(ModelProto model, int length) {
    GraphProto.Builder graph = fixedShape(model, length).getGraph().toBuilder();
    for (ValueInfoProto.Builder value : graph.getInputBuilderList()) {
      var shape = value.getTypeBuilder().getTensorTypeBuilder().getShapeBuilder();
      if (shape.getDimCount() == 2) {
        shape.getDimBuilder(0).clearDimValue().setDimParam("batch");
      }
    }
    return model.toBuilder().setGraph(graph).build();
  }

  /** Logits of the first {@code vocabulary} tokens only. */
  static ModelProto slicedVocabulary(ModelProto model, int vocabulary) {
    GraphProto graph = model.getGraph();
    int last = lastMatMul(graph);
    NodeProto head = graph.getNode(last);
    GraphProto.Builder out = graph.toBuilder();
    out.addInitializer(longs("from", 0));
    out.addInitializer(longs("to", vocabulary));
    out.addInitializer(longs("axis", 2));
    out.setNode(last, head.toBuilder().setOutput(0, "all"));
    out.addNode(slice("all").toBuilder().setOutput(0, head.getOutput(0)));
    for (ValueInfoProto.Builder value : out.getOutputBuilderList()) {
      value.getTypeBuilder().getTensorTypeBuilder().clearShape();
    }
    return model.toBuilder().setGraph(out).build();
  }

  /** NaN in the first weight matrix of a block. */
  static ModelProto withNaN(ModelProto model) {
    GraphProto.Builder graph = model.getGraph().toBuilder();
    for (int i = 0; i < graph.getInitializerCount(); i++) {
      TensorProto tensor = graph.getInitializer(i);
      if (tensor.getDataType() == DataType.FLOAT_VALUE
          && tensor.getDimsCount() == 2
          && tensor.getDims(0) == tensor.getDims(1)) {
        ByteBuffer values =
            ByteBuffer.wrap(tensor.getRawData().toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
        values.putFloat(0, Float.NaN);
        graph.setInitializer(i, tensor.toBuilder().setRawData(ByteString.copyFrom(values.array())));
        return model.toBuilder().setGraph(graph).build();
      }
    }
    throw new AssertionError("no square matrix");
  }

  // ---- small things

  static int lastMatMul(GraphProto graph) {
    for (int i = graph.getNodeCount() - 1; i >= 0; i--) {
      if (graph.getNode(i).getOpType().equals("MatMul")) {
        return i;
      }
    }
    throw new AssertionError("no MatMul");
  }

  static TensorProto initializer(GraphProto graph, String name) {
    return graph.getInitializerList().stream()
        .filter(t -> t.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static FloatBuffer floats(TensorProto.Builder tensor) {
    return tensor
        .getRawData()
        .asReadOnlyByteBuffer()
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer();
  }

  private static TensorProto vector(String name, float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(DataType.FLOAT_VALUE)
        .addDims(values.length)
        .setRawData(ByteString.copyFrom(bytes.array()))
        .build();
  }

  private static TensorProto longs(String name, long... values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(DataType.INT64_VALUE)
            .addDims(values.length);
    for (long value : values) {
      tensor.addInt64Data(value);
    }
    return tensor.build();
  }

  private static AttributeProto number(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  private static NodeProto binary(String op, String a, String b, String out) {
    return NodeProto.newBuilder().setOpType(op).addInput(a).addInput(b).addOutput(out).build();
  }
}
