package probe.checkpoint.family;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import probe.model.CutSession;
import probe.model.Device;
import probe.model.LanguageModel;
import probe.model.Positions;
import probe.model.TokenBatch;
import probe.onnx.Cut;
import probe.tensor.Compare;
import probe.tensor.Matrix;
import probe.tensor.Safetensors;

/**
 * States of every layer and logits of every family equal transformers', from both kinds of files.
 */
class FamiliesTest {
  private static final double PARITY = 1e-5;

  @TempDir private Path folder;

  static Stream<FamilyFixture> fixtures() throws IOException {
    return FamilyFixture.all();
  }

  static Stream<FamilyFixture> ggufs() throws IOException {
    return FamilyFixture.all().filter(fixture -> Files.exists(fixture.gguf()));
  }

  @Test
  void everyFamilyHasAFixtureAndAllButThoseThatShareOneAnArchitectureOfGguf() throws IOException {
    TreeSet<String> types = new TreeSet<>();
    TreeSet<String> inGguf = new TreeSet<>();
    for (FamilyFixture fixture : fixtures().toList()) {
      String type = ConfigJson.in(fixture.folder()).text("model_type", "");
      types.add(type);
      if (Files.exists(fixture.gguf())) {
        inGguf.add(type);
      }
    }
    assertThat(types).isEqualTo(Family.all().keySet()).isEqualTo(inGguf);
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void checkpoints(FamilyFixture fixture) throws IOException {
    equalsTransformers(fixture, fixture.folder());
  }

  @ParameterizedTest
  @MethodSource("ggufs")
  void ggufFiles(FamilyFixture fixture) throws IOException {
    equalsTransformers(fixture, fixture.gguf());
  }

  private void equalsTransformers(FamilyFixture fixture, Path source) throws IOException {
    Safetensors reference = fixture.reference();
    Path file = FamilyFixture.imported(source, folder);
    try (LanguageModel model = open(file)) {
      assertThat(model.decoder().blocks()).isEqualTo(reference.names().size() - 2);
      try (CutSession session = model.session(model.allLayers(), true)) {
        Map<String, FloatBuffer> out = session.run(TokenBatch.of(fixture.ids()), Positions.ALL);
        List<String> wrong = new ArrayList<>();
        for (int layer : model.allLayers()) {
          compare(out, Cut.hidden(layer), reference.matrix("hidden." + layer), wrong);
        }
        compare(out, Cut.LOGITS, reference.matrix("logits"), wrong);
        assertThat(wrong).isEmpty();
      }
    }
  }

  private static void compare(
      Map<String, FloatBuffer> out, String name, Matrix expected, List<String> wrong) {
    float[] values = Compare.copy(Objects.requireNonNull(out.get(name), name));
    float[] wanted = new float[expected.rows() * expected.columns()];
    expected.copyRows(0, expected.rows(), wanted);
    double error = 0;
    double largest = 0;
    for (int i = 0; i < wanted.length; i++) {
      error = Math.max(error, Math.abs((double) wanted[i] - values[i]));
      largest = Math.max(largest, Math.abs(wanted[i]));
    }
    if (values.length != wanted.length || !(error <= PARITY * largest)) {
      wrong.add("%s: %.1e of the largest value".formatted(name, error / largest));
    }
  }

  private static LanguageModel open(Path file) {
    return LanguageModel.open(file, new LanguageModel.Options(null, Device.CPU, 1));
  }
}
