package probe.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import probe.SharedModels;

class SplitWeightsTest {
  @TempDir private Path folder;

  /** The model with all vectors set to {@code value} and those of one length merged. */
  static ModelProto merged(Path file, float value) throws IOException {
    ModelProto model = ModelProto.parseFrom(Files.readAllBytes(file));
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

  @Test
  void everyNormHasItsOwnWeightAgain() throws IOException {
    for (String export : List.of("model.onnx", "model_dynamo.onnx")) {
      for (String name : List.of("gpt2-random", "stories260k")) {
        Path whole = SharedModels.require(name).resolve(export);
        Path file = GraphText.write(merged(whole, 1), folder.resolve("model.onnx"));

        TrainableGraph graph = TrainableGraph.open(file);
        TrainableGraph expected = TrainableGraph.open(whole);

        assertThat(graph.weights()).hasSameSizeAs(expected.weights());
        assertThat(graph.parameters()).isEqualTo(expected.parameters());
        assertThat(graph.file().proto().getGraph().getInitializerCount())
            .isLessThan(expected.file().proto().getGraph().getInitializerCount());
      }
    }
  }

  @Test
  void partsAreCalledAfterTheirModules() throws IOException {
    Path whole = SharedModels.require("gpt2-random").resolve("model_dynamo.onnx");
    Path file = GraphText.write(merged(whole, 0), folder.resolve("model.onnx"));

    assertThat(TrainableGraph.open(file).weights())
        .extracting(Weight::name)
        .contains(
            "m.transformer.h.0.ln_1.weight",
            "m.transformer.h.0.ln_1.bias",
            "m.transformer.h.1.mlp.c_proj.bias",
            "m.transformer.ln_f.weight");
  }

  @Test
  void aVectorOfDifferentNumbersThatIsUsedTwiceIsOneParameter() throws IOException {
    GraphText text =
        new GraphText()
            .input("ids", TensorProto.DataType.INT64_VALUE, "b", "t")
            .random("E", 40, 4)
            .random("w", 4)
            .random("head", 4, 40)
            .nodes("x = Gather E ids\ny = Mul x w\nz = Mul y w\nlogits = MatMul z head")
            .output("logits");

    assertThat(TrainableGraph.open(text.write(folder)).weights())
        .extracting(Weight::name)
        .containsExactly("E", "w", "head");
  }
}
