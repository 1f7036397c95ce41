package probe.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import org.junit.jupiter.api.Test;

class NestedCallTest {
  @Test
  void aCallInsideABranchIsOpenedOrItsFunctionIsKept() {
    NodeProto call =
        NodeProto.newBuilder()
            .setDomain("local")
            .setOpType("F")
            .addInput("x")
            .addOutput("r")
            .build();
    GraphProto branch =
        GraphProto.newBuilder()
            .addNode(call)
            .addOutput(ValueInfoProto.newBuilder().setName("r"))
            .build();
    ModelProto out =
        Inliner.flatten(
            ModelProto.newBuilder()
                .addFunctions(
                    FunctionProto.newBuilder()
                        .setDomain("local")
                        .setName("F")
                        .addInput("a")
                        .addOutput("b")
                        .addNode(
                            NodeProto.newBuilder().setOpType("Neg").addInput("a").addOutput("b")))
                .setGraph(
                    GraphProto.newBuilder()
                        .addNode(
                            NodeProto.newBuilder()
                                .setOpType("If")
                                .addInput("computed")
                                .addOutput("y")
                                .addAttribute(
                                    AttributeProto.newBuilder()
                                        .setName("then_branch")
                                        .setG(branch))))
                .build());

    String inner = out.getGraph().getNode(0).getAttribute(0).getG().getNode(0).getOpType();
    assertThat(inner.equals("Neg") || out.getFunctionsCount() == 1).isTrue();
  }
}
