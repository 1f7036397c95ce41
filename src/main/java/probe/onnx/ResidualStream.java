package probe.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The residual stream: the tensors that every path from the token embedding to the head passes.
 *
 * <p>Paths may use additions, norms and reshapes but no weight matrix and no attention (those are
 * the branches that the stream is added to). On what is left, a tensor that no path goes around is
 * a state of the stream. An addition whose other operand was computed from the stream itself ends a
 * branch, and a branch with a product of two activations in it is attention, which opens a block.
 *
 * @param states [blocks] tensors: entry l is the stream after block l, and entry 0 the embedding
 *     sum; the state after the last block is taken after the final norm, where the head reads it
 * @param width width of the states
 * @param spine all tensors that no path goes around, those between the parts of a block too
 * @param last the sum that the last block ends with, which the final norm reads; where the graph
 *     has both in one operator, that operator's output
 */
record ResidualStream(List<State> states, int width, Set<String> spine, String last) {

  /**
   * A tensor of the stream.
   *
   * @param tensor its name
   * @param scale the scale that dequantises it, "" for a float tensor
   * @param zeroPoint its zero point, "" for a float tensor
   */
  record State(String tensor, String scale, String zeroPoint) {}

  int blocks() {
    return states.size();
  }

  /** Follows the stream from {@code tokens} to the head; without a stream it has no blocks. */
  static ResidualStream find(Graph graph, Projections projections, TokenLookup tokens, Head head) {
    ResidualStreamEnds ends = new ResidualStreamEnds(graph, projections);
    for (ResidualStreamEnds.End end : ends.ends(head.lambda().tensor(), head.width())) {
      for (ResidualStreamEnds.End start : ends.starts(tokens, end.width())) {
        Finder finder = new Finder(graph, start.node(), end.tensor());
        List<State> states = finder.find();
        if (!states.isEmpty()) {
          return new ResidualStream(states, start.width(), Set.copyOf(finder.spine()), finder.last);
        }
      }
    }
    return new ResidualStream(List.of(), head.width(), Set.of(), "");
  }

  private static final class Finder {
    private final Graph graph;
    private final int start;
    private final String end;

    /** Tensors on some path, in the order of the graph. */
    private final List<String> path = new ArrayList<>();

    private final Map<String, Integer> rank = new HashMap<>();

    /** Whether any block mixes positions: without attention it is no transformer. */
    private boolean attention;

    /** What the last addition to the stream gives. */
    private String last = "";

    Finder(Graph graph, int start, String end) {
      this.graph = graph;
      this.start = start;
      this.end = end;
    }

    List<State> find() {
      collectPath();
      List<State> states = rank.containsKey(end) ? blocks(spine()) : List.of();
      return attention ? states : List.of();
    }

    private void collectPath() {
      Set<String> forward = new HashSet<>(graph.node(start).getOutputList());
      for (int i = start + 1; i < graph.size(); i++) {
        NodeProto node = graph.node(i);
        for (int slot = 0; slot < node.getInputCount(); slot++) {
          if (Ops.carries(node.getOpType(), slot) && forward.contains(node.getInput(slot))) {
            forward.addAll(node.getOutputList());
            break;
          }
        }
      }
      Set<String> backward = new HashSet<>(Set.of(end));
      for (int i = graph.size() - 1; i > start; i--) {
        NodeProto node = graph.node(i);
        if (Ops.isCarrier(node.getOpType())
            && node.getOutputList().stream().anyMatch(backward::contains)) {
          for (int slot = 0; slot < node.getInputCount(); slot++) {
            if (Ops.carries(node.getOpType(), slot)) {
              backward.add(node.getInput(slot));
            }
          }
        }
      }
      for (int i = start; i < graph.size(); i++) {
        for (String output : graph.node(i).getOutputList()) {
          if (forward.contains(output) && backward.contains(output)) {
            rank.put(output, path.size());
            path.add(output);
          }
        }
      }
    }

    /** Tensors that no edge of the path jumps over. */
    private List<String> spine() {
      List<String> spine = new ArrayList<>();
      int reach = 0;
      for (int at = 0; at < path.size(); at++) {
        if (reach <= at) {
          spine.add(path.get(at));
        }
        for (Graph.Use use : graph.uses(path.get(at))) {
          NodeProto node = graph.node(use.node());
          if (!Ops.carries(node.getOpType(), use.slot())) {
            continue;
          }
          for (String output : node.getOutputList()) {
            reach = Math.max(reach, rank.getOrDefault(output, -1));
          }
        }
        // a second output of the lookup is a second start
        if (at == 0) {
          for (String output : graph.node(start).getOutputList()) {
            reach = Math.max(reach, rank.getOrDefault(output, -1));
          }
        }
      }
      return spine;
    }

