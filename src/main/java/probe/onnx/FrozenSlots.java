package probe.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Inputs of operators that take no weight, whatever is given to them. */
final class FrozenSlots {
  static final String QUANTISED = "quantised";
  private static final String SCALE = "scale or zero point of a quantised weight";
  private static final String ROTARY = "cosines and sines of a rotary embedding";
  private static final String MASK = "bias or mask of attention scores";

  private FrozenSlots() {}

  // of every operator: the slot of a quantised weight, then those of its scales and zero points
  private static final Map<String, int[]> QUANTISED_SLOTS =
      Map.ofEntries(
          Map.entry("MatMulNBits", new int[] {1, 2, 3, 4}),
          Map.entry("MatMulBnb4", new int[] {1, 2}),
          Map.entry("GatherBlockQuantized", new int[] {0, 2, 3}),
          Map.entry("DequantizeLinear", new int[] {0, 1, 2}),
          Map.entry("QuantizeLinear", new int[] {-1, 1, 2}),
          Map.entry("MatMulInteger", new int[] {1, 2, 3}),
          Map.entry("DynamicQuantizeMatMul", new int[] {1, 2, 3}),
          Map.entry("MatMulIntegerToFloat", new int[] {1, 2, 3, 4, 5}),
          Map.entry("QLinearMatMul", new int[] {3, 1, 2, 4, 5, 6, 7}),
          Map.entry("QLinearAdd", new int[] {-1, 1, 2, 3, 4, 5, 6, 7}),
          Map.entry("QLinearMul", new int[] {-1, 1, 2, 3, 4, 5, 6, 7}),
          Map.entry("QAttention", new int[] {1, 3, 4, 6, 7}));

  private static final Map<String, Set<Integer>> ROTARY_SLOTS =
      Map.of(
          "GroupQueryAttention", Set.of(7, 8),
          "PagedAttention", Set.of(8, 9),
          "SparseAttention", Set.of(9, 10));

  private static final Map<String, Set<Integer>> MASK_SLOTS =
      Map.of(
          "GroupQueryAttention", Set.of(10),
          "MultiHeadAttention", Set.of(4, 5),
          "DecoderMaskedMultiHeadAttention", Set.of(3, 4),
          "DecoderMaskedSelfAttention", Set.of(3, 5));

  /** Whether input {@code slot} of {@code node} is a weight in integers. */
  static boolean isQuantised(NodeProto node, int slot) {
    int[] slots = QUANTISED_SLOTS.get(node.getOpType());
    return slots != null && slots[0] == slot;
  }

  /** Why input {@code slot} of {@code node} is no weight; null where it may be one. */
  static @Nullable String reason(NodeProto node, int slot) {
    String op = node.getOpType();
    int[] quantised = QUANTISED_SLOTS.get(op);
    if (quantised != null) {
      for (int i = 0; i < quantised.length; i++) {
        if (quantised[i] == slot) {
          return i == 0 ? QUANTISED : SCALE;
        }
      }
    }
    if ((op.equals("RotaryEmbedding") && slot > 0)
        || ROTARY_SLOTS.getOrDefault(op, Set.of()).contains(slot)) {
      return ROTARY;
    }
    // the standard's Attention takes a mask fourth; ONNX Runtime's takes its bias sixth
    boolean mask =
        op.equals("Attention")
            ? slot == (node.getDomain().isEmpty() ? 3 : 5)
            : MASK_SLOTS.getOrDefault(op, Set.of()).contains(slot);
    return mask ? MASK : null;
  }
}
