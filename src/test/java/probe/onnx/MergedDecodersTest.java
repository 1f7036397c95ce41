package probe.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static probe.onnx.InlinerTest.flat;
import static probe.onnx.InlinerTest.node;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Of a decoder with one branch for a past and one without, the latter is taken. */
class MergedDecodersTest {
  private static ValueInfoProto value(String name, int type, int rank) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (int i = 0; i < rank; i++) {
      shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimParam("d" + i));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(TypeProto.Tensor.newBuilder().setElemType(type).setShape(shape)))
        .build();
  }

  private static GraphProto branch(String op, String result, String... reads) {
    return GraphProto.newBuilder()
        .addInitializer(TensorProto.newBuilder().setName(op + "_w").addDims(1))
        .addNode(node(op, Arrays.asList(reads), result))
        .addOutput(value(result, TensorProto.DataType.FLOAT_VALUE, 3))
        .build();
  }

  private static AttributeProto attribute(String name, GraphProto branch) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.GRAPH)
        .setG(branch)
        .build();
  }

  /** If(flag): one branch reads a past key of four axes, the other does not. */
  private static ModelProto.Builder merged(String flag, boolean pastFirst, boolean ownNames) {
    GraphProto with =
        branch("WithPast", ownNames ? "with_logits" : "logits", "ids", "past_key_values.0.key");
    GraphProto without = branch("WithoutPast", ownNames ? "without_logits" : "logits", "ids");
    return ModelProto.newBuilder()
        .setGraph(
            GraphProto.newBuilder()
                .addInput(value("ids", TensorProto.DataType.INT64_VALUE, 2))
                .addInput(value("past_key_values.0.key", TensorProto.DataType.FLOAT_VALUE, 4))
                .addInput(value("use_cache_branch", TensorProto.DataType.BOOL_VALUE, 1))
                .addOutput(value("logits", TensorProto.DataType.FLOAT_VALUE, 0))
                .addNode(
                    node("If", List.of(flag), "logits")
                        .addAttribute(attribute("then_branch", pastFirst ? with : without))
                        .addAttribute(attribute("else_branch", pastFirst ? without : with))));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theBranchWithoutPastIsTakenOnWhicheverSideItStands(boolean pastFirst) {
    GraphProto graph = flat(merged("use_cache_branch", pastFirst, false));

    assertThat(graph.getNodeList()).extracting(NodeProto::getOpType).containsExactly("WithoutPast");
    assertThat(graph.getNode(0).getOutputList()).containsExactly("logits");
    assertThat(graph.getInitializerList())
        .extracting(TensorProto::getName)
        .containsExactly("WithoutPast_w");
  }

  @Test
  void aBranchWithNamesOfItsOwnIsTiedToTheOuterOnes() {
    GraphProto graph = flat(merged("use_cache_branch", true, true));

    assertThat(graph.getNodeList())
        .extracting(NodeProto::getOpType)
        .containsExactly("WithoutPast", "Identity");
    assertThat(graph.getNode(1).getInputList()).containsExactly("without_logits");
    assertThat(graph.getNode(1).getOutputList()).containsExactly("logits");
  }

  @Test
  void theOutputTakesTheShapeThatTheBranchKnows() {
    GraphProto graph = flat(merged("use_cache_branch", true, false));

    assertThat(graph.getOutput(0).getName()).isEqualTo("logits");
    assertThat(graph.getOutput(0).getType().getTensorType().getShape().getDimCount()).isEqualTo(3);
  }

  @Test
  void aFlagThatIsReshapedOnItsWayIsStillTheFlag() {
    ModelProto.Builder model = merged("flag", true, false);
    GraphProto.Builder graph = model.getGraphBuilder();
    NodeProto branching = graph.getNode(0);
    graph.clearNode().addNode(node("Squeeze", List.of("use_cache_branch"), "flag"));
    graph.addNode(branching);

    assertThat(flat(model).getNodeList())
        .extracting(NodeProto::getOpType)
        .containsExactly("Squeeze", "WithoutPast");
  }

  @Test
  void anIfOnSomethingElseIsLeftAlone() {
    GraphProto graph = flat(merged("computed", true, false));

    assertThat(graph.getNodeList()).extracting(NodeProto::getOpType).containsExactly("If");
  }

  @Test
  void anIfWithOneBranchIsRefused() {
    ModelProto.Builder model = merged("use_cache_branch", true, false);
    model.getGraphBuilder().getNodeBuilder(0).removeAttribute(1);
    ModelProto broken = model.build();

    assertThatThrownBy(() -> Inliner.flatten(broken))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("If node without both branches");
  }
}
