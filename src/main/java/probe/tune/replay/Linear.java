package probe.tune.replay;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts a product with a matrix and the bias that follows it into one operation. */
final class Linear {
  private static final String OP = "Linear";

  private final Map<String, TensorProto> initializers = new HashMap<>();
  private final Map<String, Integer> uses = new HashMap<>();
  private final Map<String, NodeProto> adds = new HashMap<>();
  private final Set<String> outputs = new HashSet<>();

  private Linear(GraphProto graph) {
    graph.getInitializerList().forEach(tensor -> initializers.put(tensor.getName(), tensor));
    graph.getOutputList().forEach(output -> outputs.add(output.getName()));
    for (NodeProto node : graph.getNodeList()) {
      for (String input : node.getInputList()) {
        uses.merge(input, 1, Integer::sum);
        if (isPlain(node, "Add")) {
          adds.put(input, node);
        }
      }
    }
  }

  private static boolean isPlain(NodeProto node, String op) {
    return node.getOpType().equals(op) && node.getDomain().isEmpty();
  }

  static void register(Map<String, DeviceOp> ops) {
    ops.put(Rewrites.DOMAIN + "." + OP, DeviceOp.single(Linear::apply));
  }

  private static PtNDArray apply(Call call) {
    // [out, in] is what PyTorch wants; the transpose is a view
    PtNDArray weight = call.torch().own(JniUtils.transpose(call.in(1), 0, 1));
    return JniUtils.linear(call.in(0), weight, call.in(2));
  }

  /**
   * The nodes of {@code graph}, with products and biases as one where nobody else reads between.
   */
  static List<NodeProto> nodes(GraphProto graph) {
    Linear finder = new Linear(graph);
    Map<String, NodeProto> fused = new HashMap<>();
    Set<String> gone = new HashSet<>();
    for (NodeProto node : graph.getNodeList()) {
      NodeProto add = finder.bias(node);
      if (add != null) {
        fused.put(add.getOutput(0), finder.fuse(node, add));
        gone.add(node.getOutput(0));
      }
    }
    List<NodeProto> out = new ArrayList<>();
    for (NodeProto node : graph.getNodeList()) {
      String output = node.getOutputCount() == 0 ? "" : node.getOutput(0);
      if (!gone.contains(output)) {
        out.add(fused.getOrDefault(output, node));
      }
    }
    return out;
  }

  /** The tensor that the product in {@code node} gave before a bias was put to it. */
  static String product(Instruction node) {
    return node.qualified().equals(Rewrites.DOMAIN + "." + OP)
        ? node.node().getName()
        : node.outputs().getFirst();
  }

  private @Nullable NodeProto bias(NodeProto node) {
    if (!isPlain(node, "MatMul")) {
      return null;
    }
    String product = node.getOutput(0);
    NodeProto add = adds.get(product);
    TensorProto weight = initializers.get(node.getInput(1));
    if (add == null
        || weight == null
        || weight.getDimsCount() != 2
        || uses.getOrDefault(product, 0) != 1
        || outputs.contains(product)) {
      return null;
    }
    TensorProto bias = initializers.get(other(add, product));
    return bias != null && bias.getDimsList().equals(List.of(weight.getDims(1))) ? add : null;
  }

  private static String other(NodeProto add, String product) {
    return add.getInput(add.getInput(0).equals(product) ? 1 : 0);
  }

  private NodeProto fuse(NodeProto product, NodeProto add) {
    return NodeProto.newBuilder()
        .setOpType(OP)
        .setDomain(Rewrites.DOMAIN)
        .setName(product.getOutput(0))
        .addAllInput(product.getInputList())
        .addInput(other(add, product.getOutput(0)))
        .addOutput(add.getOutput(0))
        .build();
  }
}
