package probe.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;

/** Tables that are looked up by position. */
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
}
