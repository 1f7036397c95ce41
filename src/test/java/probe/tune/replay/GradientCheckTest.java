package probe.tune.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import probe.ProbeException;
import probe.SharedModels;
import probe.model.ModelConfig;
import probe.model.ReferenceModel;
import probe.onnx.TrainableGraph;
import probe.tune.Trainee;
import probe.tune.TrainingBatch;

/** Gradients of every weight against differences of ONNX Runtime's losses. */
class GradientCheckTest {
  private static final String OTHER = "m.transformer.h.0.mlp.c_fc.bias";

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
    // three rows of different lengths, so that there is padding; each costs two runs a weight
    List<int[]> ids =
        ReferenceModel.in(folder).prompts().stream()
            .filter(row -> row.length > 1)
            .limit(3)
            .map(row -> Arrays.copyOf(row, Math.min(12, row.length)))
            .toList();
    int[] from = ids.stream().mapToInt(row -> 1).toArray();
    TrainableGraph model = TrainableGraph.open(folder.resolve(file));
    ModelConfig config = ModelConfig.beside(folder);
    try (ReplayTrainee trainee = ReplayTrainee.of(model, config, w -> true, Compute.cpu(2))) {
      List<String> lines =
          new GradientCheck(model, config, 2).run(trainee, new TrainingBatch(ids, from));
      assertThat(lines).hasSize(model.weights().size() + 1);
    }
  }

  @Test
  void aGradientThatIsThreePercentTooLongIsNamed() throws Exception {
    Path folder = SharedModels.require("slm4096");
    TrainableGraph model = TrainableGraph.open(folder.resolve("model.onnx"));
    ModelConfig config = ModelConfig.beside(folder);
    String wrong = "m.transformer.h.0.mlp.c_fc.weight";
    int[] ids = ReferenceModel.in(folder).prompts().getFirst();
    TrainingBatch batch = new TrainingBatch(List.of(ids), new int[] {1});
    try (Trainee trainee =
        new Lengthened(
            ReplayTrainee.of(
                model, config, w -> Set.of(wrong, OTHER).contains(w.name()), Compute.cpu(1)),
            wrong)) {
      assertThatThrownBy(() -> new GradientCheck(model, config, 1).run(trainee, batch))
          .isInstanceOf(ProbeException.class)
          .message()
          .endsWith("gradients of 1 weights disagree with ONNX Runtime's losses: " + wrong);
    }
  }

  /** A trainee that gets the gradient of one parameter wrong. */
  private record Lengthened(Trainee right, String wrong) implements Trainee {
    @Override
    public List<Parameter> parameters() {
      return right.parameters();
    }

    @Override
    public Step step(TrainingBatch batch, boolean gradients) {
      Step step = right.step(batch, gradients);
      return new Step() {
        @Override
        public double loss() {
          return step.loss();
        }

        @Override
        public int targets() {
          return step.targets();
        }

        @Override
        public MemorySegment gradient(int parameter) {
          float[] values = step.gradient(parameter).toArray(ValueLayout.JAVA_FLOAT);
          if (parameters().get(parameter).name().equals(wrong)) {
            for (int i = 0; i < values.length; i++) {
              values[i] *= 1.03f;
            }
          }
          return MemorySegment.ofArray(values);
        }

        @Override
        public void close() {
          step.close();
        }
      };
    }

    @Override
    public void close() {
      right.close();
    }
  }
}
