package probe.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which tensors depend on what the tokens are, and which of those the logits depend on.
 *
 * <p>Positions, masks and shapes vary from run to run too, but are no activations: what meets only
 * those has no gradient worth following.
 */
final class Activations {
  private static final Set<String> SHAPES = Set.of("Shape", "Size");

  private final Graph graph;
  private final Set<String> dependent = new HashSet<>();
  private final boolean[] reaching;

  /**
   * Follows the tokens through {@code graph}.
   *
   * @param lookups rows that are looked up
   * @param head the head whose logits count, or null for all outputs
   */
  Activations(Graph graph, List<TokenLookup> lookups, @Nullable Head head) {
    this.graph = graph;
    Set<Integer> starts = starts(lookups, head);
    for (int i = 0; i < graph.size(); i++) {
      NodeProto node = graph.node(i);
      if (starts.contains(i) || (!isShape(node) && readsActivation(node))) {
        dependent.addAll(node.getOutputList());
      }
    }
    dependent.remove("");
    this.reaching = reaching(head);
  }

  private Set<Integer> starts(List<TokenLookup> lookups, @Nullable Head head) {
    Set<Integer> starts = new HashSet<>();
    TokenLookup tokens = TokenLookup.ofTokens(lookups, head == null ? -1 : head.vocabulary());
    String source = tokens == null ? null : tokens.source();
    for (TokenLookup lookup : lookups) {
      if (source != null && source.equals(tokenInput(lookup))) {
        starts.add(lookup.node());
      }
    }
    if (starts.isEmpty()) {
      // no text decoder: everything that varies counts
      graph.inputs().keySet().forEach(dependent::add);
    }
    return starts;
  }

  /** The graph input whose numbers are the row numbers, but for clipping and reshaping. */
  private @Nullable String tokenInput(TokenLookup lookup) {
    NodeProto node = graph.node(lookup.node());
    boolean fused = node.getOpType().equals("EmbedLayerNormalization");
    String tensor = node.getInput(fused ? 0 : 1);
    while (!graph.inputs().containsKey(tensor)) {
      NodeProto maker = graph.maker(tensor);
      if (maker == null) {
        return null;
      }
      String op = maker.getOpType();
      if (!op.equals("Cast")
          && !op.equals("Clip")
          && !op.equals("Transpose")
          && !Ops.isPositional(op)) {
        return null;
      }
      tensor = maker.getInput(0);
    }
    return tensor;
  }

  private boolean readsActivation(NodeProto node) {
    return node.getInputList().stream().anyMatch(dependent::contains)
        || Graph.captures(node).stream().anyMatch(dependent::contains);
  }

  private static boolean isShape(NodeProto node) {
    return SHAPES.contains(node.getOpType());
  }

  private boolean[] reaching(@Nullable Head head) {
    List<String> stack = new ArrayList<>();
    if (head != null) {
      stack.add(head.logits());
    } else {
      graph.proto().getOutputList().stream().map(ValueInfoProto::getName).forEach(stack::add);
    }
    boolean[] out = new boolean[graph.size()];
    while (!stack.isEmpty()) {
      int index = graph.producer(stack.removeLast());
      if (index < 0 || out[index]) {
        continue;
      }
      out[index] = true;
      NodeProto node = graph.node(index);
      if (!isShape(node)) {
        stack.addAll(node.getInputList());
        stack.addAll(Graph.captures(node));
      }
    }
    return out;
  }

  /** Whether {@code tensor} depends on the tokens. */
  boolean dependOnTokens(String tensor) {
    return dependent.contains(tensor);
  }

  /** Whether what node {@code index} makes depends on the tokens. */
  boolean madeBy(int index) {
    return graph.node(index).getOutputList().stream().anyMatch(dependent::contains);
  }

  /** Whether the logits depend on what node {@code index} makes, by more than its shape. */
  boolean reachLogits(int index) {
    return reaching[index];
  }

  /** Whether {@code tensor} holds products of queries and keys: of two activations. */
  boolean areScores(String tensor) {
    Set<String> seen = new HashSet<>();
    List<String> stack = new ArrayList<>(List.of(tensor));
    while (!stack.isEmpty()) {
      String top = stack.removeLast();
      NodeProto maker = graph.maker(top);
      if (maker == null || !dependent.contains(top) || !seen.add(top)) {
        continue;
      }
      if (isProductOfActivations(maker)) {
        return true;
      }
      switch (maker.getOpType()) {
        case "Add",
            "Sub",
            "Mul",
            "Div",
            "Where",
            "Cast",
            "Identity",
            "Reshape",
            "Transpose",
            "Squeeze",
            "Unsqueeze",
            "Tanh" ->
            stack.addAll(maker.getInputList());
        default -> {}
      }
    }
    return false;
  }

  /** Whether {@code node} mixes positions: a matrix product of two activations, or attention. */
  boolean isProductOfActivations(NodeProto node) {
    if (Ops.isFusedAttention(node.getOpType())) {
      return true;
    }
    int[] slots = Ops.productSlots(node.getOpType());
    if (slots.length == 0) {
      return false;
    }
    for (int slot : slots) {
      if (slot >= node.getInputCount() || !dependent.contains(node.getInput(slot))) {
        return false;
      }
    }
    return true;
  }
}
