package probe.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/** Puts makers before users: ONNX demands it, some converters append their nodes at the end. */
final class TopologicalOrder {
  private TopologicalOrder() {}

  /** {@code graph} with its nodes in order; nodes that are in order keep their places. */
  static GraphProto of(GraphProto graph) {
    Map<String, Integer> makers = new HashMap<>();
    for (int i = 0; i < graph.getNodeCount(); i++) {
      for (String output : graph.getNode(i).getOutputList()) {
        if (!output.isEmpty()) {
          makers.put(output, i);
        }
      }
    }
    int[] open = new int[graph.getNodeCount()];
    List<List<Integer>> users = new ArrayList<>();
    for (int i = 0; i < open.length; i++) {
      users.add(new ArrayList<>());
    }
    boolean ordered = true;
    for (int i = 0; i < open.length; i++) {
      NodeProto node = graph.getNode(i);
      Set<String> needs = new HashSet<>(node.getInputList());
      needs.addAll(Graph.captures(node));
      for (String need : needs) {
        Integer maker = makers.get(need);
        if (maker != null) {
          open[i]++;
          users.get(maker).add(i);
          ordered &= maker < i;
        }
      }
    }
    return ordered ? graph : sorted(graph, open, users);
  }

  private static GraphProto sorted(GraphProto graph, int[] open, List<List<Integer>> users) {
    PriorityQueue<Integer> ready = new PriorityQueue<>();
    for (int i = 0; i < open.length; i++) {
      if (open[i] == 0) {
        ready.add(i);
      }
    }
    GraphProto.Builder out = graph.toBuilder().clearNode();
    while (!ready.isEmpty()) {
      int next = ready.remove();
      out.addNode(graph.getNode(next));
      for (int user : users.get(next)) {
        if (--open[user] == 0) {
          ready.add(user);
        }
      }
    }
    if (out.getNodeCount() != graph.getNodeCount()) {
      throw probe.ProbeException.model(
          "the graph has a cycle through %d of its nodes; export the model again"
              .formatted(graph.getNodeCount() - out.getNodeCount()));
    }
    return out.build();
  }
}
