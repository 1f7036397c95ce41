package probe.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.InvalidProtocolBufferException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import probe.Sha256;

/**
 * A model cut down to the nodes that some wanted tensors need.
 *
 * <p>Nodes that feed nothing must go: ONNX Runtime runs them all the same.
 *
 * @param model the serialised graph, a few kilobytes: its weights are external data
 * @param inputs names of the inputs that are left, {@link #ROWS} among them
 * @param outputs names of the wanted tensors, float32 [rows, d] or [rows, V]
 */
public record Cut(byte[] model, List<String> inputs, List<String> outputs) {
  /** Input, int64 [rows]: the wanted rows of the flattened batch, row * tokens + position. */
  public static final String ROWS = "probe.rows";

  /** Input, float [n, d] of the head alone. */
  public static final String LAMBDA = "probe.lambda";

  /** Output name of the logits. */
  public static final String LOGITS = "probe.logits";

  /** Output name of the stream after block {@code layer}. */
  public static String hidden(int layer) {
    return "probe.hidden." + layer;
  }

  /** Output name of the stream after block {@code layer} and a copy of the final norm. */
  public static String normed(int layer) {
    return "probe.normed." + layer;
  }

  /** Output name of embedding rows. */
  public static final String EMBEDDING = "probe.embedding";

  /** What the external data is relative to. */
  public static Path folder() {
    return RealPaths.root();
  }

  /**
   * The same graph with {@code weights}, float32 constants of it, as inputs that each run feeds.
   */
  public Cut withInputs(Set<String> weights) {
    ModelProto.Builder out;
    try {
      out = ModelProto.parseFrom(model).toBuilder();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a graph that was just written cannot be read", e);
    }
    GraphProto graph = out.getGraph();
    List<String> fed = new ArrayList<>(inputs);
    GraphProto.Builder open = out.getGraphBuilder().clearNode().clearInitializer();
    for (TensorProto tensor : graph.getInitializerList()) {
      if (weights.contains(tensor.getName())) {
        fed.add(tensor.getName());
        open.addInput(input(tensor.getName(), tensor.getDimsList()));
      } else {
        open.addInitializer(tensor);
      }
    }
    for (NodeProto node : graph.getNodeList()) {
      if (node.getOpType().equals("Constant") && weights.contains(node.getOutput(0))) {
        fed.add(node.getOutput(0));
        open.addInput(input(node.getOutput(0), node.getAttribute(0).getT().getDimsList()));
      } else {
        open.addNode(node);
      }
    }
    return new Cut(out.build().toByteArray(), List.copyOf(fed), outputs);
  }

  private static ValueInfoProto input(String name, List<Long> dims) {
    TypeProto.Builder type = TypeProto.newBuilder();
    TypeProto.Tensor.Builder tensor = type.getTensorTypeBuilder();
    tensor.setElemType(TensorProto.DataType.FLOAT_VALUE).getShapeBuilder();
    dims.forEach(dim -> tensor.getShapeBuilder().addDimBuilder().setDimValue(dim));
    return ValueInfoProto.newBuilder().setName(name).setType(type).build();
  }

