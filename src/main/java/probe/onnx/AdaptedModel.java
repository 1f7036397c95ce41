package probe.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import probe.ProbeException;
import probe.tensor.DType;

/**
 * A model with an adapter applied, its own files untouched.
 *
 * <p>Float weights are merged into a temporary file that their initializers point to. Beside a
 * quantised layer come nodes that add the change; they belong into the flat graph only after its
 * structure was found, which they would hide.
 */
final class AdaptedModel {
  private final OnnxFile base;
  private final AdapterFit fit;
  private final AdapterData data = new AdapterData();

  AdaptedModel(OnnxFile base, AdapterFit fit) {
    this.base = base;
    this.fit = fit;
    for (LinearLayer layer : fit.quantised().values()) {
      NodeProto maker = new Graph(fit.graph().graph()).maker(layer.output());
      if (layer.role() == LinearLayer.Role.HEAD
          || (maker != null && maker.getOpType().equals("QLinearMatMul"))) {
        data.delete();
        throw ProbeException.input(
            "the adapter changes %s, whose products are integers or logits; an adapter of a quantised model must leave it out"
                .formatted(layer.module()));
      }
    }
  }

  /** The base with merged weights. */
  OnnxFile merged() {
    try {
      WeightValues values = fit.merged();
      WeightEncoder encoder = new WeightEncoder(values);
      GraphProto.Builder graph = fit.graph().model().getGraph().toBuilder();
      Map<String, Weight.Copy> copies = new HashMap<>();
      Map<String, Weight> weights = new HashMap<>();
      for (Weight weight : fit.graph().weights()) {
        if (values.has(weight)) {
          weight.copies().forEach(c -> copies.put(c.initializer(), c));
          weight.copies().forEach(c -> weights.put(c.initializer(), weight));
        }
      }
      for (TensorProto.Builder tensor : graph.getInitializerBuilderList()) {
        fill(tensor, tensor.getName(), copies, weights, encoder);
      }
      for (NodeProto.Builder node : graph.getNodeBuilderList()) {
        if (node.getOpType().equals("Constant") && copies.containsKey(node.getOutput(0))) {
          inline(node, copies, weights, encoder);
        }
      }
      return base.with(fit.graph().model().toBuilder().setGraph(graph).build());
    } catch (RuntimeException e) {
      data.delete();
      throw e;
    }
  }

  private void fill(
      TensorProto.Builder tensor,
      String name,
      Map<String, Weight.Copy> copies,
      Map<String, Weight> weights,
      WeightEncoder encoder) {
    Weight.Copy copy = copies.get(name);
    DType dtype = Constants.dtype(tensor.getDataType());
    if (copy == null || dtype == null) {
      return;
    }
    Weight weight = java.util.Objects.requireNonNull(weights.get(name));
    data.put(
        tensor,
        weight.size() * dtype.bytes(),
        out -> encoder.fill(weight, copy.transposed(), dtype, out));
  }

  /** Constant nodes take no external data. */
  private static void inline(
      NodeProto.Builder node,
      Map<String, Weight.Copy> copies,
      Map<String, Weight> weights,
      WeightEncoder encoder) {
    String name = node.getOutput(0);
    Weight weight = java.util.Objects.requireNonNull(weights.get(name));
    Weight.Copy copy = java.util.Objects.requireNonNull(copies.get(name));
    TensorProto.Builder tensor = node.getAttributeBuilder(0).getTBuilder();
    DType dtype = Constants.dtype(tensor.getDataType());
    if (dtype == null) {
      throw ProbeException.model("weight " + name + " is a list of numbers; export it again");
    }
    MemorySegment bytes =
        MemorySegment.ofArray(new byte[Math.toIntExact(weight.size() * dtype.bytes())]);
    encoder.fill(weight, copy.transposed(), dtype, bytes);
    tensor
        .clearFloatData()
        .clearDoubleData()
        .clearInt32Data()
        .setRawData(ByteString.copyFrom(bytes.asByteBuffer()));
  }

