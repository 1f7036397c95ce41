package probe.model;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/** A freshly initialised model as PyTorch's dynamo exporter writes it: equal vectors once. */
public final class MergedNorms {
  private MergedNorms() {}

  /** The model with all vectors set to {@code value} and those of one length merged. */
  public static ModelProto merge(ModelProto model, float value) {
    GraphProto.Builder graph = model.getGraph().toBuilder().clearInitializer();
    Map<Long, String> first = new HashMap<>();
    Map<String, String> names = new HashMap<>();
    for (TensorProto tensor : model.getGraph().getInitializerList()) {
      if (tensor.getDataType() != TensorProto.DataType.FLOAT_VALUE || tensor.getDimsCount() != 1) {
        graph.addInitializer(tensor);
        continue;
      }
      String known = first.putIfAbsent(tensor.getDims(0), tensor.getName());
      if (known != null) {
        names.put(tensor.getName(), known);
        continue;
      }
      ByteBuffer ones =
          ByteBuffer.allocate(tensor.getRawData().size()).order(ByteOrder.LITTLE_ENDIAN);
      while (ones.hasRemaining()) {
        ones.putFloat(value);
      }
      graph.addInitializer(tensor.toBuilder().setRawData(ByteString.copyFrom(ones.array())));
    }
    for (NodeProto.Builder node : graph.getNodeBuilderList()) {
      for (int i = 0; i < node.getInputCount(); i++) {
        node.setInput(i, names.getOrDefault(node.getInput(i), node.getInput(i)));
      }
    }
    return model.toBuilder().setGraph(graph).build();
  }
}
