package probe.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells weights from other constants by what they meet on their way to the logits.
 *
 * <p>A constant is followed until it meets activations. If it was multiplied with positions before
 * (frequencies of a rotary embedding, slopes of ALiBi), or picked by position and then multiplies
 * activations (cosines and sines) or is added to attention scores (masks), nobody trains it. Rows
 * picked by position and added to the residual stream are position embeddings, which are trained
 * unless they are sines and cosines.
 */
final class WeightRule {
  private static final Set<String> ENDS =
      Set.of(
          "Shape",
          "Size",
          "Equal",
          "Less",
          "LessOrEqual",
          "Greater",
          "GreaterOrEqual",
          "Not",
          "And",
          "Or",
          "IsNaN",
          "IsInf",
          "ArgMax",
          "ArgMin",
          "NonZero");
  private static final Set<String> PRODUCTS =
      Set.of("Mul", "Div", "MatMul", "Gemm", "Einsum", "FusedMatMul", "Pow", "Mod");
  private static final Set<String> SUMS = Set.of("Add", "Sub", "Sum");
  private static final Set<String> BOUNDS = Set.of("Where", "Max", "Min", "Clip", "Mod");

  /** What happened to a constant before it met activations. */
  private enum State {
    PLAIN,
    /** Rows of a matrix were looked up by number. */
    LOOKED_UP,
    /** A part was picked by position or length. */
    PICKED,
    /** It was multiplied with positions or masks. */
    MULTIPLIED
  }

  private record Step(String tensor, State state) {}

  private final Graph graph;
  private final Constants constants;
  private final Activations activations;

  WeightRule(Graph graph, Constants constants, Activations activations) {
    this.graph = graph;
    this.constants = constants;
    this.activations = activations;
  }

  /** Why float constant {@code name} is no weight; null where it is one. */
  @Nullable String reason(String name) {
    Constants.Value value = java.util.Objects.requireNonNull(constants.value(name));
    String reason = "the logits do not depend on it";
    Set<Step> seen = new HashSet<>();
    List<Step> stack = new ArrayList<>(List.of(new Step(name, State.PLAIN)));
    while (!stack.isEmpty()) {
      Step step = stack.removeLast();
      if (!seen.add(step)) {
        continue;
      }
      for (Graph.Use use : graph.uses(step.tensor())) {
        if (!activations.reachLogits(use.node())) {
          continue;
        }
        NodeProto node = graph.node(use.node());
        String why = ending(node, use.slot());
        if (why == null && activations.madeBy(use.node())) {
          why = meeting(node, use.slot(), step.state(), value);
          if (why == null) {
            return null; // one use as a weight makes it one
          }
        } else if (why == null) {
          State next = next(node, use.slot(), step.state());
          node.getOutputList().forEach(output -> stack.add(new Step(output, next)));
          continue;
        }
        reason = why;
      }
    }
    return reason;
  }

  /** Why nothing is to be followed through this input of {@code node}; null where it is. */
  private static @Nullable String ending(NodeProto node, int slot) {
    String op = node.getOpType();
    if (slot < 0) {
      return "it is read inside a loop or branch";
    }
    if (ENDS.contains(op) || (op.equals("Cast") && !isFloat(node))) {
      return "only its shape or a comparison with it is used";
    }
    if (op.equals("Sin") || op.equals("Cos")) {
      return "angles of a rotary or sinusoidal embedding";
    }
    if (slot == 1 && (op.equals("Reshape") || op.equals("Expand") || op.equals("Tile"))) {
      return "it is a shape";
    }
    return FrozenSlots.reason(node, slot);
  }

  private static boolean isFloat(NodeProto cast) {
    int to = (int) Graph.intAttribute(cast, "to", TensorProto.DataType.FLOAT_VALUE);
    probe.tensor.DType dtype = Constants.dtype(to);
    return dtype != null && dtype.isFloat();
  }

  private @Nullable String meeting(NodeProto node, int slot, State state, Constants.Value value) {
    String op = node.getOpType();
    if (BOUNDS.contains(op)) {
      return "it bounds or replaces activations";
    }
    if (state == State.MULTIPLIED) {
      return "it is multiplied with positions or a mask";
    }
    boolean product = PRODUCTS.contains(op);
    if (product && state != State.PLAIN) {
      return "it is picked by position and multiplies activations, as a rotary embedding's cosines"
          + " and sines do";
    }
    if (op.equals("Mul") && isScale(node, slot)) {
      return "scale of a quantised weight";
    }
    int axes = TableValues.axes(value.dims());
    if (op.equals("Mul") && axes > 1 && TableValues.isRotation(value)) {
      return "cosines or sines of a rotary embedding";
    }
    if (!SUMS.contains(op)) {
      return null;
    }
    // rows of buckets by distance, one number per head, are trained
    boolean buckets = state == State.LOOKED_UP && value.dims().length == 2;
    if (!buckets && (state == State.PICKED || axes > 1) && isAddedToScores(node, slot)) {
      return "it is added to attention scores, as masks and linear biases are";
    }
    if (axes > 1 && TableValues.isMask(value)) {
      return "it is a mask";
    }
    return axes > 1 && TableValues.isSinusoidal(value)
        ? "it is a table of sines and cosines"
        : null;
  }

  private boolean isAddedToScores(NodeProto add, int slot) {
    for (int other = 0; other < add.getInputCount(); other++) {
      if (other != slot && activations.areScores(add.getInput(other))) {
        return true;
      }
    }
    return false;
  }

  /** Whether the other factor is a scale that was chosen for the activations. */
  private boolean isScale(NodeProto mul, int slot) {
    NodeProto other = graph.maker(mul.getInput(1 - Math.min(slot, 1)));
    if (other != null && other.getOpType().equals("Cast")) {
      other = graph.maker(other.getInput(0));
    }
    return other != null
        && (other.getOpType().equals("DynamicQuantizeLinear")
            || other.getOpType().equals("MatMulInteger"));
  }

  private State next(NodeProto node, int slot, State state) {
    String op = node.getOpType();
    boolean varies = false;
    for (int other = 0; other < node.getInputCount(); other++) {
      varies |= other != slot && !graph.isConstant(node.getInput(other));
    }
    if (!varies) {
      return state;
    }
    if (state == State.MULTIPLIED) {
      return state;
    }
    if (Ops.isLookup(op)) {
      AttributeProto axis = Graph.attribute(node, "axis");
      boolean rows = axis == null || axis.getI() == 0;
      return rows && state == State.PLAIN ? State.LOOKED_UP : State.PICKED;
    }
    if (op.equals("Slice") || op.equals("GatherND") || op.equals("GatherElements")) {
      return State.PICKED;
    }
    return PRODUCTS.contains(op) || BOUNDS.contains(op) ? State.MULTIPLIED : state;
  }
}
