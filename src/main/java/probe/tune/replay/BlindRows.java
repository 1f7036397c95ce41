package probe.tune.replay;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Rows of attention scores in which every key is hidden, such as those of padding behind a sliding
 * window.
 *
 * <p>Their softmax is no number. A graph replaces it, but a gradient of 0 times no number is no
 * number either, and would spread to every weight: here none flows through such rows.
 */
final class BlindRows {
  private static final String OP = "SoftmaxOfBlindRows";

  private BlindRows() {}

  static void register(Map<String, DeviceOp> ops) {
    ops.put(
        Rewrites.DOMAIN + "." + OP,
        DeviceOp.single(
            c -> softmax(c.torch(), c.in(0), c.axis(-1), c.torch().number(Double.NaN))));
  }

  /**
   * {@code nodes} of {@code graph}; where a softmax is tested for NaN, it gets an operator of its
   * own.
   */
  static List<NodeProto> nodes(GraphProto graph, List<NodeProto> nodes) {
    Set<String> tested = new HashSet<>();
    for (NodeProto node : graph.getNodeList()) {
      if (node.getOpType().equals("IsNaN")) {
        tested.add(node.getInput(0));
      }
    }
    List<NodeProto> out = new ArrayList<>();
    for (NodeProto node : nodes) {
      boolean blind = isAlongTheLast(node) && tested.contains(node.getOutput(0));
      out.add(blind ? node.toBuilder().setDomain(Rewrites.DOMAIN).setOpType(OP).build() : node);
    }
    return out;
  }

  /** Whether {@code node} is a softmax along the last of the four axes of scores, in any opset. */
  private static boolean isAlongTheLast(NodeProto node) {
    if (!node.getOpType().equals("Softmax")) {
      return false;
    }
    long axis = new Attributes(node).integer("axis", 0);
    return axis == -1 || axis == 3;
  }

  /** The softmax along {@code axis}, with {@code nothing} in rows that are -infinity throughout. */
  static PtNDArray softmax(Torch torch, PtNDArray scores, int axis, PtNDArray nothing) {
    PtNDArray largest = torch.own(JniUtils.max(scores, axis, true));
    PtNDArray hidden = torch.number(Double.NEGATIVE_INFINITY);
    PtNDArray seen = torch.own(JniUtils.neq(largest, hidden));
    PtNDArray finite = torch.own(JniUtils.where(seen, scores, torch.number(0)));
    PtNDArray shares = torch.own(JniUtils.softmax(finite, axis, finite.getDataType()));
    return JniUtils.where(seen, shares, nothing);
  }
}
