package probe.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import probe.OutputFolder;
import probe.SharedModels;
import probe.model.ModelConfig;
import probe.onnx.LinearLayer;
import probe.onnx.TrainableGraph;
import probe.onnx.ValueOutput;
import probe.onnx.Weight;
import probe.onnx.WeightPart;
import probe.onnx.WeightValues;
import probe.tune.replay.Compute;
import probe.tune.replay.ReplayTrainee;
import probe.tune.replay.Trained;

/** Values and outputs of attention, trained apart. */
class ValueOutputTuningTest {
  @TempDir private Path folder;

  private static float[] all(WeightValues values, Weight weight) {
    float[] out = new float[(int) weight.size()];
    values.copy(weight, 0, out, out.length);
    return out;
  }

  @ParameterizedTest
  @MethodSource(ValueOutputModels.MODELS)
  void onlyValuesChangeNothingElse(Path path) throws Exception {
    try (GraphTuning tuning = ValueOutputModels.open(path, new Method.Only("values"));
        OutputFolder out = OutputFolder.prepare(folder.resolve("out"))) {
      TrainableGraph graph = tuning.model();
      double before = ValueOutputModels.loss(tuning.trainee());
      ValueOutputModels.steps(tuning, 3);
      double after = ValueOutputModels.loss(tuning.trainee());
      assertThat(after).isLessThan(before);
      for (ValueOutput.Layer layer : ValueOutput.of(graph).layers()) {
        requireColumns(tuning, ValueOutputModels.weight(graph, layer.value().weight()), layer);
        assertThat(tuning.weights().has(ValueOutputModels.weight(graph, layer.output().weight())))
            .isFalse();
      }
      tuning.write(out, Map.of());
      out.commit();
      assertThat(ValueOutputModels.runtimeLoss(folder.resolve("out/model.onnx")))
          .isCloseTo(after, within(1e-5 * after));
    }
  }

  /** The values' columns of {@code weight} have other bits, all others the same. */
  private static void requireColumns(GraphTuning tuning, Weight weight, ValueOutput.Layer layer) {
    float[] base = all(tuning.model().values(), weight);
    float[] tuned = all(tuning.weights(), weight);
    boolean[] trained = new boolean[layer.value().out()];
    for (int column : layer.valueColumns()) {
      trained[column] = true;
    }
    int in = layer.value().in();
    int out = layer.value().out();
    for (int i = 0; i < in; i++) {
      for (int o = 0; o < out; o++) {
        int at = layer.value().transposed() ? o * in + i : i * out + o;
        assertThat(base[at] != tuned[at]).isEqualTo(trained[o]);
      }
    }
  }

  /** Parts that the graph lets follow, and parts that it does not. */
  @ParameterizedTest
  @MethodSource(ValueOutputModels.MODELS)
  void partsHaveTheGradientThatTheWholeHas(Path path) {
    TrainableGraph graph = TrainableGraph.open(path);
    ValueOutput.Layer layer = ValueOutput.of(graph).layers().getLast();
    List<WeightPart> parts = new ArrayList<>();
    for (LinearLayer product : List.of(layer.value(), layer.output())) {
      for (int axis = 0; axis < 2; axis++) {
        Weight weight = ValueOutputModels.weight(graph, product.weight());
        parts.add(new WeightPart(product.weight() + axis, weight, axis, new int[] {9, 2, 5}));
      }
    }
    for (WeightPart part : parts) {
      ModelConfig config = ModelConfig.beside(Objects.requireNonNull(path.getParent()));
      try (ReplayTrainee some =
              ReplayTrainee.of(
                  graph, config, Trained.parts(w -> false, List.of(part)), Compute.cpu(2));
          ReplayTrainee all =
              ReplayTrainee.of(
                  graph, config, w -> w.name().equals(part.weight().name()), Compute.cpu(2));
          Trainee.Step ofSome = some.step(ValueOutputModels.batch(), true);
          Trainee.Step ofAll = all.step(ValueOutputModels.batch(), true)) {
        assertThat(ofSome.loss()).isEqualTo(ofAll.loss());
        float[] found = ValueOutputModels.gradient(some, ofSome, part.name());
        float[] whole = ValueOutputModels.gradient(all, ofAll, part.weight().name());
        double scale = ValueOutputModels.norm(whole);
        int length = (int) part.dims()[1];
        for (int i = 0; i < found.length; i++) {
          double expected = whole[(int) part.index(i / length, i % length)];
          assertThat((double) found[i]).isCloseTo(expected, within(1e-5 * scale));
        }
        assertThat(ValueOutputModels.norm(found)).isPositive();
      }
    }
  }

  @ParameterizedTest
  @MethodSource(ValueOutputModels.MODELS)
  void onlyOutputsAreTheMatricesThatLeadIntoTheStream(Path path) {
    try (GraphTuning tuning = ValueOutputModels.open(path, new Method.Only("outputs"))) {
      assertThat(tuning.plan().trained())
          .containsExactlyElementsOf(
              ValueOutput.of(tuning.model()).layers().stream()
                  .map(layer -> layer.output().weight())
                  .toList());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"slm4096", "llama-untied"})
  void aPatternStillMeansNames(String name) {
    Path path = SharedModels.require(name).resolve("model.onnx");
    try (GraphTuning tuning = ValueOutputModels.open(path, new Method.Only("*attn*"))) {
      assertThat(tuning.plan().trained()).hasSizeGreaterThan(4);
    }
  }
}
