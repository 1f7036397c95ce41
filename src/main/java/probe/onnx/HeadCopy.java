package probe.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.HashMap;
import java.util.Map;

/**
 * Copies the head so that it reads other rows: the operators that picked or reshaped positions in
 * the export fall away, the rest stays as it was.
 */
final class HeadCopy {
  private static final String PREFIX = "probe.head/";

  private final String prefix;
  private final Graph graph;
  private final Constants constants;
  private final Cut.Builder cut;
  private final String from;
  private final Map<String, String> copies = new HashMap<>();

  /** Prepares a copy in which {@code rows} stands wherever the head reads {@code from}. */
  HeadCopy(Graph graph, Constants constants, Cut.Builder cut, String from, String rows) {
    this(graph, constants, cut, from, rows, PREFIX);
  }

  /** One of several copies in a cut, whose tensors begin with {@code prefix}. */
  HeadCopy(
      Graph graph, Constants constants, Cut.Builder cut, String from, String rows, String prefix) {
    this.prefix = prefix;
    this.graph = graph;
    this.constants = constants;
    this.cut = cut;
    this.from = from;
    copies.put(from, rows);
  }

  /** Copies what leads from {@code from} to {@code tensor}, and returns the copy's name. */
  String upTo(String tensor) {
    String known = copies.get(tensor);
    if (known != null) {
      return known;
    }
    NodeProto node = graph.maker(tensor);
    if (node == null || tensor.isEmpty() || graph.isConstant(tensor) || !comesFrom(tensor)) {
      return tensor;
    }
    if (Ops.movesRowsOnly(node, constants)) {
      String behind = upTo(node.getInput(0));
      copies.put(tensor, behind);
      return behind;
    }
    NodeProto.Builder copy = node.toBuilder();
    if (!node.getName().isEmpty()) {
      copy.setName(prefix + node.getName());
    }
    for (int i = 0; i < node.getInputCount(); i++) {
      copy.setInput(i, upTo(node.getInput(i)));
    }
    for (int i = 0; i < node.getOutputCount(); i++) {
      String output = node.getOutput(i);
      if (!output.isEmpty()) {
        copy.setOutput(i, prefix + output);
        copies.put(output, prefix + output);
      }
    }
    cut.add(copy.build());
    return copies.getOrDefault(tensor, tensor);
  }

  // the head is a handful of nodes, so a plain recursion ends at once
  private boolean comesFrom(String tensor) {
    if (tensor.equals(from)) {
      return true;
    }
    NodeProto node = graph.maker(tensor);
    if (node == null || graph.isConstant(tensor)) {
      return false;
    }
    if (Ops.movesRowsOnly(node, constants)) {
      return comesFrom(node.getInput(0));
    }
    return node.getInputList().stream().anyMatch(this::comesFrom);
  }
}
