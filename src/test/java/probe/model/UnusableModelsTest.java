package probe.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import probe.ProbeException;
import probe.SharedModels;
import probe.onnx.write.GraphWriter;
import probe.tensor.Matrix;

/** Files that are no model that can be opened, and what is said of them. */
class UnusableModelsTest {
  @TempDir private Path folder;

  @Test
  void textIsNoModel() throws IOException {
    refused(
        Files.writeString(folder.resolve("m.onnx"), "hello, this is text\n"), "not an ONNX file");
  }

  @Test
  void aGitLfsPointerIsNamed() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("m.onnx"), "version https://git-lfs.github.com/spec/v1\noid sha256:0\n");
    refused(file, "git lfs pull");
  }

  @Test
  void aTruncatedFileIsNoticed() throws IOException {
    byte[] bytes =
        Files.readAllBytes(SharedModels.require("llama-untied").resolve("model_dynamo.onnx"));
    for (int keep : new int[] {1000, bytes.length / 2, bytes.length - 10}) {
      Path file = folder.resolve("m.onnx");
      Files.write(file, java.util.Arrays.copyOf(bytes, keep));
      refused(file, "truncated");
    }
  }

  @Test
  void missingAndShortExternalDataAreNamed() throws IOException {
    ModelProto model = plain();
    Path file = EditedStorage.writeWithExternalData(model, folder.resolve("m.onnx"));
    Path data = folder.resolve("weights.bin");
    byte[] bytes = Files.readAllBytes(data);
    Files.write(data, java.util.Arrays.copyOf(bytes, bytes.length / 2));
    refused(file, "truncated");
    Files.delete(data);
    refused(file, "weights.bin");
  }

  @Test
  void weightsOutsideTheFolderAreNotRead() throws IOException {
    Path inner = Files.createDirectories(folder.resolve("inner"));
    EditedStorage.writeWithExternalData(plain(), inner.resolve("m.onnx"));
    Files.move(inner.resolve("weights.bin"), folder.resolve("weights.bin"));
    ModelProto.Builder model = EditedModel.read(inner.resolve("m.onnx")).toBuilder();
    model
        .getGraphBuilder()
        .getInitializerBuilderList()
        .forEach(
            tensor ->
                tensor
                    .getExternalDataBuilderList()
                    .forEach(
                        entry -> {
                          if (entry.getKey().equals("location")) {
                            entry.setValue("../weights.bin");
                          }
                        }));
    refused(EditedModel.write(model.build(), inner.resolve("m.onnx")), "outside its own folder");
  }

  @Test
  void anImageModelTakesNoTokens() throws IOException {
    Path file = folder.resolve("m.onnx");
    GraphProto graph =
        GraphProto.newBuilder()
            .setName("vision")
            .addInput(
                EditedModel.read(SharedModels.require("llama-untied").resolve("model.onnx"))
                    .getGraph()
                    .getInputList()
                    .stream()
                    .filter(v -> v.getName().startsWith("past"))
                    .findFirst()
                    .orElseThrow())
            .addNode(
                NodeProto.newBuilder()
                    .setOpType("Relu")
                    .addInput("past_key_values.0.key")
                    .addOutput("out"))
            .build();
    EditedModel.write(ModelProto.newBuilder().setGraph(graph).build(), file);
    refused(file, "takes no token ids");
  }

  @Test
  void aModelWithoutAHeadIsRefused() throws IOException {
    ModelProto model = plain();
    int last = EditedModel.lastMatMul(model.getGraph());
    GraphProto.Builder graph = model.getGraph().toBuilder();
    String states = graph.getNode(last).getInput(0);
    graph.removeNode(last);
    graph.setOutput(0, graph.getOutput(0).toBuilder().setName(states));
    refused(
        EditedModel.write(model.toBuilder().setGraph(graph).build(), folder.resolve("m.onnx")),
        "no projection to a vocabulary");
  }

  @Test
  void anEncoderIsToldByWhatItDoes() throws IOException {
    // one block of attention without a causal mask
    Path file = folder.resolve("m.onnx");
    GraphWriter out = new GraphWriter();
    String ids = out.input("input_ids", "batch", "tokens");
    String embedding = out.weight("embedding", 50, 8);
    String x = out.node("Gather", List.of(embedding, ids));
    AttributeProto turn = GraphWriter.attribute("perm", List.of(0L, 2L, 1L));
    String scores = out.node("MatMul", List.of(x, out.node("Transpose", List.of(x), turn)));
    String mixed = out.node("MatMul", List.of(out.node("Softmax", List.of(scores)), x));
    String branch = out.node("MatMul", List.of(mixed, out.weight("w", 8, 8)));
    String y = out.node("Add", List.of(x, branch));
    String gamma =
        out.node("Transpose", List.of(embedding), GraphWriter.attribute("perm", List.of(1L, 0L)));
    out.output(out.node("MatMul", List.of(y, gamma)), "logits", "batch", "tokens", "vocabulary");
    out.write(
        file,
        weight -> {
          float[] values = new float[(int) weight.count()];
          for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.sin(i * 0.7);
          }
          return Matrix.of(values, weight.rows(), weight.columns());
        });
    refused(file, "no causal decoder");
  }

  @Test
  void theDecoderOfAnEncoderDecoderNeedsTheEncoder() throws IOException {
    ModelProto model = plain();
    GraphProto.Builder graph = model.getGraph().toBuilder();
    int last = EditedModel.lastMatMul(model.getGraph());
    var states = graph.getOutput(0).toBuilder().setName("encoder_states");
    states.getTypeBuilder().getTensorTypeBuilder().setElemType(DataType.FLOAT_VALUE);
    graph.addInput(states);
    NodeProto head = graph.getNode(last);
    graph.addNode(
        last,
        NodeProto.newBuilder()
            .setOpType("Add")
            .addInput(head.getInput(0))
            .addInput("encoder_states")
            .addOutput("crossed"));
    graph.setNode(last + 1, head.toBuilder().setInput(0, "crossed"));
    refused(
        EditedModel.write(model.toBuilder().setGraph(graph).build(), folder.resolve("m.onnx")),
        "encoder_states");
  }

  @Test
  void cudaWithoutItsLibrariesSaysWhatIsMissing() {
    Path file = SharedModels.require("llama-untied").resolve("model.onnx");
    try {
      LanguageModel.open(file, new LanguageModel.Options(null, new Device(true, 0), 1)).close();
    } catch (ProbeException e) {
      assertThat(e.kind()).isEqualTo(ProbeException.Kind.DEVICE);
      assertThat(e).hasMessageContaining("onnxruntime_gpu").hasMessageContaining("CUDA 12");
    }
  }

  @Test
  void statesThatAreNoNumbersStopTheExtraction() throws IOException {
    Path file = EditedModel.write(EditedModel.withNaN(plain()), folder.resolve("m.onnx"));
    try (LanguageModel model =
            LanguageModel.open(file, new LanguageModel.Options(null, Device.CPU, 1));
        Contexts contexts = new Contexts()) {
      contexts.add(new int[] {1, 2, 3});
      Extraction extraction =
          new Extraction(model, new Extraction.Spec(List.of(3), Positions.LAST, false));
      assertThatThrownBy(
              () ->
                  extraction.run(
                      contexts, (context, before, length, row, site, values) -> {}, count -> {}))
          .isInstanceOf(ProbeException.class)
          .hasMessageContaining("hidden.3")
          .hasMessageContaining("context 0")
          .hasMessageContaining("position 2");
    }
  }

  @Test
  void badContextsAreRefusedBeforeAnythingRuns() throws IOException {
    Path file = SharedModels.require("llama-untied").resolve("model.onnx");
    try (LanguageModel model =
        LanguageModel.open(file, new LanguageModel.Options(null, Device.CPU, 1))) {
      assertThatThrownBy(() -> model.check(new int[] {2000}, "here"))
          .isInstanceOf(ProbeException.class)
          .hasMessageContaining("here")
          .hasMessageContaining("2000")
          .hasMessageContaining("0 to 1999");
      assertThatThrownBy(() -> model.check(new int[] {-1}, "here")).hasMessageContaining("-1");
      assertThatThrownBy(() -> model.check(new int[129], "here"))
          .hasMessageContaining("129")
          .hasMessageContaining("128");
      assertThatThrownBy(() -> model.check(new int[0], "here")).hasMessageContaining("no tokens");
      assertThatThrownBy(model::requireTokenizer)
          .hasMessageContaining("--tokenizer")
          .hasMessageContaining("--ids");
      assertThatThrownBy(() -> model.session(List.of(4), false)).hasMessageContaining("0 to 3");
    }
  }

  private static ModelProto plain() throws IOException {
    return EditedModel.read(SharedModels.require("llama-untied").resolve("model_dynamo.onnx"));
  }

  private static void refused(Path file, String why) {
    assertThatThrownBy(
            () -> LanguageModel.open(file, new LanguageModel.Options(null, Device.CPU, 1)).close())
        .isInstanceOf(ProbeException.class)
        .hasMessageContaining(why)
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
  }
}
