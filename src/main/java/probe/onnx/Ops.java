package probe.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/** What the finders of structure need to know about operators. */
final class Ops {
  private Ops() {}

  private static final int[] ALL = {};
  private static final int[] FIRST = {0};
  private static final int[] FIRST_TWO = {0, 1};
  // each operand is followed by its scale and its zero point
  private static final int[] QUANTISED_PAIR = {0, 3};

  /**
   * Operators that carry the residual stream on without mixing its channels through a weight matrix
   * or its positions through attention, with the inputs that carry it.
   */
  private static final Map<String, int[]> CARRIERS =
      Map.ofEntries(
          Map.entry("Add", ALL),
          Map.entry("Sub", ALL),
          Map.entry("Mul", ALL),
          Map.entry("Div", ALL),
          Map.entry("Sum", ALL),
          Map.entry("Mean", ALL),
          Map.entry("Max", ALL),
          Map.entry("Min", ALL),
          Map.entry("Where", ALL),
          Map.entry("Concat", ALL),
          Map.entry("Pow", FIRST),
          Map.entry("Neg", FIRST),
          Map.entry("Abs", FIRST),
          Map.entry("Sqrt", FIRST),
          Map.entry("Reciprocal", FIRST),
          Map.entry("Identity", FIRST),
          Map.entry("Cast", FIRST),
          Map.entry("CastLike", FIRST),
          Map.entry("Dropout", FIRST),
          Map.entry("Clip", FIRST),
          Map.entry("Reshape", FIRST),
          Map.entry("Squeeze", FIRST),
          Map.entry("Unsqueeze", FIRST),
          Map.entry("Flatten", FIRST),
          Map.entry("Expand", FIRST),
          Map.entry("Transpose", FIRST),
          Map.entry("Slice", FIRST),
          Map.entry("Split", FIRST),
          Map.entry("Gather", FIRST),
          Map.entry("GatherND", FIRST),
          Map.entry("GatherElements", FIRST),
          Map.entry("ReduceMean", FIRST),
          Map.entry("ReduceSum", FIRST),
          Map.entry("ReduceSumSquare", FIRST),
          Map.entry("ReduceL2", FIRST),
          Map.entry("ReduceMax", FIRST),
          Map.entry("QuantizeLinear", FIRST),
          Map.entry("DequantizeLinear", FIRST),
          Map.entry("LayerNormalization", FIRST),
          Map.entry("RMSNormalization", FIRST),
          Map.entry("SimplifiedLayerNormalization", FIRST),
          Map.entry("SkipLayerNormalization", FIRST_TWO),
          Map.entry("SkipSimplifiedLayerNormalization", FIRST_TWO),
          Map.entry("QLinearAdd", QUANTISED_PAIR),
          Map.entry("QLinearMul", QUANTISED_PAIR));

  /** Operators that only pick or rearrange positions: what lies behind them has the same rows. */
  private static final Set<String> POSITIONAL =
      Set.of(
          "Identity",
          "Reshape",
          "Squeeze",
          "Unsqueeze",
          "Flatten",
          "Slice",
          "Gather",
          "GatherND",
          "Dropout");

  /** Whether {@code node} only picks or rearranges positions, and leaves every row whole. */
  static boolean movesRowsOnly(NodeProto node, Constants constants) {
    if (node.getOpType().equals("Slice")) {
      return slicesPositions(node, constants);
    }
    if (node.getOpType().equals("Gather")) {
      // of [batch, tokens, width], the last axis is no position
      long axis = Graph.intAttribute(node, "axis", 0);
      return axis == 0 || axis == 1 || axis == -2 || axis == -3;
    }
    if (!node.getOpType().equals("Transpose")) {
      return isPositional(node.getOpType());
    }
    AttributeProto perm = Graph.attribute(node, "perm");
    return perm != null
        && perm.getIntsCount() > 0
        && perm.getInts(perm.getIntsCount() - 1) == perm.getIntsCount() - 1;
  }

