package probe.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A row looked up in a constant table by an index that comes from a graph input.
 *
 * @param node the node that looks up
 * @param table the table's tensor
 * @param source the graph input that the indices come from, or null where they come from shapes
 * @param rows the table's rows
 */
record TokenLookup(int node, String table, @Nullable String source, int rows) {

  // segments of encoders, which also come from a graph input
  private static final int MOST_KINDS_OF_SEGMENTS = 4;

  /** Whether the table tells kinds of segments apart, and not tokens or positions. */
  boolean isSegments() {
    return rows <= MOST_KINDS_OF_SEGMENTS;
  }

  /** All lookups of the graph, in its order. */
  static List<TokenLookup> all(Graph graph, Shapes shapes) {
    List<TokenLookup> out = new ArrayList<>();
    for (int i = 0; i < graph.size(); i++) {
      NodeProto node = graph.node(i);
      if (Ops.isLookup(node.getOpType()) && Graph.intAttribute(node, "axis", 0) == 0) {
        add(graph, shapes, i, node.getInput(0), node.getInput(1), out);
      } else if (node.getOpType().equals("EmbedLayerNormalization")) {
        add(graph, shapes, i, node.getInput(2), node.getInput(0), out);
        if (node.getInputCount() > 8) {
          add(graph, shapes, i, node.getInput(3), node.getInput(8), out);
        }
      }
    }
    return out;
  }

  /** The embedding: the table with as many rows as the head has, else the largest, else null. */
  static @Nullable TokenLookup ofTokens(List<TokenLookup> lookups, int vocabulary) {
    TokenLookup best = null;
    for (TokenLookup lookup : lookups) {
      if (lookup.source() == null || lookup.isSegments()) {
        continue;
      }
      if (lookup.rows() == vocabulary) {
        return lookup;
      }
      if (best == null || lookup.rows() > best.rows()) {
        best = lookup;
      }
    }
    return best;
  }

  private static void add(
      Graph graph, Shapes shapes, int node, String table, String indices, List<TokenLookup> out) {
    // a constant index picks a constant row: no token and no position has a part in it
    if (!graph.isConstant(table) || graph.isConstant(indices)) {
      return;
    }
    long[] shape = shapes.of(table);
    if (shape == null || shape.length != 2) {
      return;
    }
    out.add(new TokenLookup(node, table, source(graph, indices), Math.toIntExact(shape[0])));
  }

  /** The graph input whose values, not whose shape, end up in {@code tensor}. */
  private static @Nullable String source(Graph graph, String tensor) {
    Set<String> seen = new HashSet<>();
    List<String> stack = new ArrayList<>(List.of(tensor));
    while (!stack.isEmpty()) {
      String top = stack.removeLast();
      if (top.isEmpty() || !seen.add(top)) {
        continue;
      }
      if (graph.inputs().containsKey(top)) {
        return top;
      }
      NodeProto maker = graph.maker(top);
      if (maker != null
          && !maker.getOpType().equals("Shape")
          && !maker.getOpType().equals("Size")) {
        stack.addAll(maker.getInputList());
      }
    }
    return null;
  }
}
