package probe.tune.replay;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.List;
import java.util.Set;

/**
 * One node, ready to run.
 *
 * @param opset version of the node's domain that the graph was written for
 * @param inputs names, "" where an optional input is left out
 */
record Instruction(
    NodeProto node, long opset, Attributes attributes, List<String> inputs, List<String> outputs) {

  static Instruction of(NodeProto node, long opset) {
    return new Instruction(
        node, opset, new Attributes(node), node.getInputList(), node.getOutputList());
  }

  /** The same, with "" for outputs that are not among {@code read}. */
  Instruction withOutputs(Set<String> read) {
    List<String> kept = outputs.stream().map(name -> read.contains(name) ? name : "").toList();
    return kept.equals(outputs) ? this : new Instruction(node, opset, attributes, inputs, kept);
  }

  String op() {
    return node.getOpType();
  }

  /**
   * The name under which an operator is looked up first: with its domain, if that is not ONNX's.
   */
  String qualified() {
    return isStandard() ? op() : node.getDomain() + "." + op();
  }

  boolean isStandard() {
    return node.getDomain().isEmpty() || node.getDomain().equals("ai.onnx");
  }

  /** How messages name the node. */
  String describe() {
    return node.getName().isEmpty()
        ? op() + " -> " + node.getOutput(0)
        : op() + " " + node.getName();
  }
}
