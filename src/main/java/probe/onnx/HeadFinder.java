package probe.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the head: walks back from each output through bias, scale and soft cap to a projection. */
final class HeadFinder {
  private final Graph graph;
  private final Constants constants;
  private final Projections projections;

  HeadFinder(Graph graph, Constants constants, Projections projections) {
    this.graph = graph;
    this.constants = constants;
    this.projections = projections;
  }

  /** The head with the largest vocabulary among all outputs; null where no output has one. */
  @Nullable Head find() {
    Head best = null;
    for (ValueInfoProto output : graph.proto().getOutputList()) {
      Head head = trace(output.getName());
      if (head != null && (best == null || head.vocabulary() > best.vocabulary())) {
        best = head;
      }
    }
    return best;
  }

  private @Nullable Head trace(String output) {
    // steps are met from last to first
    List<LogitStep> steps = new ArrayList<>();
    String logits = output;
    String tensor = output;
    while (true) {
      NodeProto node = graph.maker(tensor);
      if (node == null) {
        return null;
      }
      Projection projection = projections.endingAt(node);
      if (projection != null) {
        return head(projection, logits, tensor, steps);
      }
      String op = node.getOpType();
      NodeProto normaliser = steps.isEmpty() ? normaliser(node) : null;
      if (normaliser != null) {
        // the graph gives probabilities; what they are made of are the logits
        logits = normaliser.getInput(0);
        tensor = logits;
        continue;
      }
      if (op.equals("Cast")
          || op.equals("QuantizeLinear")
          || op.equals("DequantizeLinear")
          || (!op.equals("Transpose") && Ops.movesRowsOnly(node, constants))) {
        tensor = node.getInput(0);
      } else if (op.equals("Tanh")) {
        steps.addFirst(new LogitStep.Tanh());
        tensor = node.getInput(0);
      } else if (op.equals("Add") || op.equals("Mul") || op.equals("Div")) {
        int fixed = graph.isConstant(node.getInput(1)) ? 1 : 0;
        if (!graph.isConstant(node.getInput(fixed)) || (op.equals("Div") && fixed == 0)) {
          return null;
        }
        LogitStep step = step(op, node.getInput(fixed));
        if (step == null) {
          return null;
        }
        steps.addFirst(step);
        tensor = node.getInput(1 - fixed);
      } else {
        return null;
      }
    }
  }

  /** The operator that ends with {@code node} and makes probabilities or their logarithms. */
  private @Nullable NodeProto normaliser(NodeProto node) {
    return switch (node.getOpType()) {
      case "Softmax", "LogSoftmax" -> node;
      case "Log" -> {
        NodeProto before = graph.maker(node.getInput(0));
        yield before != null && before.getOpType().equals("Softmax") ? before : null;
      }
      case "Sub" -> {
        NodeProto sum = graph.maker(node.getInput(1));
        yield sum != null
                && sum.getOpType().equals("ReduceLogSumExp")
                && sum.getInput(0).equals(node.getInput(0))
            ? node
            : null;
      }
      default -> null;
    };
  }

  private @Nullable LogitStep step(String op, String constant) {
    Double scalar = constants.scalar(constant);
    if (op.equals("Add")) {
      float[] values =
          scalar == null ? constants.vector(constant) : new float[] {scalar.floatValue()};
      return values == null ? null : new LogitStep.Bias(values);
    }
    if (scalar == null) {
      return null; // a vector here is a norm's weight: this output is a state, not logits
    }
    return new LogitStep.Scale(op.equals("Mul") ? scalar : 1 / scalar);
  }

  private Head head(Projection projection, String logits, String projected, List<LogitStep> later) {
    List<LogitStep> steps = new ArrayList<>(projection.steps());
    steps.addAll(later);
    return new Head(
        projection.node().getOpType(),
        Graph.describe(projection.node()),
        lambda(projection.node(), projection.data()),
        entry(projection.data()),
        projected,
        logits,
        projection.outWidth(),
        projection.inWidth(),
        projection.weights(),
        List.copyOf(steps));
  }

  /** lambda, with the grid that it lies on where the projection is given integers. */
  private ResidualStream.State lambda(NodeProto projection, String data) {
    String number = projections.beforeQuantisation(data);
    boolean integers = projection.getOpType().equals("QLinearMatMul") && number.equals(data);
    return new ResidualStream.State(
        beforePositions(number),
        integers ? projection.getInput(1) : "",
        integers ? projection.getInput(2) : "");
  }

  /**
   * What identity rows can be fed to: past a static grid, but before a scale is chosen from them.
   */
  private String entry(String data) {
    NodeProto maker = graph.maker(data);
    return maker != null && maker.getOpType().equals("DynamicQuantizeLinear")
        ? maker.getInput(0)
        : data;
  }

  /** The same rows before an export picked the last position or flattened the batch. */
  private String beforePositions(String tensor) {
    NodeProto maker = graph.maker(tensor);
    while (maker != null && Ops.movesRowsOnly(maker, constants)) {
      tensor = maker.getInput(0);
      maker = graph.maker(tensor);
    }
    return tensor;
  }
}
