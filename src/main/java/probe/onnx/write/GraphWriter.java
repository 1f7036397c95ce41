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
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import probe.tensor.DType;

/**
 * Builds an ONNX graph node by node. Weights are declared by name and shape; their values are asked
 * for when the file is written, and pass through in blocks.
 */
public final class GraphWriter {
  private static final int OPSET = 20;
  private static final int IR_VERSION = 9;

  private final DType type;
  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("probe");
  private final List<Weight> weights = new ArrayList<>();
  private final Map<String, String> notes = new TreeMap<>();
  private int names;

  /** A graph with weights in float32. */
  public GraphWriter() {
    this(DType.F32);
  }

  /**
   * A graph that computes in float32, with weights stored as {@code type}.
   *
   * @param type F32 or F16
   */
  public GraphWriter(DType type) {
    if (type != DType.F32 && type != DType.F16) {
      throw new IllegalArgumentException("weights are stored as F32 or F16, not " + type);
    }
    this.type = type;
  }

  /** Says {@code value} under {@code key} in the file's metadata. */
  public void note(String key, String value) {
    notes.put(key, value);
  }

  /** Declares an int64 input with named dimensions. */
  public String input(String name, String... dims) {
    graph.addInput(value(name, DataType.INT64_VALUE, dims));
    return name;
  }

  /** Makes what the last node gives, {@code tensor}, the float output {@code name}. */
  public void output(String tensor, String name, String... dims) {
    NodeProto.Builder last = graph.getNodeBuilder(graph.getNodeCount() - 1);
    if (!last.getOutput(0).equals(tensor)) {
      throw new IllegalArgumentException(tensor + " is not what the last node gives");
    }
    last.setName(name).setOutput(0, name);
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

  /** Declares the weight {@code name} of {@code shape}; returns it as float32. */
  public String weight(String name, int... shape) {
    return weight(name, false, shape);
  }

  /** Declares the weight {@code name} [rows, columns]; returns its transpose as float32. */
  public String transposedWeight(String name, int rows, int columns) {
    return weight(name, true, rows, columns);
  }

  private String weight(String name, boolean transposed, int... shape) {
    weights.add(new Weight(name, Arrays.stream(shape).boxed().toList(), transposed));
    return type == DType.F32 ? name : single(name);
  }

  /** Declares the table {@code name} [rows, columns]; returns it as it is stored. */
  public String table(String name, int rows, int columns) {
    weights.add(new Weight(name, List.of(rows, columns), false));
    return name;
  }

  /** Tensor {@code stored}, of the type that weights are stored as, as float32. */
  public String single(String stored) {
    return type == DType.F32
        ? stored
        : node("Cast", List.of(stored), attribute("to", DataType.FLOAT_VALUE));
  }

  /** The weights declared so far, in the order in which they will be asked for. */
  public List<Weight> weights() {
    return Collections.unmodifiableList(weights);
  }

  /** Bytes that the weights will take. */
  public long weightBytes() {
    return weights.stream().mapToLong(Weight::count).sum() * type.bytes();
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

  /** Adds a constant vector of numbers that is no weight. */
  public String floats(float... values) {
    AttributeProto.Builder list =
        AttributeProto.newBuilder()
            .setName("value_floats")
            .setType(AttributeProto.AttributeType.FLOATS);
    for (float value : values) {
      list.addFloats(value);
    }
    return node("Constant", List.of(), list.build());
  }

  private TensorProto.Builder constant(int type) {
    return TensorProto.newBuilder().setName("c" + names++).setDataType(type);
  }

  /** Adds a node with one output; returns the output's name. */
  public String node(String op, List<String> inputs, AttributeProto... attributes) {
    String output = op.toLowerCase(Locale.ROOT) + "_" + names++;
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

  /** Writes the model to {@code file}. */
  public List<StoredWeight> write(Path file, WeightSource source) throws IOException {
    return write(file, source, bytes -> {});
  }

  /**
   * Writes the model to {@code file}, with weights beside it in {@code file}.data where they take
   * more than 1.5 GB.
   *
   * @param progress told the number of bytes of each block of weights
   * @return the weights in the order of {@link #weights}
   * @throws probe.ProbeException if a value is not finite, or too large for the type
   */
  public List<StoredWeight> write(Path file, WeightSource source, LongConsumer progress)
      throws IOException {
    return write(file, source, progress, ModelFile.INLINE_BYTES);
  }

  List<StoredWeight> write(Path file, WeightSource source, LongConsumer progress, long inlineBytes)
      throws IOException {
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(IR_VERSION)
            .setProducerName("probe")
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET));
    notes.forEach(
        (key, value) ->
            model.addMetadataProps(
                StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
    return new ModelFile(model.build(), graph.build(), weights, type)
        .write(file, new WeightBytes(type, source, progress), inlineBytes);
  }
}
