package probe.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where a residual stream begins and ends: at the token embedding and at the head, or one
 * projection further in, for models that change the width there (OPT 350M) or transform lambda
 * before the head.
 */
final class ResidualStreamEnds {
  /**
   * One end.
   *
   * @param node node that the stream starts at, or -1 for the far end
   * @param tensor tensor that it ends at, or "" for the near end
   * @param width width of the stream there
   */
  record End(int node, String tensor, int width) {}

  private final Graph graph;
  private final Projections projections;

  ResidualStreamEnds(Graph graph, Projections projections) {
    this.graph = graph;
    this.projections = projections;
  }

  /** The lookup itself, then the first projection behind it. */
  List<End> starts(TokenLookup tokens, int width) {
    List<End> out = new ArrayList<>(List.of(new End(tokens.node(), "", width)));
    Set<String> reached = new HashSet<>(graph.node(tokens.node()).getOutputList());
    for (int i = tokens.node() + 1; i < graph.size(); i++) {
      NodeProto node = graph.node(i);
      Projection projection = projections.endingAt(node);
      if (projection != null
          && reached.contains(projections.beforeQuantisation(projection.data()))) {
        out.add(new End(i, "", projection.outWidth()));
        return out;
      }
      for (int slot = 0; slot < node.getInputCount(); slot++) {
        if (Ops.carries(node.getOpType(), slot) && reached.contains(node.getInput(slot))) {
          reached.addAll(node.getOutputList());
        }
      }
    }
    return out;
  }

  /** lambda itself, then what the only projection before it reads. */
  List<End> ends(String lambda, int width) {
    List<End> out = new ArrayList<>(List.of(new End(-1, lambda, width)));
    Projection before = onlyProjectionBefore(lambda);
    if (before != null) {
      out.add(new End(-1, projections.beforeQuantisation(before.data()), before.inWidth()));
    }
    return out;
  }

  private @Nullable Projection onlyProjectionBefore(String tensor) {
    Projection found = null;
    Set<String> seen = new HashSet<>();
    List<String> stack = new ArrayList<>(List.of(tensor));
    while (!stack.isEmpty()) {
      String top = stack.removeLast();
      NodeProto node = graph.maker(top);
      if (node == null || graph.isConstant(top) || !seen.add(top)) {
        continue;
      }
      Projection projection = projections.endingAt(node);
      if (projection == null) {
        stack.addAll(node.getInputList());
      } else if (found != null && !found.node().equals(projection.node())) {
        return null;
      } else {
        found = projection;
      }
    }
    return found;
  }
}
