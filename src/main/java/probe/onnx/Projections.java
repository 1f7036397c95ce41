package probe.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import probe.tensor.Matrix;

/** Recognises products with a weight matrix in all the operators that exporters write them as. */
final class Projections {
  private final Graph graph;
  private final Constants constants;
  private final Shapes shapes;

  Projections(Graph graph, Constants constants, Shapes shapes) {
    this.graph = graph;
    this.constants = constants;
    this.shapes = shapes;
  }

  /**
   * The projection whose float output {@code node} makes, in integers too; null if there is none.
   */
  @Nullable Projection endingAt(NodeProto node) {
    return node.getOpType().equals("Mul") ? inIntegers(node) : of(node);
  }

  /** {@code node} as a projection, or null if it is none. */
  @Nullable Projection of(NodeProto node) {
    return switch (node.getOpType()) {
      case "MatMul", "FusedMatMul", "TransposeMatMul" -> product(node);
      case "Gemm" -> gemm(node);
      case "MatMulNBits", "MatMulBnb4" ->
          new Projection(
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
        node, node.getInput(0), Math.toIntExact(shape[1]), Math.toIntExact(shape[0]), null, steps);
  }

  /** MatMulInteger, Cast, Mul(scale of lambda times scale of gamma): one projection in int8. */
  @Nullable Projection inIntegers(NodeProto mul) {
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

  /** The float tensor that a quantised projection was given. */
  String beforeQuantisation(String tensor) {
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
}
