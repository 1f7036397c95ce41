package probe.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import probe.ProbeException;
import probe.SharedModels;
import probe.onnx.Cut;
import probe.onnx.TrainableGraph;
import probe.onnx.Weight;
import probe.onnx.WeightValues;
import probe.tensor.Compare;

/** Models that were written back, against what ONNX Runtime and a second reading say of them. */
class WrittenWeightsTest {
  private static final int[] IDS = {3, 1, 4, 1, 5};

  @TempDir private Path folder;

  /** The weights as they are, scaled. */
  private static WeightValues scaled(TrainableGraph graph, float scale) {
    return (weight, from, out, count) -> {
      TrainableGraph.Constant constant =
          java.util.Objects.requireNonNull(graph.constant(weight.name()));
      for (int i = 0; i < count; i++) {
        out[i] = scale * constant.dtype().readFloat(constant.data(), from + i);
      }
    };
  }

  private static float[] logits(Path file) {
    try (LanguageModel model = LanguageModel.open(file, LanguageModel.Options.defaults());
        CutSession session = model.session(List.of(), true)) {
      return Compare.copy(
          java.util.Objects.requireNonNull(
              session.run(TokenBatch.of(IDS), Positions.ALL).get(Cut.LOGITS)));
    }
  }

  /** Writes the weights of {@code file} scaled, and checks what a second reading sees. */
  private Path rewrite(Path file, float scale) {
    TrainableGraph graph = TrainableGraph.open(file);
    Path written = folder.resolve("written.onnx");
    graph.write(written, scaled(graph, scale));
    TrainableGraph again = TrainableGraph.open(written);
    assertThat(again.weights()).hasSameSizeAs(graph.weights());
    for (int i = 0; i < graph.weights().size(); i++) {
      Weight weight = graph.weights().get(i);
      Weight other = again.weights().get(i);
      assertThat(other.name()).isEqualTo(weight.name());
      assertThat(other.copies()).isEqualTo(weight.copies());
      float[] expected = new float[(int) weight.size()];
      scaled(graph, scale).copy(weight, 0, expected, expected.length);
      float[] values = new float[expected.length];
      scaled(again, 1).copy(other, 0, values, values.length);
      assertThat(values).as(weight.name()).isEqualTo(expected);
    }
    return written;
  }

  @ParameterizedTest
  @CsvSource({
    "gpt2-random, model.onnx", "gpt2-random, model_dynamo.onnx",
    "slm4096, model.onnx", "slm4096, model_dynamo.onnx",
    "llama-untied, model.onnx", "llama-untied, model_dynamo.onnx",
    "stories260k, model.onnx", "stories260k, model_dynamo.onnx"
  })
  void theSameWeightsGiveTheSameLogits(String name, String export) throws IOException {
    Path file = SharedModels.require(name).resolve(export);

    Path written = rewrite(file, 1);

    assertThat(logits(written)).isEqualTo(logits(file));
    assertThat(EditedModel.read(written)).isEqualTo(EditedModel.read(file));
  }

  @ParameterizedTest
  @ValueSource(strings = {"model.onnx", "model_dynamo.onnx"})
  void otherWeightsAreReadBack(String export) {
    Path file = SharedModels.require("slm4096").resolve(export);

    assertThat(logits(rewrite(file, 2))).isNotEqualTo(logits(file));
  }

  @Test
  void whatIsNotGivenKeepsItsBytes() throws IOException {
    Path file = SharedModels.require("slm4096").resolve("model.onnx");
    TrainableGraph graph = TrainableGraph.open(file);
    String changed = "m.transformer.h.0.mlp.c_fc.weight";
    Path written = folder.resolve("written.onnx");

    graph.write(
        written,
        new WeightValues() {
          @Override
          public void copy(Weight weight, long from, float[] out, int count) {
            scaled(graph, -1).copy(weight, from, out, count);
          }

          @Override
          public boolean has(Weight weight) {
            return weight.name().equals(changed);
          }
        });

    GraphProto before = EditedModel.read(file).getGraph();
    GraphProto after = EditedModel.read(written).getGraph();
    assertThat(after.getNodeList()).isEqualTo(before.getNodeList());
    for (int i = 0; i < before.getInitializerCount(); i++) {
      assertThat(after.getInitializer(i).equals(before.getInitializer(i)))
          .isEqualTo(!before.getInitializer(i).getName().equals(changed));
    }
  }

