package probe.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Finds out what each input of the graph is for, by what the graph does with it. */
final class Inputs {
  static final int BOOL = DataType.BOOL_VALUE;

  private static final Set<String> BROADCASTS =
      Set.of(
          "Expand",
          "Tile",
          "Cast",
          "Reshape",
          "Unsqueeze",
          "Squeeze",
          "Slice",
          "Transpose",
          "QuantizeLinear",
          "DequantizeLinear");

  private final Graph graph;
  private final List<TokenLookup> lookups;
  private final TokenLookup tokens;

  private Inputs(Graph graph, List<TokenLookup> lookups, TokenLookup tokens) {
    this.graph = graph;
    this.lookups = lookups;
    this.tokens = tokens;
  }

  static List<ModelInput> byRole(Graph graph, List<TokenLookup> lookups, TokenLookup tokens) {
    Inputs finder = new Inputs(graph, lookups, tokens);
    List<ModelInput> out = new ArrayList<>();
    for (ValueInfoProto input : graph.inputs().values()) {
      out.add(describe(input, finder.role(input)));
    }
    return out;
  }

  static ModelInput describe(ValueInfoProto input, InputRole role) {
    var type = input.getType().getTensorType();
    List<Dimension> shape = type.getShape().getDimList();
    long[] dims = new long[shape.size()];
    List<String> symbols = new ArrayList<>();
    for (int i = 0; i < dims.length; i++) {
      boolean fixed = shape.get(i).hasDimValue() && shape.get(i).getDimValue() > 0;
      dims[i] = fixed ? shape.get(i).getDimValue() : -1;
      symbols.add(fixed ? "" : shape.get(i).getDimParam());
    }
    return new ModelInput(input.getName(), role, type.getElemType(), dims, List.copyOf(symbols));
  }

  private InputRole role(ValueInfoProto input) {
    String name = input.getName();
    if (name.equals(tokens.source())) {
      return InputRole.TOKEN_IDS;
    }
    int type = input.getType().getTensorType().getElemType();
    int rank = input.getType().getTensorType().getShape().getDimCount();
    boolean whole = type == DataType.INT64_VALUE || type == DataType.INT32_VALUE;
    if (!whole && type != BOOL && rank >= 3) {
      // the branch of a merged decoder that was taken reads no past
      boolean unused = graph.uses(name).isEmpty() && rank >= 4;
      return unused || concatenated(name) ? InputRole.PAST : InputRole.UNKNOWN;
    }
    Signs signs = signs(name);
    if (signs.lengths) {
      return InputRole.SEQUENCE_LENGTHS;
    }
    if (signs.total) {
      return InputRole.TOTAL_LENGTH;
    }
    if (rank == 2) {
      return rankTwo(name, whole, signs);
    }
    if (type == BOOL) {
      return InputRole.USE_CACHE;
    }
    if (whole && rank == 1 && !input.getType().getTensorType().getShape().getDim(0).hasDimValue()) {
      return InputRole.CACHE_POSITIONS;
    }
    return whole && rank <= 1 ? InputRole.LOGITS_TO_KEEP : InputRole.UNKNOWN;
  }

  private InputRole rankTwo(String name, boolean whole, Signs signs) {
    if (!whole || signs.cumulative) {
      return InputRole.ATTENTION_MASK;
    }
    for (TokenLookup lookup : lookups) {
      // two or so kinds of segments, as encoders have them
      if (name.equals(lookup.source()) && lookup.isSegments()) {
        return InputRole.TOKEN_TYPES;
      }
    }
    if (signs.angles) {
      return InputRole.POSITION_IDS;
    }
    return InputRole.ATTENTION_MASK;
  }

  /** Past keys and values are joined to the new ones, or go into a fused attention. */
  private boolean concatenated(String name) {
    Set<String> seen = new HashSet<>();
    List<String> stack = new ArrayList<>(List.of(name));
    while (!stack.isEmpty()) {
      String tensor = stack.removeLast();
      if (!seen.add(tensor)) {
        continue;
      }
      for (Graph.Use use : graph.uses(tensor)) {
        NodeProto node = graph.node(use.node());
        String op = node.getOpType();
        if (op.equals("Concat") || Ops.isFusedAttention(op)) {
          return true;
        }
        if (op.equals("Cast")
            || op.equals("Transpose")
            || op.equals("Split")
            || Ops.isPositional(op)) {
          stack.addAll(node.getOutputList());
        }
      }
    }
    // GPT-2 exports read only the shape of an unused past
    return name.toLowerCase(Locale.ROOT).contains("past");
  }

  /** What an integer input was seen to be used for. */
  private static final class Signs {
    /** summed up along the sequence: a mask that positions are made from. */
    boolean cumulative;

    /** turned into angles, or used as row numbers of a table: positions. */
    boolean angles;

    boolean lengths;
    boolean total;
  }

  private Signs signs(String name) {
    Signs signs = new Signs();
    Set<String> seen = new HashSet<>();
    List<String> stack = new ArrayList<>(List.of(name));
    while (!stack.isEmpty()) {
      String tensor = stack.removeLast();
      if (!seen.add(tensor)) {
        continue;
      }
      for (Graph.Use use : graph.uses(tensor)) {
        NodeProto node = graph.node(use.node());
        if (note(node, use.slot(), signs)) {
          stack.addAll(node.getOutputList());
        }
      }
    }
    return signs;
  }

  /** Notes what {@code node} does with its input; true if what it makes is to be followed. */
  private boolean note(NodeProto node, int slot, Signs signs) {
    switch (node.getOpType()) {
      case "CumSum" -> signs.cumulative = true;
      case "Sin", "Cos" -> signs.angles = true;
      // the standard's operator takes positions last, ONNX Runtime's own takes them second
      case "RotaryEmbedding" -> signs.angles |= slot == (node.getDomain().isEmpty() ? 3 : 1);
      case "Gather", "GatherBlockQuantized", "GatherND", "GatherElements" ->
          signs.angles |= slot == 1 && isBroadcastConstant(node.getInput(0));
      case "EmbedLayerNormalization" -> signs.angles |= slot == 8;
      case "GroupQueryAttention" -> {
        signs.lengths |= slot == 5;
        signs.total |= slot == 6;
        signs.angles |= slot == 9;
      }
      case "MatMul", "Einsum" -> {
        // positions times inverse frequencies, which no token or mask has a part in
        return isBroadcastConstant(node.getInput(1 - Math.min(slot, 1)));
      }
      case "Cast",
          "Mul",
          "Add",
          "Sub",
          "Div",
          "Concat",
          "Expand",
          "Transpose",
          "Max",
          "Min",
          "Clip",
          "Where",
          "ScatterND",
          "Tile",
          "QuantizeLinear",
          "DequantizeLinear" -> {
        return true;
      }
      default -> {
        return Ops.isPositional(node.getOpType()) && slot == 0;
      }
    }
    return false;
  }

  /** A constant, or one that was only broadcast to the batch. */
  private boolean isBroadcastConstant(String tensor) {
    while (!graph.isConstant(tensor)) {
      NodeProto maker = graph.maker(tensor);
      if (maker == null || !BROADCASTS.contains(maker.getOpType())) {
        return false;
      }
      tensor = maker.getInput(0);
    }
    return true;
  }
}
