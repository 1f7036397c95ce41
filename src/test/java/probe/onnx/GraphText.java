package probe.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.LongToDoubleFunction;

/** Graphs written as lines such as "y = MatMul x w". */
final class GraphText {
  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("g");
  private final SplittableRandom random = new SplittableRandom(1);

  GraphText input(String name, int type, String... dims) {
    graph.addInput(value(name, type, dims));
    return this;
  }

  GraphText output(String name) {
    graph.addOutput(value(name, DataType.FLOAT_VALUE));
    return this;
  }

  private static ValueInfoProto value(String name, int type, String... dims) {
    TypeProto.Builder tensor = TypeProto.newBuilder();
    tensor.getTensorTypeBuilder().setElemType(type).getShapeBuilder();
    for (String dim : dims) {
      tensor.getTensorTypeBuilder().getShapeBuilder().addDimBuilder().setDimParam(dim);
    }
    return ValueInfoProto.newBuilder().setName(name).setType(tensor).build();
  }

  GraphText nodes(String text) {
    for (String line : text.strip().split("\n", -1)) {
      String[] words = line.strip().split("[ =]+", -1);
      graph.addNode(
          NodeProto.newBuilder()
              .setOpType(words[1])
              .addAllInput(Arrays.asList(words).subList(2, words.length))
              .addOutput(words[0]));
    }
    return this;
  }

  GraphText random(String name, long... dims) {
    return floats(name, i -> random.nextDouble() - 0.5, dims);
  }

  GraphText floats(String name, LongToDoubleFunction values, long... dims) {
    int count = Math.toIntExact(Constants.count(dims));
    ByteBuffer bytes = ByteBuffer.allocate(count * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      bytes.putFloat((float) values.applyAsDouble(i));
    }
    graph.addInitializer(
        tensor(name, DataType.FLOAT_VALUE, dims).setRawData(ByteString.copyFrom(bytes.array())));
    return this;
  }

  GraphText longs(String name, long... values) {
    TensorProto.Builder tensor = tensor(name, DataType.INT64_VALUE, values.length);
    Arrays.stream(values).forEach(tensor::addInt64Data);
    graph.addInitializer(tensor);
    return this;
  }

  GraphText initializer(TensorProto tensor) {
    graph.addInitializer(tensor);
    return this;
  }

  static TensorProto.Builder tensor(String name, int type, long... dims) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(type);
    Arrays.stream(dims).forEach(tensor::addDims);
    return tensor;
  }

  ModelProto model() {
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
        .setGraph(graph)
        .build();
  }

  Path write(Path folder) throws IOException {
    return write(model(), folder.resolve("model.onnx"));
  }

  static Path write(ModelProto model, Path file) throws IOException {
    Files.write(file, model.toByteArray());
    return file;
  }
}
