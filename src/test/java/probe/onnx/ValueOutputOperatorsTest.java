package probe.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import probe.ProbeException;
import probe.SharedModels;
import probe.model.EditedModel;

/** Values and outputs of attention that is one operator. */
class ValueOutputOperatorsTest {
  @TempDir private Path folder;

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
    Path plain = ValueOutputTest.pocket("pocket-gpt2");
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
    Path plain = ValueOutputTest.pocket("pocket-gpt2");
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
    Path plain = ValueOutputTest.pocket("pocket-gpt2");
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
    Path plain = ValueOutputTest.pocket("pocket-llama");
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
}
