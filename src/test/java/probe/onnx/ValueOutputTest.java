package probe.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import probe.ProbeException;
import probe.SharedModels;
import probe.model.EditedModel;
import probe.model.EditedStorage;
import probe.tensor.Matrix;
import probe.tensor.Safetensors;

class ValueOutputTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "gpt2-random,model.onnx,2,4",
    "gpt2-random,model_dynamo.onnx,2,4",
    "slm4096,model.onnx,4,4",
    "slm4096,model_dynamo.onnx,4,4"
  })
  void gpt2sFactorsAreThoseOfTheCheckpoint(String name, String file, int blocks, int heads) {
    Path model = SharedModels.require(name);
    ValueOutput found = ValueOutput.of(TrainableGraph.open(model.resolve(file)));
    Safetensors checkpoint = Safetensors.open(model.resolve("model.safetensors"));
    assertThat(found.layers()).hasSize(blocks);
    for (ValueOutput.Layer layer : found.layers()) {
      String prefix = prefix(checkpoint, "h." + layer.index() + ".attn.");
      float[][] all = rows(checkpoint.matrix(prefix + "c_attn.weight")); // [d, 3 d]
      float[][] out = rows(checkpoint.matrix(prefix + "c_proj.weight")); // [d, d]
      int d = all.length;
      int width = d / heads;
      assertThat(layer.heads()).isEqualTo(heads);
      assertThat(layer.headDim()).isEqualTo(width);
      List<ValueOutput.Factors> factors = found.factors(layer);
      for (int h = 0; h < heads; h++) {
        assertThat(rows(factors.get(h).value())).isEqualTo(columns(all, 2 * d + h * width, width));
        assertThat(rows(factors.get(h).output()))
            .isEqualTo(Arrays.copyOfRange(out, h * width, (h + 1) * width));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "stories260k,model.onnx,5,8,4",
    "stories260k,model_dynamo.onnx,5,8,4",
    "llama-untied,model.onnx,3,6,2",
    "llama-untied,model_dynamo.onnx,3,6,2"
  })
  void llamasFactorsAreThoseOfTheCheckpoint(
      String name, String file, int blocks, int heads, int shared) {
    Path model = SharedModels.require(name);
    ValueOutput found = ValueOutput.of(TrainableGraph.open(model.resolve(file)));
    Safetensors checkpoint = Safetensors.open(model.resolve("model.safetensors"));
    assertThat(found.layers()).hasSize(blocks);
    for (ValueOutput.Layer layer : found.layers()) {
      String prefix = "model.layers." + layer.index() + ".self_attn.";
      float[][] values = rows(checkpoint.matrix(prefix + "v_proj.weight").transpose()); // [d, kv]
      float[][] out = rows(checkpoint.matrix(prefix + "o_proj.weight").transpose());
      int width = values[0].length / shared;
      assertThat(layer.heads()).isEqualTo(heads);
      assertThat(layer.headDim()).isEqualTo(width);
      List<ValueOutput.Factors> factors = found.factors(layer);
      for (int h = 0; h < heads; h++) {
        int group = h / (heads / shared);
        assertThat(rows(factors.get(h).value())).isEqualTo(columns(values, group * width, width));
        assertThat(rows(factors.get(h).output()))
            .isEqualTo(Arrays.copyOfRange(out, h * width, (h + 1) * width));
      }
    }
  }

  private static String prefix(Safetensors checkpoint, String path) {
    return checkpoint.names().stream()
        .filter(name -> name.endsWith(path + "c_attn.weight"))
        .map(name -> name.substring(0, name.length() - "c_attn.weight".length()))
        .findFirst()
        .orElseThrow();
  }

  private static float[][] rows(Matrix matrix) {
    return IntStream.range(0, matrix.rows()).mapToObj(matrix::row).toArray(float[][]::new);
  }

  private static float[][] columns(float[][] rows, int from, int count) {
    return Arrays.stream(rows)
        .map(row -> Arrays.copyOfRange(row, from, from + count))
        .toArray(float[][]::new);
  }

  @Test
  void theCommittedModelsHaveFourHeadsInEveryBlock() {
    for (String name : List.of("pocket-gpt2", "pocket-llama")) {
      ValueOutput found = ValueOutput.of(TrainableGraph.open(pocket(name)));

      assertThat(found.layers()).extracting(ValueOutput.Layer::index).containsExactly(0, 1, 2, 3);
      for (ValueOutput.Layer layer : found.layers()) {
        int first = name.equals("pocket-gpt2") ? 256 : 0;
        assertThat(layer.valueColumns()).isEqualTo(IntStream.range(first, first + 128).toArray());
        assertThat(layer.outputRows()).isEqualTo(IntStream.range(0, 128).toArray());
        assertThat(layer.parts().get(2).valueColumns())
            .isEqualTo(IntStream.range(first + 64, first + 96).toArray());
      }
    }
  }

  private static Path pocket(String name) {
    return Path.of(System.getProperty("probe.basedir", "."), "models", name, "model.onnx");
  }

  // ---- attention in one operator

  /** {@code model} with {@code fused} in place of what makes what the outputs of its heads read. */
  private Path fused(Path model, java.util.function.Function<ValueOutput.Layer, NodeProto> fused)
      throws IOException {
    ModelProto proto = EditedModel.read(model);
    GraphProto.Builder graph = proto.getGraph().toBuilder();
    for (ValueOutput.Layer layer : ValueOutput.of(TrainableGraph.open(model)).layers()) {
      String made = layer.output().input();
      for (int i = 0; i < graph.getNodeCount(); i++) {
        if (graph.getNode(i).getOutputList().contains(made)) {
          graph.setNode(i, fused.apply(layer).toBuilder().addOutput(made).build());
        }
      }
    }
    return EditedModel.write(
        proto.toBuilder().setGraph(graph).build(), folder.resolve("fused.onnx"));
  }

  private static NodeProto.Builder node(String op, String domain, String... inputs) {
    return NodeProto.newBuilder()
        .setOpType(op)
        .setDomain(domain)
        .addAllInput(Arrays.asList(inputs));
  }

  private static void requireSameHeads(Path fused, Path plain) {
    List<ValueOutput.Layer> expected = ValueOutput.of(TrainableGraph.open(plain)).layers();
    List<ValueOutput.Layer> found = ValueOutput.of(TrainableGraph.open(fused)).layers();
    assertThat(found).hasSameSizeAs(expected);
    for (int i = 0; i < found.size(); i++) {
      assertThat(found.get(i).index()).isEqualTo(expected.get(i).index());
      assertThat(found.get(i).probabilities()).isEmpty();
      assertThat(found.get(i).parts())
          .usingRecursiveComparison()
          .isEqualTo(expected.get(i).parts());
    }
  }

  /** What is behind the product in {@code layer}: its bias, where it has one, and the split. */
  private static String biased(Path model, ValueOutput.Layer layer) {
    GraphProto graph = TrainableGraph.open(model).graph();
    return graph.getNodeList().stream()
        .filter(n -> n.getInputList().contains(layer.value().output()))
        .findFirst()
        .orElseThrow()
        .getOutput(0);
  }

  @Test
  void multiHeadAttentionHasItsHeadsInAnAttribute() throws IOException {
    Path plain = pocket("pocket-gpt2");
    Path fused =
        fused(
            plain,
            layer -> {
              String all = biased(plain, layer);
              return node("MultiHeadAttention", "com.microsoft", all + ".q", all + ".k", all + ".v")
                  .addAttribute(EditedModel.number("num_heads", 4))
                  .build();
            });

    requireSameHeads(fused, plain);
    assertThatThrownBy(() -> ValueOutputProduct.addTo(TrainableGraph.open(fused)))
        .isInstanceOf(ProbeException.class)
        .hasMessageContaining("MultiHeadAttention -> ")
        .hasMessageContaining("shows no probabilities");
  }

  @Test
  void groupQueryAttentionMayHoldAllThreeInOne() throws IOException {
    Path plain = pocket("pocket-gpt2");
    Path fused =
        fused(
            plain,
            layer ->
                node("GroupQueryAttention", "com.microsoft", biased(plain, layer), "", "")
                    .addAttribute(EditedModel.number("num_heads", 4))
                    .addAttribute(EditedModel.number("kv_num_heads", 4))
                    .build());

    requireSameHeads(fused, plain);
  }

  @Test
  void microsoftsAttentionProjectsByItself() throws IOException {
    Path plain = pocket("pocket-gpt2");
    Path fused =
        fused(
            plain,
            layer ->
                node(
                        "Attention",
                        "com.microsoft",
                        layer.value().input(),
                        layer.value().weight(),
                        layer.value().weight().replace(".weight", ".bias"))
                    .addAttribute(EditedModel.number("num_heads", 4))
                    .build());

    requireSameHeads(fused, plain);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GroupQueryAttention,com.microsoft,num_heads", "Attention,,q_num_heads"})
  void headsOfAGroupShareTheirValues(String form) throws IOException {
    String[] words = form.split(",", -1);
    Path plain = SharedModels.require("stories260k").resolve("model_dynamo.onnx");
    List<LinearLayer> products = TrainableGraph.open(plain).projections();
    Path fused =
        fused(
            plain,
            layer -> {
              int at =
                  products.stream()
                      .map(LinearLayer::module)
                      .toList()
                      .indexOf(layer.value().module());
              return node(
                      words[0],
                      words[1],
                      products.get(at - 2).output(),
                      products.get(at - 1).output(),
                      layer.value().output())
                  .addAttribute(EditedModel.number(words[2], 8))
                  .addAttribute(EditedModel.number("kv_num_heads", 4))
                  .build();
            });

    requireSameHeads(fused, plain);
  }

  @Test
  void anUnknownOperatorIsNamed() throws IOException {
    Path plain = pocket("pocket-llama");
    Path fused =
        fused(
            plain,
            layer ->
                node("PagedAttention", "com.microsoft", layer.value().output(), "", "").build());

    assertThatThrownBy(() -> ValueOutput.of(TrainableGraph.open(fused)))
        .isInstanceOf(ProbeException.class)
        .hasMessageContaining("PagedAttention -> ")
        .hasMessageContaining("in a form that is not known");
  }

  // ---- other layouts

  /** One block whose queries, keys and values lie side by side within each head. */
  private Path interleaved(String mixing) throws IOException {
    List<NodeProto> nodes = new ArrayList<>();
    nodes.add(Cut.node("Gather", List.of("embedding", "input_ids"), "x"));
    nodes.add(Cut.node("LayerNormalization", List.of("x", "scale", "shift"), "normed"));
    nodes.add(Cut.node("MatMul", List.of("normed", "w_qkv"), "qkv"));
    nodes.add(Cut.node("Reshape", List.of("qkv", "by_head"), "heads"));
    nodes.add(turned("heads", "turned", 0, 2, 1, 3));
    nodes.add(
        NodeProto.newBuilder()
            .setOpType("Split")
            .addInput("turned")
            .addInput("thirds")
            .addOutput("q")
            .addOutput("k")
            .addOutput("v")
            .addAttribute(EditedModel.number("axis", 3))
            .build());
    nodes.add(turned("k", "keys", 0, 1, 3, 2));
    nodes.add(Cut.node("MatMul", List.of("q", "keys"), "scores"));
    nodes.add(Cut.node("Softmax", List.of("scores"), "a"));
    if (mixing.equals("Mul")) {
      nodes.add(Cut.node("Mul", List.of("v", "q"), "gated"));
      nodes.add(Cut.node("MatMul", List.of("a", "gated"), "mixed"));
    } else {
      nodes.add(Cut.node(mixing, List.of("a", "v"), "mixed"));
    }
    nodes.add(turned("mixed", "back", 0, 2, 1, 3));
    nodes.add(Cut.node("Reshape", List.of("back", "flat"), "rows"));
    nodes.add(Cut.node("MatMul", List.of("rows", "w_o"), "out"));
    nodes.add(Cut.node("Add", List.of("x", "out"), "y"));
    nodes.add(Cut.node("MatMul", List.of("y", "head"), "logits"));
    GraphText text =
        new GraphText()
            .input("input_ids", DataType.INT64_VALUE, "b", "t")
            .output("logits")
            .random("embedding", 20, 12)
            .random("scale", 12)
            .random("shift", 12)
            .random("w_qkv", 12, 36)
            .random("w_o", 12, 12)
            .random("head", 12, 20)
            .longs("by_head", 0, 0, 2, 18)
            .longs("thirds", 6, 6, 6)
            .longs("flat", 0, 0, -1);
    ModelProto model = text.model();
    return GraphText.write(
        model.toBuilder().setGraph(model.getGraph().toBuilder().addAllNode(nodes)).build(),
        folder.resolve("interleaved.onnx"));
  }

  private static NodeProto turned(String input, String output, long... perm) {
    AttributeProto.Builder order =
        AttributeProto.newBuilder().setName("perm").setType(AttributeProto.AttributeType.INTS);
    Arrays.stream(perm).forEach(order::addInts);
    return Cut.node("Transpose", List.of(input), output).toBuilder().addAttribute(order).build();
  }

  @Test
  void queriesKeysAndValuesMayLieSideBySideWithinEachHead() throws IOException {
    ValueOutput found = ValueOutput.of(TrainableGraph.open(interleaved("MatMul")));

    ValueOutput.Layer layer = found.layers().getFirst();
    assertThat(layer.parts().get(0).valueColumns()).containsExactly(12, 13, 14, 15, 16, 17);
    assertThat(layer.parts().get(1).valueColumns()).containsExactly(30, 31, 32, 33, 34, 35);
    assertThat(layer.parts().get(1).outputRows()).containsExactly(6, 7, 8, 9, 10, 11);
    assertThat(layer.probabilities()).isEqualTo("a");
    assertThat(layer.valueColumns()).hasSize(12);
  }

  @Test
  void anUnknownFormOfMixingIsRefused() throws IOException {
    Path einsum = interleaved("Einsum");

    assertThatThrownBy(() -> ValueOutput.of(TrainableGraph.open(einsum)))
        .isInstanceOf(ProbeException.class)
        .hasMessageContaining("Einsum mixed multiplies values in a form that is not known");
  }

  @Test
  void gatedValuesAreRefused() throws IOException {
    Path gated = interleaved("Mul");

    assertThatThrownBy(() -> ValueOutput.of(TrainableGraph.open(gated)))
        .isInstanceOf(ProbeException.class)
        .hasMessageContaining("MatMul mixed reads values that are more than a product and a bias");
  }

  @Test
  void aQuantisedModelHasThePlacesButNotTheNumbers() throws IOException {
    Path whole = SharedModels.require("llama-untied").resolve("model_dynamo.onnx");
    Path int8 =
        EditedModel.write(
            EditedStorage.int8Weights(EditedModel.read(whole)), folder.resolve("int8.onnx"));
    ValueOutput found = ValueOutput.of(TrainableGraph.open(int8));

    assertThat(found.layers()).hasSize(3);
    assertThat(found.layers().getFirst().parts())
        .usingRecursiveComparison()
        .isEqualTo(ValueOutput.of(TrainableGraph.open(whole)).layers().getFirst().parts());
    assertThatThrownBy(() -> found.factors(found.layers().getFirst()))
        .isInstanceOf(ProbeException.class)
        .hasMessageContaining("v_proj is quantised");
  }
}
