package probe.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.List;

/** Tables that are looked up by position, and how long a context they allow. */
final class Positions {
  private final Graph graph;
  private final Constants constants;

  Positions(Graph graph, Constants constants) {
    this.graph = graph;
    this.constants = constants;
  }

  /** Rows at the top of the table that no position reaches (OPT adds 2 to each position). */
  int offset(TokenLookup lookup) {
    NodeProto node = graph.node(lookup.node());
    if (!Ops.isLookup(node.getOpType())) {
      return 0;
    }
    NodeProto maker = graph.maker(node.getInput(1));
    while (maker != null && maker.getInputCount() > 0) {
      if (maker.getOpType().equals("Add")) {
        for (String operand : maker.getInputList()) {
          Double added = constants.scalar(operand);
          if (added != null && added > 0 && added < lookup.rows()) {
            return added.intValue();
          }
        }
        return 0;
      }
      if (!maker.getOpType().equals("Cast") && !Ops.isPositional(maker.getOpType())) {
        return 0;
      }
      maker = graph.maker(maker.getInput(0));
    }
    return 0;
  }

  /** The longest context that fixed sizes of {@code ids} or tables of positions allow, or -1. */
  int limit(
      ModelInput ids, TokenLookup tokens, List<TokenLookup> lookups, List<ModelInput> inputs) {
    int limit = Integer.MAX_VALUE;
    if (ids.dims().length == 2 && ids.dims()[1] > 0) {
      limit = (int) ids.dims()[1];
    }
    for (TokenLookup lookup : lookups) {
      if (lookup.node() != tokens.node() && isPosition(lookup, inputs)) {
        limit = Math.min(limit, lookup.rows() - offset(lookup));
      }
    }
    return limit == Integer.MAX_VALUE ? -1 : limit;
  }

  private static boolean isPosition(TokenLookup lookup, List<ModelInput> inputs) {
    if (lookup.isSegments()) {
      return false;
    }
    if (lookup.source() == null) {
      return true;
    }
    return inputs.stream()
        .anyMatch(
            i ->
                i.name().equals(lookup.source())
                    && (i.role() == InputRole.POSITION_IDS
                        || i.role() == InputRole.ATTENTION_MASK
                        || i.role() == InputRole.CACHE_POSITIONS));
  }
}
