package probe.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import probe.checkpoint.family.FamilyFixture;
import probe.onnx.Cut;
import probe.onnx.Decoder;
import probe.onnx.LogitStep;
import probe.tensor.Compare;
import probe.tensor.Matrix;
import probe.tensor.Safetensors;

/** Families as PyTorch's two exporters write them: what is found in their graphs, by structure. */
class FamilyExportsTest {
  private static final double PARITY = 1e-5;

  /** Written with opset 23 and without position ids: their rotations take a batch of one row. */
  private static final Set<String> ONE_ROW =
      Set.of("qwen3-window/dynamo.onnx", "smollm3-window/dynamo.onnx");

  static Stream<Path> exports() throws IOException {
    return FamilyFixture.exports();
  }

  private static LanguageModel open(Path file) {
    return LanguageModel.open(file, new LanguageModel.Options(null, Device.CPU, 1));
  }

  @ParameterizedTest
  @MethodSource("exports")
  void statesAndLogitsEqualTransformers(Path file) throws IOException {
    FamilyFixture fixture = FamilyFixture.of(file);
    Safetensors reference = fixture.reference();
    try (LanguageModel model = open(file);
        CutSession session = model.session(model.allLayers(), true)) {
      assertThat(model.decoder().blocks()).isEqualTo(reference.names().size() - 2);
      boolean oneRow = ONE_ROW.contains(fixture + "/" + file.getFileName());
      assertThat(model.batchMode()).isEqualTo(oneRow ? BatchMode.SINGLE : BatchMode.PADDED);
      Map<String, FloatBuffer> out = session.run(TokenBatch.of(fixture.ids()), Positions.ALL);
      for (int layer : model.allLayers()) {
        assertThat(share(out, Cut.hidden(layer), reference.matrix("hidden." + layer)))
            .as("layer %d", layer)
            .isLessThan(PARITY);
      }
      assertThat(share(out, Cut.LOGITS, reference.matrix("logits"))).isLessThan(PARITY);
    }
  }

  @ParameterizedTest
  @MethodSource("exports")
  void theHeadIsWhatTheConfigSays(Path file) throws IOException {
    FamilyFixture fixture = FamilyFixture.of(file);
    JsonNode config = new ObjectMapper().readTree(fixture.folder().resolve("config.json").toFile());
    boolean separate =
        fixture.weights().names().stream()
            .anyMatch(name -> name.equals("lm_head.weight") || name.equals("embed_out.weight"));
    try (LanguageModel model = open(file)) {
      Decoder decoder = model.decoder();
      assertThat(model.tied()).isEqualTo(!separate);
      assertThat(decoder.vocabulary()).isEqualTo(config.get("vocab_size").asInt());
      assertThat(LogitStep.hasBias(decoder.logitSteps())).isFalse();
      equal(LogitStep.softcap(decoder.logitSteps()), config, "final_logit_softcapping", 1);
      equal(LogitStep.scale(decoder.logitSteps()), config, "logits_scaling", -1);
    }
  }

  private static void equal(
      @org.jspecify.annotations.Nullable Double found, JsonNode config, String field, int power) {
    if (config.path(field).isNumber()) {
      assertThat(found).isEqualTo(Math.pow(config.get(field).asDouble(), power), within(1e-6));
    } else {
      assertThat(found).as(field).isNull();
    }
  }

  private static double share(Map<String, FloatBuffer> out, String name, Matrix expected) {
    float[] wanted = new float[expected.rows() * expected.columns()];
    expected.copyRows(0, expected.rows(), wanted);
    return Compare.share(Compare.copy(Objects.requireNonNull(out.get(name), name)), wanted);
  }
}
