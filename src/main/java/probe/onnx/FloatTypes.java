package probe.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import probe.tensor.DType;

/** The float type that a graph computes a tensor in, from the constants that it meets. */
final class FloatTypes {
  private final Graph graph;

  FloatTypes(Graph graph) {
    this.graph = graph;
  }

  /** ONNX's number of the type of {@code tensor}, which is one of floats. */
  int of(String tensor) {
    Set<String> seen = new HashSet<>();
    List<String> queue = new ArrayList<>(List.of(tensor));
    while (!queue.isEmpty()) {
      String top = queue.removeFirst();
      if (top.isEmpty() || !seen.add(top)) {
        continue;
      }
      TensorProto stored = graph.initializer(top);
      if (stored != null) {
        if (isFloat(stored.getDataType())) {
          return stored.getDataType();
        }
        continue;
      }
      NodeProto maker = graph.maker(top);
      if (maker == null) {
        continue;
      }
      switch (maker.getOpType()) {
        case "Cast" -> {
          int type = (int) Graph.intAttribute(maker, "to", DataType.FLOAT_VALUE);
          if (isFloat(type)) {
            return type;
          }
        }
        case "Constant" -> {
          int type = maker.getAttribute(0).getT().getDataType();
          if (isFloat(type)) {
            return type;
          }
        }
        case "Shape", "Size" -> {}
        // the scale tells, the integers do not
        case "DequantizeLinear" -> queue.add(maker.getInput(1));
        default -> queue.addAll(maker.getInputList());
      }
    }
    return DataType.FLOAT_VALUE;
  }

  private static boolean isFloat(int type) {
    DType dtype = Constants.dtype(type);
    return dtype != null && dtype.isFloat();
  }
}
