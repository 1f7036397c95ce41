package probe.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import probe.SharedModels;
import probe.model.MergedNorms;

class SplitWeightsTest {
  @TempDir private Path folder;

  @Test
  void everyNormHasItsOwnWeightAgain() throws IOException {
    for (String export : List.of("model.onnx", "model_dynamo.onnx")) {
      for (String name : List.of("gpt2-random", "stories260k")) {
        Path whole = SharedModels.require(name).resolve(export);
        Path file =
            GraphText.write(
                MergedNorms.merge(ModelProto.parseFrom(Files.readAllBytes(whole)), 1),
                folder.resolve("model.onnx"));

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
    Path file =
        GraphText.write(
            MergedNorms.merge(ModelProto.parseFrom(Files.readAllBytes(whole)), 0),
            folder.resolve("model.onnx"));

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
