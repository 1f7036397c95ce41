package probe.tune;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import probe.OutputFolder;
import probe.SharedModels;
import probe.model.CutSession;
import probe.model.LanguageModel;
import probe.model.ModelConfig;
import probe.model.TokenLosses;
import probe.onnx.TrainableGraph;
import probe.tune.replay.Compute;
import probe.tune.replay.ReplayTrainee;

/** A written model against the replay that it was trained in. */
class TunedModelTest {
  @TempDir private Path folder;

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
  void onnxRuntimeGivesWhatTheReplayGave(String name, String file) throws Exception {
    Path shared = SharedModels.require(name);
    int[] ids = IntStream.range(0, 12).map(i -> 3 + 17 * i % 47).toArray();
    TrainingBatch batch = new TrainingBatch(List.of(ids), new int[] {1});
    TrainableGraph graph = TrainableGraph.open(shared.resolve(file));
    double replayed;
    double before;
    try (ReplayTrainee trainee =
            ReplayTrainee.of(graph, ModelConfig.beside(shared), weight -> true, Compute.cpu(2));
        Arena arena = Arena.ofShared();
        OutputFolder out = OutputFolder.prepare(folder.resolve("tuned"))) {
      Optimizer optimizer =
          OptimizerOptions.defaults(OptimizerOptions.Kind.ADAMW).open(trainee.parameters(), arena);
      before = loss(trainee, batch);
      for (int step = 1; step <= 3; step++) {
        try (Trainee.Step done = trainee.step(batch, true)) {
          optimizer.update(step, done::gradient, 1e-3, 1);
        }
      }
      replayed = loss(trainee, batch);
      new TunedModel(graph, trainee.parameters()).write(out);
      out.commit();
    }
    assertThat(replayed).isLessThan(before);
    Path written = folder.resolve("tuned/model.onnx");
    try (LanguageModel model = LanguageModel.open(written, LanguageModel.Options.defaults());
        CutSession session = model.session(List.of(), true)) {
      double[] losses = TokenLosses.of(session, model.decoder().vocabulary(), ids);
      double sum = 0;
      for (double loss : losses) {
        sum += loss;
      }
      assertThat(sum / 11)
          .isCloseTo(replayed, org.assertj.core.api.Assertions.within(1e-5 * replayed));
    }
    assertThat(TrainableGraph.open(written).weights()).hasSameSizeAs(graph.weights());
  }

  private static double loss(Trainee trainee, TrainingBatch batch) {
    try (Trainee.Step step = trainee.step(batch, false)) {
      return step.loss();
    }
  }
}
