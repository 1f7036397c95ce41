package probe.model;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/** Turns a model into other exports of the same model, as other programs write them. */
public final class EditedModel {
  private EditedModel() {}

  public static ModelProto read(Path file) throws IOException {
    return ModelProto.parseFrom(Files.readAllBytes(file));
  }

  public static Path write(ModelProto model, Path file) throws IOException {
    Files.write(file, model.toByteArray());
    return file;
  }

  /** NaN in the first weight matrix of a block. */
  public static ModelProto withNaN(ModelProto model) {
    GraphProto.Builder graph = model.getGraph().toBuilder();
    for (int i = 0; i < graph.getInitializerCount(); i++) {
      TensorProto tensor = graph.getInitializer(i);
      if (tensor.getDataType() == DataType.FLOAT_VALUE
          && tensor.getDimsCount() == 2
          && tensor.getDims(0) == tensor.getDims(1)) {
        ByteBuffer values =
            ByteBuffer.wrap(tensor.getRawData().toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
        values.putFloat(0, Float.NaN);
        graph.setInitializer(i, tensor.toBuilder().setRawData(ByteString.copyFrom(values.array())));
        return model.toBuilder().setGraph(graph).build();
      }
    }
    throw new AssertionError("no square matrix");
  }

  public static int lastMatMul(GraphProto graph) {
    for (int i = graph.getNodeCount() - 1; i >= 0; i--) {
      if (graph.getNode(i).getOpType().equals("MatMul")) {
        return i;
      }
    }
    throw new AssertionError("no MatMul");
  }

  public static TensorProto initializer(GraphProto graph, String name) {
    return graph.getInitializerList().stream()
        .filter(t -> t.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  public static FloatBuffer floats(TensorProto.Builder tensor) {
    return tensor
        .getRawData()
        .asReadOnlyByteBuffer()
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer();
  }

  public static TensorProto vector(String name, float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(DataType.FLOAT_VALUE)
        .addDims(values.length)
        .setRawData(ByteString.copyFrom(bytes.array()))
        .build();
  }

  public static TensorProto longs(String name, long... values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(DataType.INT64_VALUE)
            .addDims(values.length);
    for (long value : values) {
      tensor.addInt64Data(value);
    }
    return tensor.build();
  }

  public static AttributeProto number(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  public static NodeProto binary(String op, String a, String b, String out) {
    return NodeProto.newBuilder().setOpType(op).addInput(a).addInput(b).addOutput(out).build();
  }
}
