package probe.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where attention mixes positions: probabilities times values.
 *
 * @param node the node's number in the graph
 * @param probabilities the tensor [.., queries, keys] that multiplies the values, or null where one
 *     operator holds all of it
 * @param values the tensor that holds the values
 * @param heads query heads
 * @param headDim numbers of a head
 * @param valueAt where in {@code values} the first token has number j of head h
 * @param output what comes of it
 * @param outputAt where in {@code output} the first token has number j of head h
 */
record Mixing(
    int node,
    @Nullable String probabilities,
    String values,
    int heads,
    int headDim,
    Place valueAt,
    String output,
    Place outputAt) {

  /** An element, by head and number within it. */
  @FunctionalInterface
  interface Place {
    long of(int head, int j);
  }

  /**
   * The mixing that node {@code index} does; null where it does none.
   *
   * @throws probe.ProbeException where it does, in a way that is not known
   */
  static @Nullable Mixing at(
      int index, Graph graph, Activations activations, Set<String> stream, Sample sample) {
    NodeProto node = graph.node(index);
    if (!activations.reachLogits(index) || !activations.isProductOfActivations(node)) {
      return null;
    }
    if (Ops.isFusedAttention(node.getOpType())) {
      return new FusedHeads(node, index, sample).find();
    }
    boolean first = holdsScores(node.getInput(0), graph, activations, stream);
    boolean second = holdsScores(node.getInput(1), graph, activations, stream);
    if (first == second) {
      return null; // queries times keys, or a product of something else
    }
    boolean plain =
        (node.getOpType().equals("MatMul") || node.getOpType().equals("FusedMatMul"))
            && Graph.intAttribute(node, "transA", 0) == 0
            && Graph.intAttribute(node, "transB", 0) == 0
            && Graph.floatAttribute(node, "alpha", 1f) == 1f;
    long[] values = sample.dims(node.getInput(1));
    long[] output = sample.dims(node.getOutput(0));
    if (!plain || second || values == null || output == null || values.length < 3) {
      throw ValueOutput.unknown(node, "multiplies values in a form that is not known");
    }
    return product(node, index, values, output);
  }

  private static Mixing product(NodeProto node, int index, long[] values, long[] output) {
    int rank = output.length;
    long tokens = values[values.length - 2];
    long width = values[values.length - 1];
    long rows = output[rank - 2];
    long heads = 1;
    for (int i = 0; i < rank - 2; i++) {
      heads *= output[i];
    }
    return new Mixing(
        index,
        node.getInput(0),
        node.getInput(1),
        Math.toIntExact(heads),
        Math.toIntExact(width),
        (head, j) -> shared(head, output, values) * tokens * width + j,
        node.getOutput(0),
        (head, j) -> head * rows * width + j);
  }

  /** The matrix of values that matrix {@code head} of the output is made with. */
  private static long shared(int head, long[] output, long[] values) {
    long at = 0;
    long rest = head;
    long step = 1;
    for (int i = 0; i < output.length - 2; i++) {
      int axis = output.length - 3 - i;
      long here = rest % output[axis];
      rest /= output[axis];
      int own = axis - output.length + values.length;
      if (own >= 0) {
        at += values[own] == 1 ? 0 : here * step;
        step *= values[own];
      }
    }
    return at;
  }

  /** Whether a product of two activations lies behind {@code tensor}, within the same block. */
  private static boolean holdsScores(
      String tensor, Graph graph, Activations activations, Set<String> stream) {
    Set<String> seen = new HashSet<>();
    List<String> stack = new ArrayList<>(List.of(tensor));
    while (!stack.isEmpty()) {
      String top = stack.removeLast();
      NodeProto maker = graph.maker(top);
      if (maker == null
          || !activations.dependOnTokens(top)
          || stream.contains(top)
          || !seen.add(top)) {
        continue;
      }
      if (activations.isProductOfActivations(maker)) {
        return true;
      }
      stack.addAll(maker.getInputList());
    }
    return false;
  }
}
