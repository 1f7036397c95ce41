package probe.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import probe.SharedModels;
import probe.onnx.AdapterFit;
import probe.onnx.Cut;
import probe.onnx.Decoder;
import probe.onnx.FullWeight;
import probe.onnx.LinearLayer;
import probe.onnx.LoraAdapter;
import probe.onnx.LoraDelta;
import probe.onnx.TrainableGraph;
import probe.onnx.Weight;
import probe.tensor.Compare;
import probe.tensor.DType;
import probe.tensor.Matrix;

/** Adapters applied when a model is opened, merged into it, and written and read. */
class AdapterTest {
  private static final int RANK = 3;
  private static final int[] IDS = {3, 1, 4, 1, 5};

  @TempDir private Path folder;

  private static float[] random(SplittableRandom random, int count) {
    float[] out = new float[count];
    for (int i = 0; i < count; i++) {
      out[i] = (float) random.nextGaussian(0, 0.1);
    }
    return out;
  }

  /** Random changes of every linear layer in the blocks; the same for every export. */
  static LoraAdapter adapter(TrainableGraph graph, boolean withHash) {
    List<LoraDelta> deltas = new ArrayList<>();
    for (LinearLayer layer : graph.projections()) {
      if (layer.role() == LinearLayer.Role.ATTENTION || layer.role() == LinearLayer.Role.MLP) {
        SplittableRandom random = new SplittableRandom(layer.module().hashCode());
        deltas.add(
            LoraDelta.of(
                layer,
                RANK,
                random(random, RANK * layer.in()),
                random(random, layer.out() * RANK)));
      }
    }
    return new LoraAdapter(
        RANK,
        6,
        deltas,
        List.of(),
        new LoraAdapter.Origin(
            "model.onnx", withHash ? graph.file().sha256() : null, "test", 1L, Map.of("a", "1")));
  }

  private static float[] logits(Path file, Path adapter) {
    LanguageModel.Options options = new LanguageModel.Options(null, Device.CPU, 1, adapter);
    try (LanguageModel model = LanguageModel.open(file, options);
        CutSession session = model.session(List.of(), true)) {
      return logits(session);
    }
  }

  /** Of a file as it is: nothing else is asked of it, so that one session will do. */
  private static float[] logits(Path file) {
    Decoder decoder = Decoder.open(file);
    ModelConfig config = ModelConfig.beside(decoder.file().folder());
    try (CutSession session = CutSession.logits(decoder, decoder.cut(List.of(), true), config, 1)) {
      return logits(session);
    }
  }

  private static float[] logits(CutSession session) {
    return Compare.copy(
        java.util.Objects.requireNonNull(
            session.run(TokenBatch.of(IDS), Positions.ALL).get(Cut.LOGITS)));
  }

  // others may leave theirs behind where they were killed
  private final List<Path> before = new ArrayList<>();

  @BeforeEach
  void whatLiesThereAlready() throws IOException {
    before.addAll(temporary());
  }

