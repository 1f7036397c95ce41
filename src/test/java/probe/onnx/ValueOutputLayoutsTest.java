package probe.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import probe.ProbeException;
import probe.SharedModels;
import probe.model.EditedModel;
import probe.model.EditedStorage;

/** Values and outputs in layouts and types of weights that are less common. */
class ValueOutputLayoutsTest {
  @TempDir private Path folder;

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
