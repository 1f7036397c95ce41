package probe.onnx.write;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Builds an ONNX file node by node; weights go straight to an external data file, and only small
 * constants stay in the graph.
 */
public final class GraphWriter implements AutoCloseable {
  private static final int OPSET = 20;
  private static final int IR_VERSION = 9;

  private final Path file;
  private final String dataName;
  private final OutputStream data;
  private final GraphProto.Builder graph = GraphProto.newBuilder();
  private long written;
  private int names;

  /** Writes to {@code file}, with weights in {@code file}.data beside it. */
  public GraphWriter(Path file) throws IOException {
    this.file = file;
    this.dataName = file.getFileName() + ".data";
    this.data =
        new BufferedOutputStream(Files.newOutputStream(file.resolveSibling(dataName)), 1 << 20);
    graph.setName("probe");
  }

  /** Declares an int64 input with named dimensions. */
  public String input(String name, String... dims) {
    graph.addInput(value(name, DataType.INT64_VALUE, dims));
    return name;
  }

  /** Declares a float output with named dimensions. */
  public void output(String name, String... dims) {
    graph.addOutput(value(name, DataType.FLOAT_VALUE, dims));
  }

  private static ValueInfoProto value(String name, int type, String... dims) {
    ValueInfoProto.Builder value = ValueInfoProto.newBuilder().setName(name);
    var tensor = value.getTypeBuilder().getTensorTypeBuilder().setElemType(type);
    for (String dim : dims) {
      tensor.getShapeBuilder().addDimBuilder().setDimParam(dim);
    }
    return value.build();
  }

  /** Adds the float32 weight {@code name} of {@code shape}. */
  public String weight(String name, float[] values, long... shape) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    data.write(bytes.array());
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(DataType.FLOAT_VALUE)
            .setDataLocation(TensorProto.DataLocation.EXTERNAL)
            .addExternalData(entry("location", dataName))
            .addExternalData(entry("offset", Long.toString(written)))
            .addExternalData(entry("length", Long.toString(bytes.capacity())));
    for (long n : shape) {
      tensor.addDims(n);
    }
    written += bytes.capacity();
    graph.addInitializer(tensor);
    return name;
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }

  /** Adds a constant vector of whole numbers. */
  public String ints(long... values) {
    TensorProto.Builder tensor = constant(DataType.INT64_VALUE).addDims(values.length);
    for (long value : values) {
      tensor.addInt64Data(value);
    }
    graph.addInitializer(tensor);
    return tensor.getName();
  }

  /** Adds a constant whole number. */
  public String scalar(long value) {
    TensorProto.Builder tensor = constant(DataType.INT64_VALUE).addInt64Data(value);
    graph.addInitializer(tensor);
    return tensor.getName();
  }

  /** Adds a constant number. */
  public String scalar(float value) {
    TensorProto.Builder tensor = constant(DataType.FLOAT_VALUE).addFloatData(value);
    graph.addInitializer(tensor);
    return tensor.getName();
  }

  private TensorProto.Builder constant(int type) {
    return TensorProto.newBuilder().setName("c" + names++).setDataType(type);
  }

  /** Adds a node with one output; returns the output's name. */
  public String node(String op, List<String> inputs, AttributeProto... attributes) {
    String output = op.toLowerCase(java.util.Locale.ROOT) + "_" + names++;
    add(op, inputs, List.of(output), attributes);
    return output;
  }

  /** Adds a node. */
  public void add(
      String op, List<String> inputs, List<String> outputs, AttributeProto... attributes) {
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType(op)
            .setName(outputs.getFirst())
            .addAllInput(inputs)
            .addAllOutput(outputs)
            .addAllAttribute(List.of(attributes)));
  }

  /** A whole-number attribute. */
  public static AttributeProto attribute(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  /** A number attribute. */
  public static AttributeProto attribute(String name, float value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.FLOAT)
        .setF(value)
        .build();
  }

  /** A text attribute. */
  public static AttributeProto attribute(String name, String value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.STRING)
        .setS(com.google.protobuf.ByteString.copyFromUtf8(value))
        .build();
  }

  /** An attribute of several whole numbers. */
  public static AttributeProto attribute(String name, List<Long> values) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INTS)
        .addAllInts(values)
        .build();
  }

  /** Finishes both files. */
  @Override
  public void close() throws IOException {
    data.close();
    ModelProto model =
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .setProducerName("probe")
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
            .setGraph(graph)
            .build();
    Files.write(file, model.toByteArray());
  }
}
