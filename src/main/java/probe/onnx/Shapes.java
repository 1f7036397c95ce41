package probe.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import org.jspecify.annotations.Nullable;

/** Shapes of constants, as far as they follow from initializers without computing anything. */
final class Shapes {
  private final Graph graph;
  private final Constants constants;

  Shapes(Graph graph, Constants constants) {
    this.graph = graph;
    this.constants = constants;
  }

  /** The shape of constant {@code name}, or null where it is not known. */
  long @Nullable [] of(String name) {
    TensorProto tensor = constants.tensor(name);
    if (tensor != null) {
      return Constants.dims(tensor);
    }
    NodeProto maker = graph.maker(name);
    if (maker == null || maker.getInputCount() == 0) {
      return null;
    }
    return switch (maker.getOpType()) {
      case "Identity", "Cast", "CastLike", "DequantizeLinear", "QuantizeLinear", "Mul", "Div" ->
          of(maker.getInput(0));
      case "Transpose" -> transposed(maker);
      default -> null;
    };
  }

  private long @Nullable [] transposed(NodeProto node) {
    long[] shape = of(node.getInput(0));
    if (shape == null) {
      return null;
    }
    AttributeProto perm = Graph.attribute(node, "perm");
    long[] out = new long[shape.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = shape[perm == null ? out.length - 1 - i : (int) perm.getInts(i)];
    }
    return out;
  }
}
