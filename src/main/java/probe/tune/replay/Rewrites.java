package probe.tune.replay;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.List;

/**
 * Splits an operator that holds a product of activations and a weight: so that a quantised weight
 * is unfolded once, and a low-rank change can follow the product alone.
 */
final class Rewrites {
  /** The domain of operators that exist only here. */
  static final String DOMAIN = "probe";

  private Rewrites() {}

  /** The nodes to run instead of {@code node}. */
  static List<NodeProto> of(NodeProto node) {
    if (!node.getDomain().equals("com.microsoft")) {
      return List.of(node);
    }
    return switch (node.getOpType()) {
      case "MatMulNBits" -> matMul(node);
      case "GatherBlockQuantized" -> gather(node);
      case "Attention" -> attention(node);
      default -> List.of(node);
    };
  }

  /** The product of activations and weight within the attention that gives {@code output}. */
  static String projected(String output) {
    return output + ".projected";
  }

  private static String input(NodeProto node, int slot) {
    return slot < node.getInputCount() ? node.getInput(slot) : "";
  }

  private static NodeProto.Builder without(NodeProto node) {
    return node.toBuilder().clearInput();
  }

  // inputs: activations, weight, scales, zero points, order of groups, bias
  private static List<NodeProto> matMul(NodeProto node) {
    String weight = node.getOutput(0) + ".weight";
    NodeProto unfold =
        without(node)
            .setDomain(DOMAIN)
            .setOpType("DequantizeNBits")
            .addAllInput(node.getInputList().subList(1, Math.min(5, node.getInputCount())))
            .setOutput(0, weight)
            .build();
    NodeProto product =
        without(node)
            .addAllInput(List.of(node.getInput(0), weight, "", "", "", input(node, 5)))
            .build();
    return List.of(unfold, product);
  }

  // inputs: table, indices, scales, zero points
  private static List<NodeProto> gather(NodeProto node) {
    String table = node.getOutput(0) + ".table";
    NodeProto unfold =
        without(node)
            .setDomain(DOMAIN)
            .setOpType("DequantizeBlocks")
            .addAllInput(List.of(node.getInput(0), node.getInput(2), input(node, 3)))
            .setOutput(0, table)
            .build();
    NodeProto lookup = without(node).addAllInput(List.of(table, node.getInput(1))).build();
    return List.of(unfold, lookup);
  }

  // inputs: activations, weight of queries, keys and values, their bias, and the rest
  private static List<NodeProto> attention(NodeProto node) {
    String projected = projected(node.getOutput(0));
    NodeProto product =
        NodeProto.newBuilder()
            .setName(node.getName())
            .setOpType("MatMul")
            .addAllInput(List.of(node.getInput(0), node.getInput(1)))
            .addOutput(projected)
            .build();
    NodeProto rest =
        without(node)
            .addAllInput(List.of(projected, ""))
            .addAllInput(node.getInputList().subList(2, Math.max(2, node.getInputCount())))
            .build();
    return List.of(product, rest);
  }
}
