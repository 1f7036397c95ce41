package probe.tune.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import probe.SharedModels;
import probe.model.LanguageModel;
import probe.onnx.TrainableGraph;
import probe.tune.TrainingBatch;

/** Gradients of every weight against differences of ONNX Runtime's losses. */
class GradientCheckTest {
  @ParameterizedTest
  @CsvSource({
    "gpt2-random,model.onnx",
    "gpt2-random,model_dynamo.onnx",
    "stories260k,model.onnx",
    "stories260k,model_dynamo.onnx",
    "llama-untied,model.onnx",
    "llama-untied,model_dynamo.onnx",
    "slm4096,model.onnx",
    "slm4096,model_dynamo.onnx"
  })
  void everyGradientEqualsADifferenceOfLosses(String name, String file) throws Exception {
    Path folder = SharedModels.require(name);
    Path path = folder.resolve(file);
    JsonNode json = new ObjectMapper().readTree(folder.resolve("reference.json").toFile());
    List<int[]> ids = new ArrayList<>();
    for (JsonNode prompt : json.get("prompts")) {
      int[] row = new int[Math.min(12, prompt.get("ids").size())];
      for (int i = 0; i < row.length; i++) {
        row[i] = prompt.get("ids").get(i).asInt();
      }
      if (row.length > 1) {
        ids.add(row);
      }
    }
    int[] from = ids.stream().mapToInt(row -> 1).toArray();
    TrainableGraph model = TrainableGraph.open(path);
    try (LanguageModel opened = LanguageModel.open(path, LanguageModel.Options.defaults());
        ReplayTrainee trainee =
            ReplayTrainee.of(model, opened.config(), w -> true, Compute.cpu(2))) {
      List<String> lines =
          new GradientCheck(model, opened.config(), 2).run(trainee, new TrainingBatch(ids, from));
      assertThat(lines).hasSize(model.weights().size() + 1);
    }
  }
}
