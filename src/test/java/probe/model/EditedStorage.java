package probe.model;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** The same model with its weights stored in other ways. */
public final class EditedStorage {
  private EditedStorage() {}

  /** All weights in one file beside the model. */
  public static Path writeWithExternalData(ModelProto model, Path file) throws IOException {
    return writeWithExternalData(model, file, 0);
  }

  /** The same, from byte {@code start} on: what lies before takes no room on the disk. */
  public static Path writeWithExternalData(ModelProto model, Path file, long start)
      throws IOException {
    String dataName = "weights.bin";
    ModelProto.Builder out = model.toBuilder();
    try (FileChannel data =
        FileChannel.open(
            file.resolveSibling(dataName),
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      long offset = start;
      for (TensorProto.Builder tensor : out.getGraphBuilder().getInitializerBuilderList()) {
        int size = tensor.getRawData().size();
        if (size < 64) {
          continue;
        }
        data.write(tensor.getRawData().asReadOnlyByteBuffer(), offset);
        tensor
            .clearRawData()
            .setDataLocation(TensorProto.DataLocation.EXTERNAL)
            .addExternalData(entry("location", dataName))
            .addExternalData(entry("offset", Long.toString(offset)))
            .addExternalData(entry("length", Long.toString(size)));
        offset += size;
      }
    }
    return EditedModel.write(out.build(), file);
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }

  /** Weight matrices in float16, each cast back where it is used; the graph computes in float32. */
  public static ModelProto float16Weights(ModelProto model) {
    GraphProto.Builder graph = model.getGraph().toBuilder().clearNode();
    for (TensorProto.Builder tensor : graph.getInitializerBuilderList()) {
      if (tensor.getDataType() != DataType.FLOAT_VALUE || tensor.getDimsCount() != 2) {
        continue;
      }
      String name = tensor.getName();
      FloatBuffer values = EditedModel.floats(tensor);
      ByteBuffer halves =
          ByteBuffer.allocate(values.remaining() * 2).order(ByteOrder.LITTLE_ENDIAN);
      while (values.hasRemaining()) {
        halves.putShort(Float.floatToFloat16(values.get()));
      }
      tensor
          .setName(name + ".half")
          .setDataType(DataType.FLOAT16_VALUE)
          .setRawData(ByteString.copyFrom(halves.array()));
      graph.addNode(
          NodeProto.newBuilder()
              .setOpType("Cast")
              .setName(name + ".cast")
              .addInput(name + ".half")
              .addOutput(name)
              .addAttribute(EditedModel.number("to", DataType.FLOAT_VALUE)));
    }
    graph.addAllNode(model.getGraph().getNodeList());
    return model.toBuilder().setGraph(graph).build();
  }

  /** Weight matrices as int8 with a scale per column, behind DequantizeLinear. */
  public static ModelProto int8Weights(ModelProto model) {
    GraphProto.Builder graph = model.getGraph().toBuilder().clearNode().clearInitializer();
    for (TensorProto tensor : model.getGraph().getInitializerList()) {
      if (tensor.getDataType() != DataType.FLOAT_VALUE || tensor.getDimsCount() != 2) {
        graph.addInitializer(tensor);
        continue;
      }
      int columns = (int) tensor.getDims(1);
      float[] values = new float[EditedModel.floats(tensor.toBuilder()).remaining()];
      EditedModel.floats(tensor.toBuilder()).get(values);
      float[] scales = new float[columns];
      for (int i = 0; i < values.length; i++) {
        scales[i % columns] = Math.max(scales[i % columns], Math.abs(values[i]) / 127);
      }
      byte[] rounded = new byte[values.length];
      for (int i = 0; i < values.length; i++) {
        rounded[i] = (byte) Math.round(values[i] / scales[i % columns]);
      }
      String name = tensor.getName();
      graph.addInitializer(
          tensor.toBuilder()
              .setName(name + ".int8")
              .setDataType(DataType.INT8_VALUE)
              .setRawData(ByteString.copyFrom(rounded)));
      graph.addInitializer(EditedModel.vector(name + ".scale", scales));
      graph.addInitializer(
          TensorProto.newBuilder()
              .setName(name + ".zero")
              .setDataType(DataType.INT8_VALUE)
              .addDims(columns)
              .setRawData(ByteString.copyFrom(new byte[columns])));
      graph.addNode(
          NodeProto.newBuilder()
              .setOpType("DequantizeLinear")
              .setName(name + ".dequantise")
              .addAllInput(List.of(name + ".int8", name + ".scale", name + ".zero"))
              .addOutput(name)
              .addAttribute(EditedModel.number("axis", 1)));
    }
    graph.addAllNode(model.getGraph().getNodeList());
    return model.toBuilder().setGraph(graph).build();
  }
}
