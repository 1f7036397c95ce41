package probe.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import probe.OutputFolder;
import probe.SharedModels;
import probe.model.CutSession;
import probe.model.Device;
import probe.model.LanguageModel;
import probe.model.Positions;
import probe.model.TokenBatch;
import probe.onnx.Cut;
import probe.onnx.TokenTable;
import probe.onnx.TrainableGraph;
import probe.onnx.Weight;

/** States of what is trained, against ONNX Runtime's. */
class EndStatesTest {
  private static final double ROUNDING = 1e-5;
  private static final List<int[]> CONTEXTS =
      List.of(new int[] {3, 20, 37, 7}, new int[] {5, 6}, new int[] {11, 20, 33, 2, 24, 41});

  @TempDir private Path folder;

  static Stream<Path> models() {
    return Stream.concat(
        Stream.of("gpt2-random", "slm4096", "stories260k", "llama-untied")
            .map(SharedModels::require)
            .flatMap(
                model ->
                    Stream.of(model.resolve("model.onnx"), model.resolve("model_dynamo.onnx"))),
        Stream.of("pocket-gpt2", "pocket-llama").map(EndStatesTest::pocket));
  }

  private static Path pocket(String name) {
    return Path.of(System.getProperty("probe.basedir", "."), "models", name, "model.onnx");
  }

  private static GraphTuning open(Path model, Method method) {
    return GraphTuning.open(new TuneOptions(model, method, Device.CPU, 2, 1));
  }

  /** [layers][contexts][width] */
  private static float[][][] runtime(Path model) {
    try (LanguageModel opened = LanguageModel.open(model, LanguageModel.Options.defaults());
        CutSession session = opened.session(opened.allLayers(), false)) {
      int layers = opened.allLayers().size();
      float[][][] out = new float[layers][CONTEXTS.size()][];
      for (int i = 0; i < CONTEXTS.size(); i++) {
        var buffers = session.run(TokenBatch.of(CONTEXTS.get(i)), Positions.LAST);
        for (int layer = 0; layer < layers; layer++) {
          out[layer][i] = new float[opened.decoder().width(layer)];
          Objects.requireNonNull(buffers.get(Cut.hidden(layer))).get(out[layer][i]);
        }
      }
      return out;
    }
  }

  private static List<Integer> layers(GraphTuning tuning) {
    List<Integer> out = new ArrayList<>();
    for (int layer = 0; layer <= tuning.model().decoder().blocks(); layer++) {
      out.add(layer);
    }
    return out;
  }

  private static void assertClose(float[][][] found, float[][][] expected, String what) {
    assertThat(found.length).isEqualTo(expected.length);
    for (int layer = 0; layer < expected.length; layer++) {
      double scale = 0;
      double worst = 0;
      for (int i = 0; i < expected[layer].length; i++) {
        assertThat(found[layer][i]).hasSameSizeAs(expected[layer][i]);
        for (int k = 0; k < expected[layer][i].length; k++) {
          scale = Math.max(scale, Math.abs(expected[layer][i][k]));
          worst = Math.max(worst, Math.abs(found[layer][i][k] - expected[layer][i][k]));
        }
      }
      assertThat(scale).as("%s, layer %d", what, layer).isPositive();
      assertThat(worst).as("%s, layer %d", what, layer).isLessThan(ROUNDING * scale);
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void beforeTrainingTheyAreOnnxRuntimes(Path model) {
    float[][][] expected = runtime(model);
    for (Method method :
        List.of(
            new Method.Full(), new Method.Lora(2, 4, Method.Targets.ALL), new Method.Product())) {
      try (GraphTuning tuning = open(model, method)) {
        EndStates found = tuning.states(CONTEXTS, layers(tuning));

        assertClose(found.states(), expected, model + " " + method);
        assertThat(found.normed()).isTrue();
        int last = expected.length - 1;
        assertThat(found.read()[last]).isDeepEqualTo(found.states()[last]);
      }
    }
  }

  @Test
  void afterTrainingTheyAreThoseOfTheModelThatIsWritten() throws Exception {
    Path model = SharedModels.require("slm4096").resolve("model.onnx");
    Path target = folder.resolve("tuned");
    try (GraphTuning tuning = open(model, new Method.Full())) {
      EndStates before = tuning.states(CONTEXTS, layers(tuning));
      for (Trainee.Parameter parameter : tuning.trainee().parameters()) {
        for (long i = 0; i < parameter.size(); i += 3) {
          float value = parameter.values().getAtIndex(ValueLayout.JAVA_FLOAT, i);
          parameter.values().setAtIndex(ValueLayout.JAVA_FLOAT, i, value * 1.5f);
        }
      }
      EndStates after = tuning.states(CONTEXTS, layers(tuning));
      try (OutputFolder out = OutputFolder.prepare(target)) {
        tuning.write(out, java.util.Map.of());
        out.commit();
      }

      assertClose(after.states(), runtime(target.resolve("model.onnx")), "tuned");
      assertThat(after.states()[2][0]).isNotEqualTo(before.states()[2][0]);
    }
  }

  /** The head on the last state gives the logits, and the final norm is a layer norm. */
  @Test
  void whatTheHeadWouldReadIsNormed() {
    try (GraphTuning tuning = open(pocket("pocket-gpt2"), new Method.Full())) {
      EndStates found = tuning.states(CONTEXTS, layers(tuning));
      float[] scale = weight(tuning.model(), "ln_f.weight");
      float[] shift = weight(tuning.model(), "ln_f.bias");

      for (int layer = 0; layer < found.layers().size() - 1; layer++) {
        float[] state = found.states()[layer][1];
        double mean = 0;
        double square = 0;
        for (float x : state) {
          mean += x / (double) state.length;
        }
        for (float x : state) {
          square += (x - mean) * (x - mean) / state.length;
        }
        for (int k = 0; k < state.length; k++) {
          double expected = (state[k] - mean) / Math.sqrt(square + 1e-5) * scale[k] + shift[k];
          assertThat((double) found.read()[layer][1][k]).isCloseTo(expected, within(1e-4));
        }
      }
      int last = found.layers().size() - 1;
      TokenTable table = tuning.model().tokenTables().getLast();
      float[] gamma = new float[(int) table.weight().size()];
      tuning.model().values().copy(table.weight(), 0, gamma, gamma.length);
      float[] logits = tuning.logits(CONTEXTS, new int[] {1, 1, 1})[2];
      int d = gamma.length / table.tokens();
      for (int token : new int[] {0, 17, 400}) {
        double expected = 0;
        for (int k = 0; k < d; k++) {
          int at = table.axis() == 0 ? token * d + k : k * table.tokens() + token;
          expected += gamma[at] * found.read()[last][2][k];
        }
        assertThat((double) logits[token]).isCloseTo(expected, within(1e-3));
      }
    }
  }

  private static float[] weight(TrainableGraph model, String end) {
    Weight weight =
        model.weights().stream().filter(w -> w.name().endsWith(end)).findFirst().orElseThrow();
    float[] out = new float[(int) weight.size()];
    model.values().copy(weight, 0, out, out.length);
    return out;
  }

  @Test
  void aLayerThatIsNotThereIsRefused() {
    try (GraphTuning tuning = open(pocket("pocket-gpt2"), new Method.Full())) {
      int blocks = tuning.model().decoder().blocks();

      assertThatThrownBy(() -> tuning.states(CONTEXTS, List.of(blocks + 1)))
          .isInstanceOf(probe.ProbeException.class)
          .hasMessageContaining("no layer " + (blocks + 1))
          .hasMessageContaining("layers 0 to " + blocks);
    }
  }
}
