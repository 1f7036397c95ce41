package probe.tune.replay;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A graph of one node with random inputs, which depend on its description alone. */
final class OneNode {
  private final NodeProto.Builder node = NodeProto.newBuilder().setName("node");
  private final List<@Nullable HostTensor> inputs = new ArrayList<>();
  private final List<TensorProto> stored = new ArrayList<>();
  private final Set<Integer> constant = new HashSet<>();
  private final Random random;
  private String label;
  private long opset = 17;

  private OneNode(String domain, String op) {
    node.setOpType(op).setDomain(domain);
    label = (domain.isEmpty() ? "" : domain + ".") + op;
    random = new Random(label.hashCode());
    outputs("y");
  }

  /** An operator of ONNX, opset 17. */
  static OneNode of(String op) {
    return new OneNode("", op);
  }

  /** An operator of ONNX, {@code opset}. */
  static OneNode of(String op, long opset) {
    OneNode out = new OneNode("", op);
    out.opset = opset;
    out.label += "-" + opset;
    return out;
  }

  /** An operator of ONNX Runtime's own. */
  static OneNode microsoft(String op) {
    return new OneNode("com.microsoft", op);
  }

  /** A float input, standard normal. */
  OneNode normal(long... dims) {
    return feed(HostTensor.fill(1, dims, i -> random.nextGaussian(), i -> 0));
  }

  /** A float input between 0.5 and 2. */
  OneNode positive(long... dims) {
    return feed(HostTensor.fill(1, dims, i -> 0.5 + 1.5 * random.nextDouble(), i -> 0));
  }

  /** An input of int64. */
  OneNode longs(HostTensor values) {
    return feed(values);
  }

  /** An input of int64, one-dimensional. */
  OneNode longs(long... values) {
    return feed(HostTensor.vector(values));
  }

  /** An input of true and false, about as many of each. */
  OneNode bools(long... dims) {
    return feed(HostTensor.fill(DataType.BOOL_VALUE, dims, i -> 0, i -> random.nextInt(2)));
  }

  OneNode feed(HostTensor value) {
    inputs.add(value);
    node.addInput("x" + (inputs.size() - 1));
    label += Arrays.toString(value.dims());
    return this;
  }

  /** A float input through which no gradient needs to flow. */
  OneNode frozen(HostTensor value) {
    constant.add(inputs.size());
    return feed(value);
  }

  /** The last input is one through which no gradient needs to flow. */
  OneNode frozen() {
    constant.add(inputs.size() - 1);
    return this;
  }

  /** An initializer. */
  OneNode store(TensorProto tensor) {
    String name = "x" + inputs.size();
    stored.add(tensor.toBuilder().setName(name).build());
    inputs.add(null);
    node.addInput(name);
    label += tensor.getDimsList();
    return this;
  }

  /** An initializer of int64. */
  OneNode store(long... values) {
    return store(
        TensorProto.newBuilder()
            .setDataType(DataType.INT64_VALUE)
            .addDims(values.length)
            .addAllInt64Data(Arrays.stream(values).boxed().toList())
            .build());
  }

  /** An optional input that is left out. */
  OneNode none() {
    inputs.add(null);
    node.addInput("");
    label += "[-]";
    return this;
  }

  OneNode with(String name, long value) {
    return with(name, " " + value, a -> a.setType(AttributeType.INT).setI(value));
  }

  OneNode with(String name, double value) {
    return with(name, " " + value, a -> a.setType(AttributeType.FLOAT).setF((float) value));
  }

  OneNode with(String name, String value) {
    return with(
        name,
        " " + value,
        a ->
            a.setType(AttributeType.STRING)
                .setS(com.google.protobuf.ByteString.copyFromUtf8(value)));
  }

  OneNode with(String name, long[] values) {
    return with(
        name,
        " " + Arrays.toString(values),
        a -> a.setType(AttributeType.INTS).addAllInts(Arrays.stream(values).boxed().toList()));
  }

  OneNode with(String name, TensorProto value) {
    return with(name, " tensor", a -> a.setType(AttributeType.TENSOR).setT(value));
  }

  private OneNode with(
      String name, String text, java.util.function.Consumer<AttributeProto.Builder> value) {
    AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name);
    value.accept(attribute);
    node.addAttribute(attribute);
    label += " " + name + text;
    return this;
  }

  /** Names of the outputs, "" for one that is left out. */
  OneNode outputs(String... names) {
    node.clearOutput().addAllOutput(Arrays.asList(names));
    return this;
  }

  Random random() {
    return random;
  }

  NodeProto node() {
    return node.build();
  }

  long opset() {
    return opset;
  }

  List<@Nullable HostTensor> inputs() {
    return inputs;
  }

  /** The outputs that are not left out. */
  List<String> outputs() {
    return node.getOutputList().stream().filter(name -> !name.isEmpty()).toList();
  }

  /** Whether PyTorch can hold input {@code slot} with a gradient. */
  boolean isReal(int slot) {
    HostTensor value = inputs.get(slot);
    return value != null && value.isReal();
  }

  /** Whether a gradient should reach input {@code slot}. */
  boolean isDifferentiable(int slot) {
    return isReal(slot) && !constant.contains(slot);
  }

  ModelProto model() {
    GraphProto.Builder graph = GraphProto.newBuilder().setName("one").addNode(node);
    for (int i = 0; i < inputs.size(); i++) {
      HostTensor value = inputs.get(i);
      if (value != null) {
        graph.addInput(describe("x" + i, value));
      }
    }
    graph.addAllInitializer(stored);
    outputs().forEach(name -> graph.addOutput(ValueInfoProto.newBuilder().setName(name)));
    return ModelProto.newBuilder()
        .setIrVersion(opset < 21 ? 8 : opset < 23 ? 10 : 11)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("com.microsoft").setVersion(1))
        .setGraph(graph)
        .build();
  }

  private static ValueInfoProto describe(String name, HostTensor value) {
    TypeProto.Builder type = TypeProto.newBuilder();
    type.getTensorTypeBuilder().setElemType(value.type()).getShapeBuilder();
    for (long dim : value.dims()) {
      type.getTensorTypeBuilder().getShapeBuilder().addDimBuilder().setDimValue(dim);
    }
    return ValueInfoProto.newBuilder().setName(name).setType(type).build();
  }

  @Override
  public String toString() {
    return label;
  }
}
