package probe.tune.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import probe.ProbeException;

class GraphReplayTest {
  private static NodeProto node(String op, String name, String output, String... inputs) {
    return NodeProto.newBuilder()
        .setOpType(op)
        .setName(name)
        .addAllInput(List.of(inputs))
        .addOutput(output)
        .build();
  }

  private static GraphProto graph(NodeProto... nodes) {
    return GraphProto.newBuilder()
        .addAllNode(List.of(nodes))
        .addOutput(ValueInfoProto.newBuilder().setName("y"))
        .build();
  }

  @Test
  void oneErrorListsEveryMissingOperator() {
    GraphProto graph =
        graph(
            node("DynamicQuantizeLinear", "round", "q", "x"),
            node("MatMulInteger", "first", "a", "q", "w"),
            node("MatMulInteger", "second", "b", "a", "w"),
            node("Relu", "fine", "c", "b"),
            node("Rotate", "custom", "y", "c").toBuilder().setDomain("my.own").build());
    try (Torch.Constants constants = NodeCheck.constants(DataType.FLOAT32)) {
      assertThatThrownBy(() -> new GraphReplay("m.onnx", graph, d -> 17, Set.of(), constants))
          .isInstanceOf(ProbeException.class)
          .hasMessageContaining("m.onnx")
          .hasMessageContaining("DynamicQuantizeLinear (DynamicQuantizeLinear round)")
          .hasMessageContaining("MatMulInteger (MatMulInteger first and 1 more)")
          .hasMessageContaining("my.own.Rotate (Rotate custom)")
          .hasMessageNotContaining("Relu");
    }
  }

  @Test
  void aGradientIsNeverLostInSilence() {
    GraphProto graph = graph(node("Relu", "a", "h", "x"), node("Mod", "rest", "y", "h", "n"));
    HostTensor values = HostTensor.reals(1, new long[] {2}, new double[] {3, 4});
    try (Torch.Constants constants = NodeCheck.constants(DataType.FLOAT32)) {
      GraphReplay replay = new GraphReplay("m.onnx", graph, d -> 17, Set.of(), constants);
      JniUtils.setGradMode(true);
      try (Torch torch = new Torch(constants)) {
        PtNDArray x = torch.array(values);
        x.setRequiresGradient(true);
        assertThatThrownBy(
                () ->
                    replay.run(
                        torch, Map.of("n", values), Map.of("x", x), Set.of("y"), List.of(), null))
            .isInstanceOf(ProbeException.class)
            .hasMessageContaining("a gradient would have to flow through Mod rest");
      }
    }
  }

  @Test
  void anOrderOfGroupsIsRefusedAtOnce() {
    TensorProto bytes =
        TensorProto.newBuilder()
            .setName("b")
            .setDataType(TensorProto.DataType.UINT8_VALUE)
            .addDims(1)
            .addDims(1)
            .addDims(8)
            .setRawData(ByteString.copyFrom(new byte[8]))
            .build();
    TensorProto scale =
        TensorProto.newBuilder().setName("s").setDataType(1).addDims(1).addFloatData(1).build();
    TensorProto order =
        TensorProto.newBuilder().setName("g").setDataType(6).addDims(1).addInt32Data(0).build();
    NodeProto.Builder product =
        node("MatMulNBits", "head", "y", "x", "b", "s", "", "g").toBuilder()
            .setDomain("com.microsoft");
    for (Map.Entry<String, Integer> attribute :
        Map.of("K", 16, "N", 1, "bits", 4, "block_size", 16).entrySet()) {
      product.addAttribute(
          AttributeProto.newBuilder().setName(attribute.getKey()).setI(attribute.getValue()));
    }
    GraphProto graph =
        graph(product.build()).toBuilder().addAllInitializer(List.of(bytes, scale, order)).build();
    try (Torch.Constants constants = NodeCheck.constants(DataType.FLOAT32)) {
      assertThatThrownBy(() -> new GraphReplay("m.onnx", graph, d -> 17, Set.of(), constants))
          .isInstanceOf(ProbeException.class)
          .hasMessageContaining("head")
          .hasMessageContaining("g_idx");
    }
  }

  @Test
  void whatFollowsFromConstantsRunsOnce() {
    TensorProto bytes =
        TensorProto.newBuilder()
            .setName("q")
            .setDataType(TensorProto.DataType.INT8_VALUE)
            .addDims(2)
            .addDims(3)
            .setRawData(ByteString.copyFrom(new byte[] {1, 2, 3, 4, 5, 6}))
            .build();
    TensorProto scale =
        TensorProto.newBuilder().setName("s").setDataType(1).addFloatData(0.5f).build();
    GraphProto graph =
        graph(
                node("DequantizeLinear", "weight", "w", "q", "s"),
                node("Transpose", "turned", "t", "w"),
                node("MatMul", "product", "y", "x", "t"))
            .toBuilder()
            .addAllInitializer(List.of(bytes, scale))
            .build();
    try (Torch.Constants constants = NodeCheck.constants(DataType.FLOAT32)) {
      GraphReplay replay = new GraphReplay("m.onnx", graph, d -> 17, Set.of(), constants);
      int[] products = {0};
      try (Torch torch = new Torch(constants)) {
        JniUtils.setGradMode(false);
        PtNDArray x = torch.array(HostTensor.reals(1, new long[] {1, 3}, new double[] {1, 1, 2}));
        Value y =
            replay
                .run(
                    torch,
                    Map.of(),
                    Map.of("x", x),
                    Set.of("y"),
                    List.of(),
                    (node, call, output, leaves) -> {
                      products[0]++;
                      return output;
                    })
                .get("y");
        assertThat(torch.host(Objects.requireNonNull(y)).reals()).containsExactly(4.5, 10.5);
      }
      assertThat(products[0]).as("nodes that ran").isEqualTo(1);
      assertThat(replay.nodes()).hasSize(3);
    }
  }
}
