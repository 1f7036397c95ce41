package probe.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import probe.SharedModels;

/** Weights of the reference models, against what transformers counts in the same models. */
class WeightsTest {
  // num_parameters() and len(list(parameters())) of transformers 5.18.0, from config.json
  @ParameterizedTest
  @CsvSource({
    "gpt2-random, 1635744, 28",
    "llama-untied, 252240, 30",
    "slm4096, 211712, 52",
    "stories260k, 260032, 47"
  })
  void bothExportsHaveTheParametersOfTheCheckpoint(String name, long parameters, int weights) {
    Path folder = SharedModels.require(name);
    for (String file : Set.of("model.onnx", "model_dynamo.onnx")) {
      TrainableGraph graph = TrainableGraph.open(folder.resolve(file));

      assertThat(graph.weights()).as(name + " " + file).hasSize(weights);
      assertThat(graph.parameters()).as(name + " " + file).isEqualTo(parameters);
    }
  }

  @Test
  void aTiedHeadIsACopyOfTheEmbedding() {
    Path folder = SharedModels.require("slm4096");

    Weight folded = TrainableGraph.open(folder.resolve("model.onnx")).weights().getFirst();

    assertThat(folded.copies())
        .containsExactly(
            new Weight.Copy("m.transformer.wte.weight", false),
            new Weight.Copy("onnx::MatMul_1050", true));
  }

  @Test
  void frequenciesOfARotaryEmbeddingAreFrozen() {
    Path folder = SharedModels.require("llama-untied");
    for (String file : Set.of("model.onnx", "model_dynamo.onnx")) {
      assertThat(TrainableGraph.open(folder.resolve(file)).frozen())
          .singleElement()
          .satisfies(
              frozen -> {
                assertThat(frozen.dims()).containsExactly(1, 4, 1);
                assertThat(frozen.reason()).contains("rotary");
              });
    }
  }
}