    private List<State> blocks(List<String> spine) {
      Map<String, Integer> position = new HashMap<>();
      for (int i = 0; i < spine.size(); i++) {
        position.put(spine.get(i), i);
      }
      List<State> starts = new ArrayList<>();
      int blockStart = -1;
      boolean blockAttends = false;
      // the last addition: which state it was made to, and by what node
      int before = -1;
      NodeProto beforeAdd = null;
      for (int i = 0; i + 1 < spine.size(); i++) {
        NodeProto add = graph.maker(spine.get(i + 1));
        if (add == null || !isAddition(add) || !add.getInputList().contains(spine.get(i))) {
          continue;
        }
        Branch branch = branch(add, spine.get(i), position);
        if (branch.source < 0) {
          continue; // position embeddings and biases come from elsewhere
        }
        last = spine.get(i + 1);
        attention |= branch.attends;
        boolean sameBlock =
            blockStart >= 0 && (!branch.attends || (!blockAttends && branch.source == blockStart));
        if (sameBlock) {
          blockAttends |= branch.attends;
        } else if (beforeAdd != null && blockStart < before && branch.source <= before) {
          // attention that does not read the last sum: it began where that did
          starts.add(state(beforeAdd, spine.get(before)));
          blockStart = before;
          blockAttends = branch.attends;
        } else {
          starts.add(state(add, spine.get(i)));
          blockStart = i;
          blockAttends = branch.attends;
        }
        before = i;
        beforeAdd = add;
      }
      return List.copyOf(starts);
    }

    private static boolean isAddition(NodeProto node) {
      return node.getOpType().equals("Add")
          || node.getOpType().equals("Sum")
          || node.getOpType().equals("QLinearAdd")
          || Ops.isSkipNorm(node.getOpType());
    }

    private static State state(NodeProto add, String tensor) {
      if (!add.getOpType().equals("QLinearAdd")) {
        return new State(tensor, "", "");
      }
      int slot = add.getInputList().indexOf(tensor);
      return new State(tensor, add.getInput(slot + 1), add.getInput(slot + 2));
    }

    /**
     * What is added to the stream.
     *
     * @param source the last state of the spine that it was computed from, -1 for none
     * @param attends whether positions were mixed on the way
     */
    private record Branch(int source, boolean attends) {}

    private Branch branch(NodeProto add, String stream, Map<String, Integer> spine) {
      List<String> stack = new ArrayList<>();
      for (int slot = 0; slot < add.getInputCount(); slot++) {
        if (Ops.carries(add.getOpType(), slot) && !add.getInput(slot).equals(stream)) {
          stack.add(add.getInput(slot));
        }
      }
      int source = -1;
      boolean attends = false;
      BitSet seen = new BitSet(graph.size());
      while (!stack.isEmpty()) {
        String tensor = stack.removeLast();
        Integer at = spine.get(tensor);
        if (at != null) {
          source = Math.max(source, at);
          continue;
        }
        int index = graph.producer(tensor);
        if (index < 0 || seen.get(index)) {
          continue;
        }
        seen.set(index);
        NodeProto node = graph.node(index);
        int sibling = siblingOnSpine(node, spine);
        if (sibling >= 0) {
          source = Math.max(source, sibling);
          continue;
        }
        if (node.getOpType().equals("Shape")) {
          continue;
        }
        attends |= mixesPositions(node);
        stack.addAll(node.getInputList());
      }
      return new Branch(source, attends);
    }

    /** A fused norm also hands on the sum that it normalised: behind it lies the stream itself. */
    private static int siblingOnSpine(NodeProto node, Map<String, Integer> spine) {
      int at = -1;
      for (String output : node.getOutputList()) {
        at = Math.max(at, spine.getOrDefault(output, -1));
      }
      return at;
    }

    private boolean mixesPositions(NodeProto node) {
      if (Ops.isFusedAttention(node.getOpType())) {
        return true;
      }
      int[] slots = Ops.productSlots(node.getOpType());
      return slots.length > 0
          && Arrays.stream(slots)
              .allMatch(s -> s < node.getInputCount() && !graph.isConstant(node.getInput(s)));
    }
  }
}
