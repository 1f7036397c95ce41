package probe.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import probe.ProbeException;

class TopologicalOrderTest {
  private static NodeProto node(String output, String... inputs) {
    return NodeProto.newBuilder()
        .setName(output)
        .setOpType("Sum")
        .addAllInput(Arrays.asList(inputs))
        .addOutput(output)
        .build();
  }

  private static GraphProto graph(List<NodeProto> nodes) {
    return GraphProto.newBuilder()
        .setName("g")
        .addInput(ValueInfoProto.newBuilder().setName("x"))
        .addAllNode(nodes)
        .build();
  }

  private static List<String> names(GraphProto graph) {
    return graph.getNodeList().stream().map(NodeProto::getName).toList();
  }

  @Test
  void aGraphInOrderIsReturnedAsItIs() {
    GraphProto graph = graph(List.of(node("a", "x"), node("c", "x"), node("b", "a", "c")));

    assertThat(TopologicalOrder.of(graph)).isSameAs(graph);
  }

  @Test
  void makersComeBeforeUsersAndTheRestKeepsItsPlace() {
    GraphProto ordered =
        TopologicalOrder.of(
            graph(List.of(node("b", "a"), node("free", "x"), node("c", "b"), node("a", "x"))));

    assertThat(names(ordered)).containsExactly("free", "a", "b", "c");
    assertThat(ordered.getName()).isEqualTo("g");
    assertThat(ordered.getInputCount()).isEqualTo(1);
  }

  @Test
  void shuffledNodesComeBackInAnOrderThatCanRun() {
    Random random = new Random(31);
    for (int trial = 0; trial < 100; trial++) {
      List<NodeProto> nodes = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        String first = i == 0 ? "x" : "n" + random.nextInt(i);
        String second = i == 0 ? "" : "n" + random.nextInt(i);
        nodes.add(node("n" + i, first, second, first));
      }
      Collections.shuffle(nodes, random);

      GraphProto ordered = TopologicalOrder.of(graph(nodes));

      assertThat(ordered.getNodeList()).containsExactlyInAnyOrderElementsOf(nodes);
      Set<String> made = new HashSet<>(Set.of("x", ""));
      for (NodeProto node : ordered.getNodeList()) {
        assertThat(made).containsAll(node.getInputList());
        made.addAll(node.getOutputList());
      }
    }
  }

  @Test
  void whatABranchReadsFromOutsideIsMadeBeforeIt() {
    NodeProto branching =
        NodeProto.newBuilder()
            .setName("if")
            .setOpType("If")
            .addInput("x")
            .addOutput("y")
            .addAttribute(
                AttributeProto.newBuilder()
                    .setName("then_branch")
                    .setG(GraphProto.newBuilder().addNode(node("inner", "outer"))))
            .build();

    GraphProto ordered = TopologicalOrder.of(graph(List.of(branching, node("outer", "x"))));

    assertThat(names(ordered)).containsExactly("outer", "if");
  }

  @Test
  void aCycleIsRefusedWithTheNumberOfItsNodes() {
    GraphProto graph =
        graph(List.of(node("a", "c"), node("free", "x"), node("b", "a"), node("c", "b")));

    assertThatThrownBy(() -> TopologicalOrder.of(graph))
        .isInstanceOfSatisfying(
            ProbeException.class, e -> assertThat(e.kind()).isEqualTo(ProbeException.Kind.MODEL))
        .hasMessageContaining("a cycle through 3 of its nodes");
  }

  @Test
  void aNodeThatReadsItsOwnOutputIsACycle() {
    GraphProto graph = graph(List.of(node("a", "a")));

    assertThatThrownBy(() -> TopologicalOrder.of(graph))
        .isInstanceOf(ProbeException.class)
        .hasMessageContaining("a cycle through 1 of its nodes");
  }
}
