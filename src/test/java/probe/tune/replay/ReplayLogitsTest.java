package probe.tune.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import probe.SharedModels;
import probe.model.CutSession;
import probe.model.LanguageModel;
import probe.model.Positions;
import probe.model.ReferenceModel;
import probe.model.TokenBatch;
import probe.onnx.Cut;
import probe.onnx.TrainableGraph;

/** Replayed logits against ONNX Runtime's, on real files. */
class ReplayLogitsTest {
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
  void logitsEqualOnnxRuntimes(String name, String file) throws Exception {
    Path folder = SharedModels.require(name);
    Path path = folder.resolve(file);
    try (LanguageModel model = LanguageModel.open(path, LanguageModel.Options.defaults());
        CutSession session = model.session(List.of(), true);
        Replay replay =
            new Replay(TrainableGraph.open(path), model.config(), Replay.Options.all())) {
      for (int[] ids : ReferenceModel.in(folder).prompts()) {
        TokenBatch batch = TokenBatch.of(ids);
        float[] expected = new float[ids.length * model.decoder().vocabulary()];
        FloatBuffer buffer =
            Objects.requireNonNull(session.run(batch, Positions.ALL).get(Cut.LOGITS));
        buffer.get(expected);
        long[] rows = new long[ids.length];
        for (int i = 0; i < rows.length; i++) {
          rows[i] = i;
        }
        try (Replay.Run run = replay.run(batch, rows, false)) {
          float[] actual = run.logits().toFloatArray();
          double scale = 0;
          double worst = 0;
          for (int i = 0; i < expected.length; i++) {
            scale = Math.max(scale, Math.abs(expected[i]));
            worst = Math.max(worst, Math.abs(expected[i] - actual[i]));
          }
          assertThat(worst / scale).as("%s %s", name, file).isLessThan(1e-5);
        }
      }
    }
  }
}