  /** Whether there are quantised layers to change. */
  boolean addsNodes() {
    return !fit.quantised().isEmpty();
  }

  /** {@code flat} with the changes of quantised layers added to what those give. */
  ModelProto withProducts(ModelProto flat) {
    if (!addsNodes()) {
      return flat;
    }
    Graph graph = new Graph(flat.getGraph());
    Map<String, List<NodeProto>> additions = new HashMap<>();
    GraphProto.Builder out = flat.getGraph().toBuilder().clearNode();
    fit.quantised()
        .forEach(
            (delta, layer) ->
                additions.put(layer.output(), product(delta, layer, floatType(graph, layer), out)));
    Set<String> renamed = new HashSet<>(additions.keySet());
    for (NodeProto node : flat.getGraph().getNodeList()) {
      List<NodeProto> after = new ArrayList<>();
      NodeProto.Builder copy = node.toBuilder();
      for (int i = 0; i < node.getOutputCount(); i++) {
        if (renamed.contains(node.getOutput(i))) {
          copy.setOutput(i, node.getOutput(i) + ".base");
          after.addAll(java.util.Objects.requireNonNull(additions.get(node.getOutput(i))));
        }
      }
      out.addNode(copy).addAllNode(after);
    }
    return flat.toBuilder().setGraph(out).build();
  }

  private List<NodeProto> product(
      LoraDelta delta, LinearLayer layer, int type, GraphProto.Builder graph) {
    String name = layer.output() + ".lora";
    float[] a = MergedWeights.transpose(delta.a(), delta.rank(), delta.in());
    float[] b = MergedWeights.transpose(delta.b(), delta.out(), delta.rank());
    for (int i = 0; i < b.length; i++) {
      b[i] = (float) (b[i] * fit.scale());
    }
    graph.addInitializer(matrix(name + "_a", type, delta.in(), delta.rank(), a));
    graph.addInitializer(matrix(name + "_b", type, delta.rank(), delta.out(), b));
    return List.of(
        Cut.node("MatMul", List.of(layer.input(), name + "_a"), name + ".down"),
        Cut.node("MatMul", List.of(name + ".down", name + "_b"), name + ".up"),
        // the layer's own node may be called after its output
        Cut.node("Add", List.of(layer.output() + ".base", name + ".up"), layer.output()).toBuilder()
            .setName(name + ".sum")
            .build());
  }

  private TensorProto matrix(String name, int type, int rows, int columns, float[] values) {
    DType dtype = java.util.Objects.requireNonNull(Constants.dtype(type));
    TensorProto.Builder tensor =
        TensorProto.newBuilder().setName(name).setDataType(type).addDims(rows).addDims(columns);
    data.put(
        tensor,
        (long) values.length * dtype.bytes(),
        out -> {
          for (int i = 0; i < values.length; i++) {
            dtype.writeFloat(out, i, values[i]);
          }
        });
    return tensor.build();
  }

  /** The type that a layer computes in: that of its scales. */
  private static int floatType(Graph graph, LinearLayer layer) {
    NodeProto maker = graph.maker(layer.output());
    List<String> stack =
        new ArrayList<>(
            maker == null ? List.of() : maker.getInputList().subList(1, maker.getInputCount()));
    while (!stack.isEmpty()) {
      String tensor = stack.removeFirst();
      if (tensor.isEmpty() || !graph.isConstant(tensor)) {
        continue;
      }
      TensorProto stored = graph.initializer(tensor);
      DType dtype = stored == null ? null : Constants.dtype(stored.getDataType());
      if (stored != null && dtype != null && dtype.isFloat()) {
        return stored.getDataType();
      }
      NodeProto before = graph.maker(tensor);
      if (before != null) {
        if (before.getOpType().equals("Cast")) {
          return (int) Graph.intAttribute(before, "to", DataType.FLOAT_VALUE);
        }
        stack.addAll(before.getInputList());
      }
    }
    return DataType.FLOAT_VALUE;
  }

  /** Removes the merged weights; the model cannot be opened afterwards. */
  void delete() {
    data.delete();
  }
}
