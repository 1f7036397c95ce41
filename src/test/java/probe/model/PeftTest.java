package probe.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import probe.checkpoint.family.FamilyFixture;
import probe.onnx.AdapterFit;
import probe.onnx.Cut;
import probe.onnx.LoraAdapter;
import probe.onnx.TrainableGraph;
import probe.tensor.Compare;
import probe.tensor.Matrix;
import probe.tensor.Safetensors;

/**
 * Adapters that PEFT saved, on imported models: logits are those that PEFT computes. {@code
 * src/test/python/peft_fixtures.py} made them.
 */
class PeftTest {
  private static final double PARITY = 1e-5;

  @TempDir private Path folder;

  static Stream<String> adapters() throws IOException {
    try (Stream<Path> folders = Files.list(resource("/probe/peft"))) {
      return folders.map(f -> String.valueOf(f.getFileName())).sorted().toList().stream();
    }
  }

  private static Path resource(String name) {
    try {
      return Path.of(Objects.requireNonNull(PeftTest.class.getResource(name)).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("adapters")
  void logitsArePefts(String name) throws IOException {
    Path adapter = resource("/probe/peft/" + name);
    FamilyFixture base = base(adapter);
    Path model = FamilyFixture.imported(base.folder(), folder.resolve("model"));
    float[] expected = expected(adapter);
    assertThat(Compare.share(logits(model, null, base.ids()), expected)).isGreaterThan(1e-2);
    assertThat(Compare.share(logits(model, adapter, base.ids()), expected)).isLessThan(PARITY);

    AdapterFit fit = AdapterFit.of(TrainableGraph.open(model), LoraAdapter.read(adapter));
    Path merged = Files.createDirectories(folder.resolve("merged")).resolve("model.onnx");
    fit.graph().write(merged, fit.merged());
    assertThat(Compare.share(logits(merged, null, base.ids()), expected)).isLessThan(PARITY);
  }

  private static FamilyFixture base(Path adapter) throws IOException {
    String family =
        new ObjectMapper()
            .readTree(adapter.resolve("adapter_config.json").toFile())
            .get("base_model_name_or_path")
            .asText();
    return new FamilyFixture(resource("/probe/families/" + family));
  }

  private static float[] expected(Path adapter) {
    Matrix logits = Safetensors.open(adapter.resolve("reference.safetensors")).matrix("logits");
    float[] out = new float[logits.rows() * logits.columns()];
    logits.copyRows(0, logits.rows(), out);
    return out;
  }

  private static float[] logits(
      Path file, @org.jspecify.annotations.Nullable Path adapter, int[] ids) {
    LanguageModel.Options options = new LanguageModel.Options(null, Device.CPU, 1, adapter);
    try (LanguageModel model = LanguageModel.open(file, options);
        CutSession session = model.session(java.util.List.of(), true)) {
      return Compare.copy(
          Objects.requireNonNull(session.run(TokenBatch.of(ids), Positions.ALL).get(Cut.LOGITS)));
    }
  }
}