  /** The graph without the name of a temporary file in it: the same from run to run. */
  public byte[] stableModel() {
    // one character per byte, so that every other byte stays what it is
    String text = new String(model, StandardCharsets.ISO_8859_1);
    return AdapterData.withoutName(text).getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Hash of the graph, which holds no weights. */
  public String sha256() {
    return Sha256.of(stableModel());
  }

  /** Adds nodes to a flat model, then keeps what the outputs need. */
  static final class Builder {
    private final ModelProto flat;
    private final List<NodeProto> added = new ArrayList<>();
    private final List<ValueInfoProto> inputs = new ArrayList<>();
    private final List<TensorProto> initializers = new ArrayList<>();
    private final List<String> outputs = new ArrayList<>();

    Builder(ModelProto flat) {
      this.flat = flat;
    }

    Builder input(String name, int type, String... dims) {
      TypeProto.Builder tensor = TypeProto.newBuilder();
      tensor.getTensorTypeBuilder().setElemType(type).getShapeBuilder();
      for (String dim : dims) {
        tensor.getTensorTypeBuilder().getShapeBuilder().addDimBuilder().setDimParam(dim);
      }
      inputs.add(ValueInfoProto.newBuilder().setName(name).setType(tensor).build());
      return this;
    }

    Builder add(NodeProto node) {
      added.add(node);
      return this;
    }

    /** Flattens {@code tensor} to [all rows, width]. */
    Builder flatten(String tensor, int width, String out) {
      String shape = out + ".shape";
      initializers.add(
          TensorProto.newBuilder()
              .setName(shape)
              .setDataType(TensorProto.DataType.INT64_VALUE)
              .addDims(2)
              .addInt64Data(-1)
              .addInt64Data(width)
              .build());
      return add(node("Reshape", List.of(tensor, shape), out));
    }

    /** Picks {@link #ROWS} of the flattened {@code tensor}. */
    Builder gather(String tensor, int width, String out) {
      return flatten(tensor, width, out + ".flat")
          .add(node("Gather", List.of(out + ".flat", ROWS), out));
    }

    /** Makes {@code tensor} an output called {@code name}, as float32. */
    Builder output(String tensor, String name) {
      add(cast(tensor, TensorProto.DataType.FLOAT_VALUE, name));
      outputs.add(name);
      return this;
    }

    Cut build() {
      GraphProto graph = flat.getGraph();
      List<NodeProto> nodes = new ArrayList<>(graph.getNodeList());
      nodes.addAll(added);
      Set<String> needed = new HashSet<>(outputs);
      boolean[] keep = new boolean[nodes.size()];
      for (int i = nodes.size() - 1; i >= 0; i--) {
        NodeProto node = nodes.get(i);
        if (node.getOutputList().stream().anyMatch(needed::contains)) {
          keep[i] = true;
          needed.addAll(node.getInputList());
          needed.addAll(Graph.captures(node));
        }
      }
      GraphProto.Builder out = GraphProto.newBuilder().setName("probe");
      for (int i = 0; i < keep.length; i++) {
        if (keep[i]) {
          out.addNode(nodes.get(i));
        }
      }
      Set<String> stored = new HashSet<>();
      for (TensorProto tensor : concat(graph.getInitializerList(), initializers)) {
        if (needed.contains(tensor.getName()) && stored.add(tensor.getName())) {
          out.addInitializer(tensor);
        }
      }
      List<String> fed = new ArrayList<>();
      for (ValueInfoProto input : concat(graph.getInputList(), inputs)) {
        if (needed.contains(input.getName()) && !stored.contains(input.getName())) {
          out.addInput(input);
          fed.add(input.getName());
        }
      }
      for (String output : outputs) {
        TypeProto.Builder type = TypeProto.newBuilder();
        type.getTensorTypeBuilder().setElemType(TensorProto.DataType.FLOAT_VALUE);
        out.addOutput(ValueInfoProto.newBuilder().setName(output).setType(type));
      }
      ModelProto model = flat.toBuilder().setGraph(out).build();
      return new Cut(model.toByteArray(), List.copyOf(fed), List.copyOf(outputs));
    }

    private static <T> List<T> concat(List<T> a, List<T> b) {
      List<T> out = new ArrayList<>(a);
      out.addAll(b);
      return out;
    }
  }

  static NodeProto node(String op, List<String> inputs, String output) {
    return NodeProto.newBuilder()
        .setOpType(op)
        .setName(output)
        .addAllInput(inputs)
        .addOutput(output)
        .build();
  }

  static NodeProto cast(String input, int type, String output) {
    return node("Cast", List.of(input), output).toBuilder()
        .addAttribute(
            AttributeProto.newBuilder()
                .setName("to")
                .setType(AttributeProto.AttributeType.INT)
                .setI(type))
        .build();
  }
}
