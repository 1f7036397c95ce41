package probe.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import probe.checkpoint.Checkpoint;
import probe.checkpoint.family.FamilyFixture;
import probe.onnx.AdapterFit;
import probe.onnx.Cut;
import probe.onnx.LoraAdapter;
import probe.onnx.LoraDelta;
import probe.onnx.TokenTable;
import probe.onnx.TrainableGraph;
import probe.tensor.Compare;
import probe.tensor.DType;
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

  @ParameterizedTest
  @ValueSource(strings = {"tied-save-head", "tied-head", "tied-embedding", "tied-rows-head"})
  void ofTiedHalvesStoredAsFloat16OneChangesAndTheOtherStays(String name) throws IOException {
    Path adapter = resource("/probe/peft/" + name);
    FamilyFixture base = base(adapter);
    Checkpoint checkpoint = Checkpoint.open(base.folder());
    Path model = folder.resolve("model.onnx");
    checkpoint.graph(DType.F16).write(model, checkpoint);
    assertThat(Compare.share(logits(model, adapter, base.ids()), expected(adapter)))
        .isLessThan(1e-2);

    TrainableGraph whole = TrainableGraph.open(model);
    AdapterFit fit = AdapterFit.of(whole, LoraAdapter.read(adapter));
    Path merged = folder.resolve("merged.onnx");
    fit.graph().write(merged, fit.merged());
    TrainableGraph graph = TrainableGraph.open(merged);
    assertThat(whole.tokenTables()).hasSize(1);
    assertThat(graph.tokenTables()).hasSize(2);
    float[] before = values(whole, whole.tokenTables().getFirst());
    boolean embedding = name.equals("tied-embedding");
    assertThat(Arrays.equals(values(graph, graph.tokenTables().getFirst()), before))
        .isEqualTo(!embedding);
    assertThat(Arrays.equals(values(graph, graph.tokenTables().getLast()), before))
        .isEqualTo(embedding);
  }

  @Test
  void whatChangesBothHalvesAlikeLeavesThemTied() throws IOException {
    FamilyFixture base = new FamilyFixture(resource("/probe/families/llama-linear"));
    TrainableGraph graph = TrainableGraph.open(FamilyFixture.imported(base.folder(), folder));
    for (String name : List.of("tied-rows", "tied-saved-beside", "save-linear")) {
      LoraAdapter adapter = LoraAdapter.read(resource("/probe/peft/" + name));
      AdapterFit fit = AdapterFit.of(graph, adapter);
      assertThat(fit.graph()).as(name).isSameAs(graph);
      assertThat(fit.full().values())
          .as("weights saved beside that are those of the model")
          .noneMatch(full -> full.shared());
    }
  }

  @Test
  void splitHalvesOfExternalDataGetPlacesOfTheirOwn() throws IOException {
    Path adapter = resource("/probe/peft/tied-head");
    FamilyFixture base = base(adapter);
    Path model = FamilyFixture.imported(base.folder(), folder);
    EditedStorage.writeWithExternalData(EditedModel.read(model), model);
    assertThat(Compare.share(logits(model, adapter, base.ids()), expected(adapter)))
        .isLessThan(PARITY);
    AdapterFit fit = AdapterFit.of(TrainableGraph.open(model), LoraAdapter.read(adapter));
    Path merged = folder.resolve("merged.onnx");
    fit.graph().write(merged, fit.merged());
    assertThat(Compare.share(logits(merged, null, base.ids()), expected(adapter)))
        .isLessThan(PARITY);
  }

  @Test
  void aHeadInsideAFunctionIsSplitOffToo() throws IOException {
    Path adapter = resource("/probe/peft/tied-save-head");
    FamilyFixture base = base(adapter);
    Path model = FamilyFixture.imported(base.folder(), folder);
    EditedModel.write(withHeadInFunction(EditedModel.read(model)), model);
    assertThat(Compare.share(logits(model, adapter, base.ids()), expected(adapter)))
        .isLessThan(PARITY);
    AdapterFit fit = AdapterFit.of(TrainableGraph.open(model), LoraAdapter.read(adapter));
    Path merged = folder.resolve("merged.onnx");
    fit.graph().write(merged, fit.merged());
    assertThat(Compare.share(logits(merged, null, base.ids()), expected(adapter)))
        .isLessThan(PARITY);
  }

  /** The last two nodes, Transpose and MatMul, as a call. */
  private static ModelProto withHeadInFunction(ModelProto model) {
    GraphProto.Builder graph = model.getGraph().toBuilder();
    int last = graph.getNodeCount() - 1;
    NodeProto product = graph.getNode(last);
    NodeProto transpose = graph.getNode(last - 1);
    assertThat(List.of(transpose.getOpType(), product.getOpType()))
        .containsExactly("Transpose", "MatMul");
    graph
        .removeNode(last)
        .removeNode(last - 1)
        .addNode(
            NodeProto.newBuilder()
                .setDomain("local")
                .setOpType("Head")
                .addInput(product.getInput(0))
                .addInput(transpose.getInput(0))
                .addOutput(product.getOutput(0)));
    return model.toBuilder()
        .setGraph(graph)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("local").setVersion(1))
        .addFunctions(
            FunctionProto.newBuilder()
                .setDomain("local")
                .setName("Head")
                .addInput("x")
                .addInput("table")
                .addOutput("y")
                .addOpsetImport(model.getOpsetImport(0))
                .addNode(transpose.toBuilder().setInput(0, "table").setOutput(0, "turned"))
                .addNode(
                    product.toBuilder()
                        .clearInput()
                        .addInput("x")
                        .addInput("turned")
                        .setOutput(0, "y")))
        .build();
  }

  /** PEFT finds the modules by these names alone. */
  @ParameterizedTest
  @CsvSource({
    "llama-linear, model.layers.0.self_attn.q_proj, lm_head, model.embed_tokens",
    "llama-3, model.layers.0.self_attn.q_proj, lm_head, model.embed_tokens",
    "gpt2, transformer.h.0.attn.c_attn, lm_head, transformer.wte",
    "gpt2-untied, transformer.h.0.attn.c_attn, lm_head, transformer.wte",
    "gemma2, model.layers.0.self_attn.q_proj, lm_head, model.embed_tokens"
  })
  void modulesOfImportedModelsAreCalledAsInTransformers(
      String family, String first, String head, String embedding) throws IOException {
    FamilyFixture base = new FamilyFixture(resource("/probe/families/" + family));
    TrainableGraph graph = TrainableGraph.open(FamilyFixture.imported(base.folder(), folder));
    assertThat(graph.projections().getFirst().module()).isEqualTo(first);
    assertThat(graph.projections().getLast().module()).isEqualTo(head);
    assertThat(graph.tokenTables().getFirst().module()).isEqualTo(embedding);
  }

  @Test
  void whatWasReadIsWrittenSoThatItIsReadAgain() throws IOException {
    LoraAdapter adapter = LoraAdapter.read(resource("/probe/peft/gpt2-ends"));
    List<LoraDelta> deltas = adapter.deltas();
    assertThat(deltas).anyMatch(LoraDelta::embedding);
    new LoraAdapter(adapter.rank(), adapter.alpha(), deltas, List.of(), adapter.origin())
        .write(folder);
    assertThat(LoraAdapter.read(folder).deltas())
        .usingRecursiveComparison()
        .ignoringCollectionOrder()
        .isEqualTo(deltas);
  }

  private static float[] values(TrainableGraph graph, TokenTable table) {
    TrainableGraph.Constant stored = Objects.requireNonNull(graph.constant(table.weight().name()));
    float[] out = new float[Math.toIntExact(table.weight().size())];
    for (int i = 0; i < out.length; i++) {
      out[i] = stored.dtype().readFloat(stored.data(), i);
    }
    return out;
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
        CutSession session = model.session(List.of(), true)) {
      return Compare.copy(
          Objects.requireNonNull(session.run(TokenBatch.of(ids), Positions.ALL).get(Cut.LOGITS)));
    }
  }
}
