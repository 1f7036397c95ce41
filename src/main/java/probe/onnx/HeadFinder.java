package probe.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import probe.tensor.Matrix;

/** Finds the head: walks back from each output through bias, scale and soft cap to a projection. */
final class HeadFinder {
  private final Graph graph;
  private final Constants constants;
  private final Shapes shapes;

  HeadFinder(Graph graph, Constants constants, Shapes shapes) {
    this.graph = graph;
    this.constants = constants;
    this.shapes = shapes;
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
    String tensor = output;
    while (true) {
      NodeProto node = graph.maker(tensor);
      if (node == null) {
        return null;
      }
      Projection projection = projection(node);
      if (projection != null) {
        return projection.head(output, tensor, steps);
      }
      String op = node.getOpType();
      if (op.equals("Cast")
          || op.equals("QuantizeLinear")
          || op.equals("DequantizeLinear")
          || Ops.isPositional(op)) {
        tensor = node.getInput(0);
      } else if (op.equals("Tanh")) {
        steps.addFirst(new LogitStep.Tanh());
        tensor = node.getInput(0);
      } else if (op.equals("Add") || op.equals("Mul") || op.equals("Div")) {
        Projection integer = op.equals("Mul") ? integerProjection(node) : null;
        if (integer != null) {
          return integer.head(output, tensor, steps);
        }
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

  /** A projection: its node, the slot of its data, its weight's shape and where they are stored. */
  private record Projection(
      HeadFinder finder,
      NodeProto node,
      String data,
      int vocabulary,
      int width,
      @Nullable Matrix weights,
      List<LogitStep> steps) {

    Head head(String logits, String projected, List<LogitStep> later) {
      List<LogitStep> all = new ArrayList<>(steps);
      all.addAll(later);
      return new Head(
          node.getOpType(),
          Graph.describe(node),
          finder.lambda(node, data),
          finder.entry(data),
          projected,
          logits,
          vocabulary,
          width,
          weights,
          List.copyOf(all));
    }
  }

  private @Nullable Projection projection(NodeProto node) {
    return switch (node.getOpType()) {
      case "MatMul", "FusedMatMul", "TransposeMatMul" -> product(node);
      case "Gemm" -> gemm(node);
      case "MatMulNBits", "MatMulBnb4" ->
          new Projection(
              this,
              node,
              node.getInput(0),
              (int) Graph.intAttribute(node, "N", 0),
              (int) Graph.intAttribute(node, "K", 0),
              null,
              bias(node, 5));
      case "DynamicQuantizeMatMul" -> opaque(node, 1, bias(node, 4));
      case "MatMulIntegerToFloat" -> opaque(node, 1, bias(node, 6));
      case "QLinearMatMul" -> opaque(node, 3, List.of());
      default -> null;
    };
  }

  private @Nullable Projection product(NodeProto node) {
    if (!graph.isConstant(node.getInput(1)) || graph.isConstant(node.getInput(0))) {
      return null;
    }
    // a plain MatMul has none of these attributes
    boolean transposed = Graph.intAttribute(node, "transB", 0) != 0;
    List<LogitStep> steps = new ArrayList<>();
    addScale(Graph.floatAttribute(node, "alpha", 1f), steps);
    return stored(node, transposed, steps);
  }

  private static void addScale(float alpha, List<LogitStep> steps) {
    if (alpha != 1f) {
      steps.add(new LogitStep.Scale(alpha));
    }
  }

  private @Nullable Projection gemm(NodeProto node) {
    if (!graph.isConstant(node.getInput(1))
        || graph.isConstant(node.getInput(0))
        || Graph.intAttribute(node, "transA", 0) != 0) {
      return null;
    }
    List<LogitStep> steps = new ArrayList<>();
    addScale(Graph.floatAttribute(node, "alpha", 1f), steps);
    if (node.getInputCount() > 2 && !node.getInput(2).isEmpty()) {
      float[] values = constants.vector(node.getInput(2));
      if (values == null) {
        return null;
      }
      float beta = Graph.floatAttribute(node, "beta", 1f);
      for (int i = 0; i < values.length; i++) {
        values[i] *= beta;
      }
      steps.add(new LogitStep.Bias(values));
    }
    return stored(node, Graph.intAttribute(node, "transB", 0) != 0, steps);
  }

  private @Nullable Projection stored(NodeProto node, boolean transposed, List<LogitStep> steps) {
    long[] shape = shapes.of(node.getInput(1));
    if (shape == null || shape.length != 2) {
      return null;
    }
    Matrix matrix = constants.matrix(node.getInput(1));
    Matrix rows = matrix == null || transposed ? matrix : matrix.transpose();
    return new Projection(
        this,
        node,
        node.getInput(0),
        Math.toIntExact(shape[transposed ? 0 : 1]),
        Math.toIntExact(shape[transposed ? 1 : 0]),
        rows,
        steps);
  }

  private @Nullable Projection opaque(NodeProto node, int weightSlot, List<LogitStep> steps) {
    long[] shape = shapes.of(node.getInput(weightSlot));
    if (shape == null || shape.length != 2 || !graph.isConstant(node.getInput(weightSlot))) {
      return null;
    }
    return new Projection(
        this,
        node,
        node.getInput(0),
        Math.toIntExact(shape[1]),
        Math.toIntExact(shape[0]),
        null,
        steps);
  }

  /** MatMulInteger, Cast, Mul(scale of lambda times scale of gamma): one projection in int8. */
  private @Nullable Projection integerProjection(NodeProto mul) {
    for (int slot = 0; slot < 2; slot++) {
      NodeProto cast = graph.maker(mul.getInput(slot));
      if (cast == null || !cast.getOpType().equals("Cast")) {
        continue;
      }
      NodeProto product = graph.maker(cast.getInput(0));
      if (product != null && product.getOpType().equals("MatMulInteger")) {
        return opaque(product, 1, List.of());
      }
    }
    return null;
  }

  private List<LogitStep> bias(NodeProto node, int slot) {
    if (node.getInputCount() <= slot || node.getInput(slot).isEmpty()) {
      return List.of();
    }
    float[] values = constants.vector(node.getInput(slot));
    return values == null ? List.of() : List.of(new LogitStep.Bias(values));
  }

  /** lambda, with the grid that it lies on where the projection is given integers. */
  private ResidualStream.State lambda(NodeProto projection, String data) {
    String number = beforeQuantisation(data);
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

  /** The float tensor that a quantised projection was given. */
  private String beforeQuantisation(String tensor) {
    NodeProto maker = graph.maker(tensor);
    while (maker != null
        && (maker.getOpType().equals("DynamicQuantizeLinear")
            || maker.getOpType().equals("QuantizeLinear")
            || maker.getOpType().equals("DequantizeLinear"))) {
      tensor = maker.getInput(0);
      maker = graph.maker(tensor);
    }
    return tensor;
  }

  /** The same rows before an export picked the last position or flattened the batch. */
  private String beforePositions(String tensor) {
    NodeProto maker = graph.maker(tensor);
    while (maker != null && Ops.movesRowsOnly(maker)) {
      tensor = maker.getInput(0);
      maker = graph.maker(tensor);
    }
    return tensor;
  }
}