  @Test
  void externalDataStaysOutsideInItsPlaces() throws IOException {
    Path whole = SharedModels.require("slm4096").resolve("model.onnx");
    Path file =
        EditedStorage.writeWithExternalData(
            EditedModel.read(whole), folder.resolve("external.onnx"));

    Path written = rewrite(file, 1);

    assertThat(logits(written)).isEqualTo(logits(whole));
    assertThat(folder.resolve("written.onnx_data"))
        .hasSameBinaryContentAs(folder.resolve("weights.bin"));
    rewrite(file, 3);
    assertThat(Files.mismatch(folder.resolve("written.onnx_data"), folder.resolve("weights.bin")))
        .isNotNegative();
  }

  @Test
  void halvesStayHalves() throws IOException {
    Path whole = SharedModels.require("slm4096").resolve("model_dynamo.onnx");
    Path file =
        EditedModel.write(
            EditedStorage.float16Weights(EditedModel.read(whole)), folder.resolve("half.onnx"));

    assertThat(logits(rewrite(file, 1))).isEqualTo(logits(file));
    assertThat(EditedModel.read(rewrite(file, 1))).isEqualTo(EditedModel.read(file));
    rewrite(file, 2);
  }

  @Test
  void aWeightThatDoesNotFitItsTypeIsNamed() throws IOException {
    Path whole = SharedModels.require("slm4096").resolve("model_dynamo.onnx");
    Path file =
        EditedModel.write(
            EditedStorage.float16Weights(EditedModel.read(whole)), folder.resolve("half.onnx"));
    TrainableGraph graph = TrainableGraph.open(file);
    Path written = folder.resolve("written.onnx");

    assertThatThrownBy(() -> graph.write(written, scaled(graph, 1e6f)))
        .isInstanceOf(ProbeException.class)
        .hasMessageContaining("F16 cannot hold")
        .hasMessageContaining(".half: element");
    assertThatThrownBy(() -> graph.write(written, scaled(graph, Float.NaN)))
        .isInstanceOf(ProbeException.class)
        .hasMessageContaining("is NaN");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void mergedNormsAreWrittenApart() throws IOException {
    Path whole = SharedModels.require("gpt2-random").resolve("model_dynamo.onnx");
    ModelProto merged = MergedNorms.merge(EditedModel.read(whole), 1);
    Path file = EditedModel.write(merged, folder.resolve("merged.onnx"));

    assertThat(logits(rewrite(file, 1))).isEqualTo(logits(file));

    TrainableGraph graph = TrainableGraph.open(file);
    Path written = folder.resolve("written.onnx");
    graph.write(
        written,
        (weight, from, out, count) -> {
          scaled(graph, 1).copy(weight, from, out, count);
          if (weight.name().contains("h.1.ln_2")) {
            java.util.Arrays.fill(out, 0, count, 7f);
          }
        });

    TrainableGraph again = TrainableGraph.open(written);
    assertThat(again.weights().stream().filter(w -> first(again, w) == 7f))
        .extracting(Weight::name)
        .containsExactly("m.transformer.h.1.ln_2.weight", "m.transformer.h.1.ln_2.bias");
  }

  private static float first(TrainableGraph graph, Weight weight) {
    float[] out = new float[1];
    scaled(graph, 1).copy(weight, 0, out, 1);
    return out[0];
  }

  @Test
  void mergedNormsInExternalDataDoNotOverwriteEachOther() throws IOException {
    Path whole = SharedModels.require("stories260k").resolve("model_dynamo.onnx");
    ModelProto merged = MergedNorms.merge(EditedModel.read(whole), 1);
    Path file = EditedStorage.writeWithExternalData(merged, folder.resolve("merged.onnx"));
    TrainableGraph graph = TrainableGraph.open(file);
    Path written = folder.resolve("written.onnx");
    List<String> names = graph.weights().stream().map(Weight::name).toList();

    graph.write(
        written,
        (weight, from, out, count) ->
            java.util.Arrays.fill(out, 0, count, names.indexOf(weight.name()) + 1f));

    TrainableGraph again = TrainableGraph.open(written);
    for (Weight weight : again.weights()) {
      assertThat(first(again, weight)).isEqualTo(names.indexOf(weight.name()) + 1f);
    }
  }
}
