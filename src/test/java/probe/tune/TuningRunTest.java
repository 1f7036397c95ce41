package probe.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import probe.SharedModels;
import probe.model.ModelConfig;
import probe.onnx.TrainableGraph;
import probe.tune.replay.Compute;
import probe.tune.replay.ReplayTrainee;

/** Fifty steps of AdamW against the losses and gradient norms that PyTorch had at each of them. */
class TuningRunTest {
  @ParameterizedTest
  @CsvSource({
    "stories260k,model.onnx",
    "stories260k,model_dynamo.onnx",
    "gpt2-random,model.onnx",
    "gpt2-random,model_dynamo.onnx"
  })
  void everyStepEqualsPyTorchs(String name, String file) throws Exception {
    Path folder = SharedModels.require(name);
    JsonNode run = new ObjectMapper().readTree(folder.resolve("tuning.json").toFile());
    try (Arena arena = Arena.ofShared();
        ReplayTrainee trainee =
            ReplayTrainee.of(
                TrainableGraph.open(folder.resolve(file)),
                ModelConfig.beside(folder),
                w -> true,
                Compute.cpu(2))) {
      OptimizerOptions options =
          new OptimizerOptions(OptimizerOptions.Kind.ADAMW, run.get("weight_decay").asDouble(), 0);
      Optimizer optimizer = options.open(trainee.parameters(), arena);
      GradientNorm norms = new GradientNorm(trainee.parameters());
      for (int step = 0; step < run.get("batches").size(); step++) {
        try (Trainee.Step result = trainee.step(batch(run, step), true)) {
          close(result.loss(), run.get("losses").get(step).asDouble(), "loss of step " + step);
          close(
              norms.of(result::gradient),
              run.get("grad_norms").get(step).asDouble(),
              "gradient norm of step " + step);
          optimizer.update(step + 1, result::gradient, run.get("lr").asDouble(), 1);
        }
      }
    }
  }

  private static void close(double actual, double expected, String what) {
    assertThat(actual)
        .as(what)
        .isCloseTo(expected, within(Math.max(1e-3, 1e-3 * Math.abs(expected))));
  }

  private static TrainingBatch batch(JsonNode run, int step) {
    List<int[]> ids = new ArrayList<>();
    JsonNode rows = run.get("batches").get(step);
    int[] from = new int[rows.size()];
    for (int i = 0; i < from.length; i++) {
      JsonNode row = run.get("data").get(rows.get(i).asInt());
      int[] tokens = new int[row.get("ids").size()];
      for (int k = 0; k < tokens.length; k++) {
        tokens[k] = row.get("ids").get(k).asInt();
      }
      ids.add(tokens);
      from[i] = row.get("loss_from").asInt();
    }
    return new TrainingBatch(ids, from);
  }
}
