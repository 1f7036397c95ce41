package probe.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import probe.ProbeException;
import probe.tensor.DType;

/**
 * The product of values and outputs, unfactorised: a graph whose attention also adds sum over heads
 * A_h x M_h, with the head's probabilities A_h, the states x that its values are made of, and a
 * matrix M_h [d, d] that starts at 0.
 */
public final class ValueOutputProduct {
  private static final String PREFIX = "probe.value_output.";
  // what a protobuf can hold, with some room for the rest
  private static final long MOST_BYTES = 1_900_000_000L;
  private static final int AXES_AS_INPUT = 13;

  private final TrainableGraph model;
  private final ValueOutput attention;
  private final GraphProto flat;
  private final Graph graph;
  private final Map<String, List<NodeProto>> additions = new HashMap<>();
  private final List<TensorProto> initializers = new ArrayList<>();

  private ValueOutputProduct(TrainableGraph model) {
    this.model = model;
    this.attention = ValueOutput.of(model);
    this.flat = model.graph();
    this.graph = new Graph(flat);
  }

  /** The name of M [heads, d, d] of {@code layer}. */
  public static String name(ValueOutput.Layer layer) {
    return PREFIX + layer.index();
  }

  /** Whether {@code weight} is an M. */
  public static boolean isProduct(Weight weight) {
    return weight.name().startsWith(PREFIX);
  }

  /**
   * {@code model} with such matrices in every attention; {@code model} itself where it has them.
   *
   * @throws ProbeException if an attention keeps its probabilities to itself, or the matrices are
   *     too large for a file
   */
  public static TrainableGraph addTo(TrainableGraph model) {
    return model.weights().stream().anyMatch(ValueOutputProduct::isProduct)
        ? model
        : new ValueOutputProduct(model).added();
  }

  private TrainableGraph added() {
    long bytes = 0;
    for (ValueOutput.Layer layer : attention.layers()) {
      if (layer.probabilities().isEmpty()) {
        throw ProbeException.model(
            "%s: %s is attention in one operator, which shows no probabilities that another product could share; take an export without fused attention"
                .formatted(model.file().path(), layer.node()));
      }
      bytes += (long) layer.heads() * layer.value().in() * layer.output().out() * Float.BYTES;
    }
    if (bytes > MOST_BYTES) {
      throw ProbeException.model(
          "%s: the products of all heads have %,d bytes, over protobuf's limit of 2 GiB; take a smaller model"
              .formatted(model.file().path(), bytes));
    }
    attention.layers().forEach(this::add);
    GraphProto.Builder out = flat.toBuilder().clearNode().addAllInitializer(initializers);
    for (NodeProto node : flat.getNodeList()) {
      NodeProto.Builder copy = node.toBuilder();
      List<NodeProto> after = List.of();
      for (int i = 0; i < node.getOutputCount(); i++) {
        List<NodeProto> added = additions.get(node.getOutput(i));
        if (added != null) {
          copy.setOutput(i, base(node.getOutput(i)));
          after = added;
        }
      }
      out.addNode(copy).addAllNode(after);
    }
    ModelProto edited = model.found().flat().toBuilder().setGraph(out).build();
    return TrainableGraph.of(model.file().with(edited));
  }

  private static String base(String output) {
    return output + ".base";
  }