  private static List<Path> temporary() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(f -> String.valueOf(f.getFileName()).startsWith("probe-adapter-"))
          .toList();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "slm4096, model.onnx", "slm4096, model_dynamo.onnx",
    "llama-untied, model.onnx", "llama-untied, model_dynamo.onnx",
    "stories260k, model.onnx", "stories260k, model_dynamo.onnx"
  })
  void openedWithAnAdapterAModelGivesWhatTheMergedOneGives(String name, String export)
      throws IOException {
    Path file = SharedModels.require(name).resolve(export);
    TrainableGraph graph = TrainableGraph.open(file);
    LoraAdapter adapter = adapter(graph, true);
    adapter.write(folder);
    Path merged = folder.resolve("merged.onnx");
    graph.write(merged, AdapterFit.of(graph, adapter).merged());

    float[] applied = logits(file, folder);

    assertThat(applied).isEqualTo(logits(merged));
    assertThat(Compare.share(applied, logits(file))).isGreaterThan(1e-2);
    assertThat(temporary()).isSubsetOf(before);
  }

  @ParameterizedTest
  @ValueSource(strings = {"slm4096", "stories260k"})
  void oneAdapterFitsBothExports(String name) throws IOException {
    Path models = SharedModels.require(name);
    adapter(TrainableGraph.open(models.resolve("model.onnx")), false).write(folder);

    float[] torchScript = logits(models.resolve("model.onnx"), folder);
    float[] dynamo = logits(models.resolve("model_dynamo.onnx"), folder);

    assertThat(Compare.share(dynamo, torchScript)).isLessThan(1e-5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"model.onnx", "model_dynamo.onnx"})
  void mergedWeightsAreTheBasePlusTheProduct(String export) {
    TrainableGraph graph = TrainableGraph.open(SharedModels.require("slm4096").resolve(export));
    LoraAdapter adapter = adapter(graph, true);
    AdapterFit fit = AdapterFit.of(graph, adapter);
    for (LoraDelta delta : adapter.deltas()) {
      LinearLayer layer = java.util.Objects.requireNonNull(fit.deltas().get(delta));
      Weight weight =
          graph.weights().stream().filter(w -> w.name().equals(layer.weight())).findAny().get();
      TrainableGraph.Constant base =
          java.util.Objects.requireNonNull(graph.constant(weight.name()));
      float[] merged = new float[(int) weight.size()];
      // in two parts that end within a row
      fit.merged().copy(weight, 0, merged, 77);
      float[] rest = new float[merged.length - 77];
      fit.merged().copy(weight, 77, rest, rest.length);
      System.arraycopy(rest, 0, merged, 77, rest.length);
      double worst = 0;
      for (int i = 0; i < layer.in(); i++) {
        for (int o = 0; o < layer.out(); o++) {
          int at = layer.transposed() ? o * layer.in() + i : i * layer.out() + o;
          double expected = base.dtype().readDouble(base.data(), at);
          for (int r = 0; r < RANK; r++) {
            expected += 2.0 * delta.b()[o * RANK + r] * delta.a()[r * layer.in() + i];
          }
          worst = Math.max(worst, Math.abs(merged[at] - expected));
        }
      }
      assertThat(worst).as(weight.name()).isLessThan(1e-6);
    }
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    TrainableGraph graph =
        TrainableGraph.open(SharedModels.require("gpt2-random").resolve("model.onnx"));
    LoraAdapter written = adapter(graph, true);
    Weight norm =
        graph.weights().stream().filter(w -> w.name().endsWith("ln_f.bias")).findAny().get();
    float[] values = new float[(int) norm.size()];
    java.util.Arrays.fill(values, 0.5f);
    FullWeight full =
        new FullWeight(
            "transformer.ln_f.bias", norm.name(), norm.dims(), Matrix.of(values, 1, values.length));
    written = new LoraAdapter(RANK, 6, written.deltas(), List.of(full), written.origin());
    written.write(folder);

    LoraAdapter read = LoraAdapter.read(folder);

    assertThat(read.rank()).isEqualTo(RANK);
    assertThat(read.alpha()).isEqualTo(6);
    assertThat(read.origin()).isEqualTo(written.origin());
    assertThat(read.deltas()).usingRecursiveComparison().isEqualTo(written.deltas());
    assertThat(read.deltas()).allSatisfy(d -> assertThat(d.fanInFanOut()).isTrue());
    assertThat(read.full()).hasSize(1);
    float[] replaced = new float[values.length];
    AdapterFit.of(graph, read).merged().copy(norm, 0, replaced, replaced.length);
    assertThat(replaced).isEqualTo(values);
  }

  @Test
  void aQuantisedModelKeepsItsWeightsAndGetsTheProductsBeside() throws IOException {
    Path whole = SharedModels.require("llama-untied").resolve("model_dynamo.onnx");
    Path quantised =
        EditedModel.write(
            EditedStorage.int8Weights(EditedModel.read(whole)), folder.resolve("int8.onnx"));
    adapter(TrainableGraph.open(whole), false).write(folder);

    float[] exact = logits(whole, folder);
    float[] plain = logits(quantised);
    double rounding = Compare.share(plain, logits(whole));
    float[] applied = logits(quantised, folder);

    assertThat(Compare.share(applied, exact)).isLessThan(2 * rounding);
    assertThat(Compare.share(plain, exact)).isGreaterThan(10 * rounding);
    LanguageModel.Options options = new LanguageModel.Options(null, Device.CPU, 1, folder);
    try (LanguageModel model = LanguageModel.open(quantised, options);
        WholeSession session = model.wholeSession()) {
      assertThat(model.decoder().blocks()).isEqualTo(3);
      assertThat(session).isNotNull();
    }
    assertThat(temporary()).isSubsetOf(before);
  }

  @Test
  void halvesAreMergedAsHalves() throws IOException {
    Path whole = SharedModels.require("slm4096").resolve("model.onnx");
    Path half =
        EditedModel.write(
            EditedStorage.float16Weights(EditedModel.read(whole)), folder.resolve("half.onnx"));
    TrainableGraph graph = TrainableGraph.open(half);
    adapter(graph, true).write(folder);

    assertThat(Compare.share(logits(half, folder), logits(half))).isGreaterThan(1e-2);
    assertThat(graph.weights())
        .anySatisfy(
            w ->
                assertThat(java.util.Objects.requireNonNull(graph.constant(w.name())).dtype())
                    .isEqualTo(DType.F16));
  }
}
