package probe.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Local functions are opened where they are called. */
class InlinerTest {
  private static final String LOCAL = "local";

  static NodeProto.Builder node(String op, List<String> inputs, String output) {
    return NodeProto.newBuilder().setOpType(op).addAllInput(inputs).addOutput(output);
  }

  private static AttributeProto number(String name, float value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeType.FLOAT)
        .setF(value)
        .build();
  }

  /** Act(a) = Neg(Elu(a, alpha)) with a default of 0.5 for alpha. */
  private static FunctionProto.Builder act() {
    return FunctionProto.newBuilder()
        .setName("Act")
        .setDomain(LOCAL)
        .addInput("a")
        .addOutput("out")
        .addAttributeProto(number("alpha", 0.5f))
        .addNode(
            node("Elu", List.of("a"), "t")
                .setName("elu")
                .addAttribute(
                    AttributeProto.newBuilder()
                        .setName("alpha")
                        .setType(AttributeType.FLOAT)
                        .setRefAttrName("alpha")))
        .addNode(node("Neg", List.of("t"), "out"));
  }

  private static NodeProto.Builder call(String name, String input, String output) {
    return node(name, List.of(input), output).setDomain(LOCAL);
  }

  static GraphProto flat(ModelProto.Builder model) {
    return Inliner.flatten(model.build()).getGraph();
  }

  private static float alpha(NodeProto node) {
    return node.getAttributeList().stream()
        .filter(a -> a.getName().equals("alpha"))
        .findFirst()
        .orElseThrow()
        .getF();
  }

  @Test
  void everyCallBecomesACopyOfTheBodyWithNamesOfItsOwn() {
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .addFunctions(act())
            .setGraph(
                GraphProto.newBuilder()
                    .addNode(call("Act", "x", "y"))
                    .addNode(call("Act", "y", "z")));

    ModelProto out = Inliner.flatten(model.build());

    List<NodeProto> nodes = out.getGraph().getNodeList();
    assertThat(nodes).extracting(NodeProto::getOpType).containsExactly("Elu", "Neg", "Elu", "Neg");
    assertThat(nodes.get(0).getInputList()).containsExactly("x");
    assertThat(nodes.get(1).getInput(0)).isEqualTo(nodes.get(0).getOutput(0));
    assertThat(nodes.get(1).getOutputList()).containsExactly("y");
    assertThat(nodes.get(2).getInputList()).containsExactly("y");
    assertThat(nodes.get(3).getOutputList()).containsExactly("z");
    assertThat(nodes.get(0).getOutput(0)).isNotEqualTo(nodes.get(2).getOutput(0));
    assertThat(nodes.get(0).getName()).isNotEqualTo(nodes.get(2).getName());
    assertThat(out.getFunctionsCount()).isZero();
  }

  @Test
  void anAttributeThatRefersToTheCallTakesItsValueOrTheDefault() {
    List<NodeProto> nodes =
        flat(ModelProto.newBuilder()
                .addFunctions(act())
                .setGraph(
                    GraphProto.newBuilder()
                        .addNode(call("Act", "x", "y"))
                        .addNode(call("Act", "y", "z").addAttribute(number("alpha", 2)))))
            .getNodeList();

    assertThat(alpha(nodes.get(0))).isEqualTo(0.5f);
    assertThat(alpha(nodes.get(2))).isEqualTo(2);
    assertThat(nodes)
        .allSatisfy(
            node ->
                assertThat(node.getAttributeList())
                    .allSatisfy(a -> assertThat(a.getRefAttrName()).isEmpty()));
  }

  @Test
  void anAttributeWithNeitherAValueNorADefaultIsLeftOut() {
    List<NodeProto> nodes =
        flat(ModelProto.newBuilder()
                .addFunctions(act().clearAttributeProto().addAttribute("alpha"))
                .setGraph(GraphProto.newBuilder().addNode(call("Act", "x", "y"))))
            .getNodeList();

    assertThat(nodes.getFirst().getAttributeCount()).isZero();
  }

  @Test
  void functionsThatCallFunctionsAreOpenedToTheBottom() {
    FunctionProto.Builder twice =
        FunctionProto.newBuilder()
            .setName("Twice")
            .setDomain(LOCAL)
            .addInput("a")
            .addOutput("out")
            .addAttribute("slope")
            .addNode(
                call("Act", "a", "m")
                    .addAttribute(
                        AttributeProto.newBuilder()
                            .setName("alpha")
                            .setType(AttributeType.FLOAT)
                            .setRefAttrName("slope")))
            .addNode(call("Act", "m", "out"));

    List<NodeProto> nodes =
        flat(ModelProto.newBuilder()
                .addFunctions(twice)
                .addFunctions(act())
                .setGraph(
                    GraphProto.newBuilder()
                        .addNode(call("Twice", "x", "y").addAttribute(number("slope", 3)))))
            .getNodeList();

    assertThat(nodes).extracting(NodeProto::getOpType).containsExactly("Elu", "Neg", "Elu", "Neg");
    assertThat(nodes.get(0).getInput(0)).isEqualTo("x");
    assertThat(nodes.get(2).getInput(0)).isEqualTo(nodes.get(1).getOutput(0));
    assertThat(nodes.get(3).getOutput(0)).isEqualTo("y");
    assertThat(alpha(nodes.get(0))).isEqualTo(3);
    assertThat(alpha(nodes.get(2))).isEqualTo(0.5f);
  }

  @Test
  void inputsAndOutputsThatTheCallLeavesOutStayOut() {
    FunctionProto.Builder split =
        FunctionProto.newBuilder()
            .setName("Split2")
            .setDomain(LOCAL)
            .addInput("a")
            .addInput("b")
            .addOutput("one")
            .addOutput("two")
            .addNode(node("Clip", List.of("a", "b"), "one"))
            .addNode(node("Neg", List.of("one"), "two"));

    List<NodeProto> nodes =
        flat(ModelProto.newBuilder()
                .addFunctions(split)
                .setGraph(GraphProto.newBuilder().addNode(call("Split2", "x", "y"))))
            .getNodeList();

    assertThat(nodes.get(0).getInputList()).containsExactly("x", "");
    assertThat(nodes.get(0).getOutputList()).containsExactly("y");
    assertThat(nodes.get(1).getInputList()).containsExactly("y");
    assertThat(nodes.get(1).getOutput(0)).isNotEmpty().isNotEqualTo("two");
  }

  @Test
  void branchesInsideAFunctionReadTheCallersTensors() {
    GraphProto branch =
        GraphProto.newBuilder()
            .addNode(node("Neg", List.of("a"), "r"))
            .addOutput(ValueInfoProto.newBuilder().setName("r"))
            .build();
    FunctionProto.Builder choose =
        FunctionProto.newBuilder()
            .setName("Choose")
            .setDomain(LOCAL)
            .addInput("a")
            .addInput("c")
            .addOutput("out")
            .addNode(
                node("If", List.of("c"), "out")
                    .addAttribute(AttributeProto.newBuilder().setName("then_branch").setG(branch))
                    .addAttribute(AttributeProto.newBuilder().setName("else_branch").setG(branch)));

    NodeProto node =
        flat(ModelProto.newBuilder()
                .addFunctions(choose)
                .setGraph(
                    GraphProto.newBuilder()
                        .addNode(node("Choose", List.of("x", "flag"), "y").setDomain(LOCAL))))
            .getNode(0);

    assertThat(node.getOpType()).isEqualTo("If");
    assertThat(node.getInputList()).containsExactly("flag");
    GraphProto inner = node.getAttribute(0).getG();
    assertThat(inner.getNode(0).getInputList()).containsExactly("x");
    assertThat(inner.getOutput(0).getName()).isEqualTo(inner.getNode(0).getOutput(0));
  }

  @Test
  void operatorSetsThatOnlyFunctionsImportAreAddedAndOthersAreNotTouched() {
    ModelProto out =
        Inliner.flatten(
            ModelProto.newBuilder()
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(18))
                .addFunctions(
                    act()
                        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
                        .addOpsetImport(
                            OperatorSetIdProto.newBuilder().setDomain("com.other").setVersion(1)))
                .setGraph(GraphProto.newBuilder().addNode(call("Act", "x", "y")))
                .build());

    assertThat(out.getOpsetImportList())
        .extracting(o -> o.getDomain() + " " + o.getVersion())
        .containsExactly(" 18", "com.other 1");
  }

  @Test
  void aFunctionOfTheSameNameInAnotherDomainIsNotCalled() {
    List<NodeProto> nodes =
        flat(ModelProto.newBuilder()
                .addFunctions(act())
                .setGraph(
                    GraphProto.newBuilder()
                        .addNode(node("Act", List.of("x"), "y").setDomain("elsewhere"))))
            .getNodeList();

    assertThat(nodes).extracting(NodeProto::getOpType).containsExactly("Act");
  }

  @Test
  void aFlatModelIsLeftAsItIs() {
    ModelProto model =
        ModelProto.newBuilder()
            .setIrVersion(8)
            .setGraph(GraphProto.newBuilder().addNode(node("Relu", List.of("x"), "y")))
            .build();

    assertThat(Inliner.flatten(model)).isEqualTo(model);
  }
}
