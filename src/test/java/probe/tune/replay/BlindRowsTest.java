package probe.tune.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Scores x + mask, their softmax, and 0 where that is no number, as PyTorch exports attention. */
class BlindRowsTest {
  private static final double HIDDEN = Double.NEGATIVE_INFINITY;

  private static NodeProto.Builder node(String op, String output, String... inputs) {
    return NodeProto.newBuilder().setOpType(op).addAllInput(List.of(inputs)).addOutput(output);
  }

  private static GraphProto graph() {
    return GraphProto.newBuilder()
        .addInitializer(
            TensorProto.newBuilder().setName("zero").setDataType(1).addFloatData(0).build())
        .addNode(node("Add", "masked", "x", "mask"))
        .addNode(
            node("Softmax", "shares", "masked")
                .addAttribute(
                    AttributeProto.newBuilder()
                        .setName("axis")
                        .setType(AttributeProto.AttributeType.INT)
                        .setI(-1)))
        .addNode(node("IsNaN", "none", "shares"))
        .addNode(node("Where", "y", "none", "zero", "shares"))
        .addOutput(ValueInfoProto.newBuilder().setName("y"))
        .build();
  }

  private static HostTensor rows(double... values) {
    return HostTensor.reals(11, new long[] {1, 1, 2, values.length / 2}, values);
  }

  @Test
  void aRowThatSeesNothingIsZeroAndLeavesTheOtherRowItsGradient() {
    try (Torch.Constants constants = NodeCheck.constants(DataType.FLOAT64)) {
      GraphReplay replay = new GraphReplay("m.onnx", graph(), d -> 17, Set.of(), constants);
      JniUtils.setGradMode(true);
      try (Torch torch = new Torch(constants)) {
        PtNDArray x = torch.array(rows(Math.log(3), 0, 5, 1, 2, 3));
        x.setRequiresGradient(true);
        HostTensor mask = rows(0, 0, HIDDEN, HIDDEN, HIDDEN, HIDDEN);
        Value y =
            Objects.requireNonNull(
                replay
                    .run(torch, Map.of("mask", mask), Map.of("x", x), Set.of("y"), List.of(), null)
                    .get("y"));
        assertThat(torch.host(y).reals())
            .containsExactly(new double[] {0.75, 0.25, 0, 0, 0, 0}, within(1e-15));

        // the first share alone: s (1 - s), -s t
        PtNDArray wanted = torch.array(rows(1, 0, 0, 1, 1, 1));
        JniUtils.backward(
            torch.own(JniUtils.sum(torch.own(JniUtils.mul(torch.array(y), wanted)))),
            torch.number(1),
            false,
            false);
        assertThat(Torch.download(torch.own(x.getGradient())).reals())
            .containsExactly(new double[] {0.1875, -0.1875, 0, 0, 0, 0}, within(1e-15));
      }
    }
  }

  @Test
  void onlyASoftmaxThatIsTestedIsReplaced() {
    GraphProto graph = graph();
    assertThat(BlindRows.nodes(graph, graph.getNodeList()))
        .extracting(NodeProto::getDomain)
        .containsExactly("", Rewrites.DOMAIN, "", "");
    GraphProto untested = graph.toBuilder().removeNode(3).removeNode(2).build();
    assertThat(BlindRows.nodes(untested, untested.getNodeList())).isEqualTo(untested.getNodeList());
  }
}