  /** Whether a Slice leaves the last axis, 2 of [batch, tokens, width], as it is. */
  private static boolean slicesPositions(NodeProto node, Constants constants) {
    AttributeProto attribute = Graph.attribute(node, "axes");
    if (attribute != null) {
      return attribute.getIntsList().stream()
          .allMatch(axis -> axis == 0 || axis == 1 || axis == -2);
    }
    if (node.getInputCount() < 4 || node.getInput(3).isEmpty()) {
      // the first axes, one for each start
      Constants.Value starts = constants.value(node.getInput(1));
      return starts != null && starts.size() <= 2;
    }
    Constants.Value axes = constants.value(node.getInput(3));
    if (axes == null) {
      return false;
    }
    for (int i = 0; i < axes.size(); i++) {
      long axis = axes.dtype().readLong(axes.data(), i);
      if (axis != 0 && axis != 1 && axis != -2) {
        return false;
      }
    }
    return true;
  }

  /** Whole attention layers in one operator. */
  private static final Set<String> FUSED_ATTENTION =
      Set.of(
          "Attention",
          "MultiHeadAttention",
          "GroupQueryAttention",
          "QAttention",
          "PackedAttention",
          "PackedMultiHeadAttention",
          "DecoderMaskedMultiHeadAttention",
          "DecoderMaskedSelfAttention",
          "SparseAttention",
          "PagedAttention",
          "LinearAttention");

  /** Operators that choose a quantisation scale from all the values of a batch. */
  private static final Set<String> SCALED_BY_BATCH =
      Set.of("DynamicQuantizeLinear", "DynamicQuantizeMatMul", "DynamicQuantizeLSTM");

  /** Operators that put activations on a grid of integers, on a fixed one too. */
  private static final Set<String> ROUNDING =
      Set.of("QuantizeLinear", "QLinearMatMul", "QLinearAdd");

  /** Operators that look rows up in a table, given indices. */
  private static final Set<String> LOOKUPS = Set.of("Gather", "GatherBlockQuantized");

  /** Matrix products of two tensors that are both given as inputs, with their two slots. */
  private static final Map<String, int[]> PRODUCTS =
      Map.of(
          "MatMul", FIRST_TWO,
          "FusedMatMul", FIRST_TWO,
          "TransposeMatMul", FIRST_TWO,
          "Einsum", FIRST_TWO,
          "Gemm", FIRST_TWO,
          "MatMulInteger", FIRST_TWO,
          "DynamicQuantizeMatMul", FIRST_TWO,
          "MatMulIntegerToFloat", FIRST_TWO,
          "QLinearMatMul", QUANTISED_PAIR);

  static boolean isCarrier(String op) {
    return CARRIERS.containsKey(op);
  }

  /** Whether input {@code slot} of {@code op} carries the residual stream to its output. */
  static boolean carries(String op, int slot) {
    int[] slots = CARRIERS.get(op);
    if (slots == null) {
      return false;
    }
    return slots.length == 0 || Arrays.stream(slots).anyMatch(s -> s == slot);
  }

  static boolean isPositional(String op) {
    return POSITIONAL.contains(op);
  }

  static boolean isFusedAttention(String op) {
    return FUSED_ATTENTION.contains(op);
  }

  static boolean isScaledByBatch(String op) {
    return SCALED_BY_BATCH.contains(op);
  }

  static boolean roundsActivations(String op) {
    return isScaledByBatch(op) || ROUNDING.contains(op);
  }

  static boolean isLookup(String op) {
    return LOOKUPS.contains(op);
  }

  /** A residual addition and the norm after it in one operator. */
  static boolean isSkipNorm(String op) {
    return op.equals("SkipLayerNormalization") || op.equals("SkipSimplifiedLayerNormalization");
  }

  /** The two factors' slots of a matrix product, or an empty array for any other operator. */
  static int[] productSlots(String op) {
    return PRODUCTS.getOrDefault(op, ALL);
  }
}