  private void add(ValueOutput.Layer layer) {
    String name = name(layer);
    int in = layer.value().in();
    int out = layer.output().out();
    matrix(layer, name, in, out);
    String output = withBias(layer.output().output());
    numbers(name + ".zero", 0);
    numbers(name + ".one", 1);
    numbers(name + ".last", -1);
    numbers(name + ".last_two", -2);
    numbers(name + ".end", Integer.MAX_VALUE);
    numbers(name + ".heads", -1, layer.heads());
    numbers(name + ".width", in);
    String a = layer.probabilities();
    List<NodeProto> nodes = new ArrayList<>();
    // some exports put batch and heads into one axis, or positions of all rows
    nodes.add(Cut.node("Shape", List.of(a), name + ".sizes"));
    nodes.add(sizes(name, ".sizes", ".last_two", ".end", ".matrix"));
    nodes.add(joined(List.of(name + ".heads", name + ".matrix"), name + ".by_head"));
    nodes.add(Cut.node("Reshape", List.of(a, name + ".by_head"), name + ".a"));
    // as many states as keys: with a past there are fewer, and no way to tell theirs
    nodes.add(Cut.node("Shape", List.of(name + ".a"), name + ".a_sizes"));
    nodes.add(sizes(name, ".a_sizes", ".zero", ".one", ".batch"));
    nodes.add(sizes(name, ".a_sizes", ".last", ".end", ".keys"));
    nodes.add(
        joined(
            List.of(name + ".batch", name + ".one", name + ".keys", name + ".width"),
            name + ".by_row"));
    nodes.add(Cut.node("Reshape", List.of(layer.value().input(), name + ".by_row"), name + ".x"));
    nodes.add(Cut.node("MatMul", List.of(name + ".x", name), name + ".xm"));
    nodes.add(Cut.node("MatMul", List.of(name + ".a", name + ".xm"), name + ".mixed"));
    nodes.add(sum(name));
    nodes.add(Cut.node("Shape", List.of(base(output)), name + ".shape"));
    nodes.add(Cut.node("Reshape", List.of(name + ".sum", name + ".shape"), name + ".added"));
    // the node that gave this output until now may be called after it
    NodeProto last = Cut.node("Add", List.of(base(output), name + ".added"), output);
    nodes.add(last.toBuilder().setName(name + ".output").build());
    additions.put(output, nodes);
  }

  private static NodeProto sizes(String name, String of, String from, String to, String out) {
    return Cut.node(
        "Slice", List.of(name + of, name + from, name + to, name + ".zero"), name + out);
  }

  private static NodeProto joined(List<String> parts, String out) {
    return Cut.node("Concat", parts, out).toBuilder().addAttribute(number("axis", 0)).build();
  }

  private NodeProto sum(String name) {
    NodeProto.Builder sum =
        Cut.node("ReduceSum", List.of(name + ".mixed"), name + ".sum").toBuilder()
            .addAttribute(number("keepdims", 0));
    if (model.opset("") >= AXES_AS_INPUT) {
      return sum.addInput(name + ".one").build();
    }
    return sum.addAttribute(
            AttributeProto.newBuilder()
                .setName("axes")
                .setType(AttributeProto.AttributeType.INTS)
                .addInts(1))
        .build();
  }

  private static AttributeProto number(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  private void numbers(String name, long... values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(DataType.INT64_VALUE)
            .addDims(values.length);
    for (long value : values) {
      tensor.addInt64Data(value);
    }
    initializers.add(tensor.build());
  }

  private void matrix(ValueOutput.Layer layer, String name, int in, int out) {
    int type = new FloatTypes(graph).of(layer.value().input());
    DType dtype = java.util.Objects.requireNonNull(Constants.dtype(type));
    int bytes = Math.toIntExact((long) layer.heads() * in * out * dtype.bytes());
    initializers.add(
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(type)
            .addDims(layer.heads())
            .addDims(in)
            .addDims(out)
            .setRawData(ByteString.copyFrom(new byte[bytes]))
            .build());
  }

  /** {@code product}, or what a bias makes of it: what comes after the two stays in one piece. */
  private String withBias(String product) {
    List<Graph.Use> uses = graph.uses(product);
    if (uses.size() == 1) {
      Graph.Use use = uses.getFirst();
      NodeProto node = graph.node(use.node());
      if (node.getOpType().equals("Add") && graph.isConstant(node.getInput(1 - use.slot()))) {
        return node.getOutput(0);
      }
    }
    return product;
  }
}
