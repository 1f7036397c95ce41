package probe.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import probe.ProbeException;

/**
 * A model whose head has an initializer of its own, where it shared that of the embedding.
 *
 * @param weight the head's initializer, or its Constant node's output
 */
record HeadSplit(ModelProto model, String weight) {

  /**
   * Splits the head of {@code model}; the new initializer points to the same bytes.
   *
   * @throws ProbeException if the head is inside a function or a branch of {@code file}
   */
  static HeadSplit of(ModelProto model, Head head, Path file) {
    Graph graph = new Graph(model.getGraph());
    NodeProto projection = graph.maker(head.projected());
    if (projection == null || projection.getInputCount() < 2) {
      throw inside(head, file);
    }
    List<NodeProto> chain = new ArrayList<>();
    String tensor = projection.getInput(1);
    NodeProto maker = graph.maker(tensor);
    while (maker != null) {
      chain.add(maker);
      if (maker.getOpType().equals("Constant")) {
        break;
      }
      tensor = maker.getInput(0);
      maker = graph.maker(tensor);
    }
    TensorProto stored = graph.initializer(tensor);
    if (maker == null && stored == null) {
      throw inside(head, file);
    }
    if (!isShared(graph, chain, tensor)) {
      return new HeadSplit(model, tensor);
    }
    return split(model, graph, head, chain, stored);
  }

  private static ProbeException inside(Head head, Path file) {
    return ProbeException.model(
        "%s keeps its head (%s) inside a function or a branch, so it cannot be changed apart from the embedding; export the model as one flat graph"
            .formatted(file, head.node()));
  }

  /** Whether what leads from the stored weight to the projection is used by something else. */
  private static boolean isShared(Graph graph, List<NodeProto> chain, String stored) {
    return graph.uses(stored).size() > 1
        || chain.stream().anyMatch(node -> graph.uses(node.getOutput(0)).size() > 1);
  }

  private static HeadSplit split(
      ModelProto model,
      Graph graph,
      Head head,
      List<NodeProto> chain,
      @Nullable TensorProto stored) {
    Set<String> taken = new HashSet<>(graph.initializers().keySet());
    model.getGraph().getInputList().forEach(v -> taken.add(v.getName()));
    model.getGraph().getNodeList().forEach(n -> taken.addAll(n.getOutputList()));
    NodeProto projection = java.util.Objects.requireNonNull(graph.maker(head.projected()));
    String scope = Scopes.module(projection);
    Map<String, String> names = new HashMap<>();
    String weight = free((scope.isEmpty() ? Scopes.HEAD : scope) + ".weight", taken);
    GraphProto.Builder out = model.getGraph().toBuilder().clearNode();
    if (stored != null) {
      names.put(stored.getName(), weight);
      out.addInitializer(stored.toBuilder().setName(weight));
    }
    List<NodeProto> copies = new ArrayList<>();
    for (NodeProto node : chain.reversed()) {
      boolean constant = node.getOpType().equals("Constant");
      String name = constant ? weight : free(node.getOutput(0) + ".head", taken);
      NodeProto.Builder copy = node.toBuilder().setOutput(0, name);
      if (!node.getName().isEmpty()) {
        copy.setName(node.getName() + ".head");
      }
      if (!constant) {
        copy.setInput(0, java.util.Objects.requireNonNull(names.get(node.getInput(0))));
      }
      names.put(node.getOutput(0), name);
      copies.add(copy.build());
    }
    String last = java.util.Objects.requireNonNull(names.get(projection.getInput(1)));
    Set<String> unused = unused(graph, chain);
    for (NodeProto node : model.getGraph().getNodeList()) {
      if (node.getOutputList().contains(head.projected())) {
        out.addAllNode(copies).addNode(node.toBuilder().setInput(1, last));
      } else if (node.getOutputCount() == 0 || !unused.contains(node.getOutput(0))) {
        out.addNode(node);
      }
    }
    return new HeadSplit(model.toBuilder().setGraph(out).build(), weight);
  }

  /** Nodes, by output, that led to the projection and to nothing else. */
  private static Set<String> unused(Graph graph, List<NodeProto> chain) {
    Set<String> out = new HashSet<>();
    for (NodeProto node : chain) {
      if (graph.uses(node.getOutput(0)).size() > 1) {
        break;
      }
      out.add(node.getOutput(0));
    }
    return out;
  }

  private static String free(String name, Set<String> taken) {
    String free = name;
    for (int i = 2; !taken.add(free); i++) {
      free = name + "_" + i;
    }
    return free;
  }
}
