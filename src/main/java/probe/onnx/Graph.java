package probe.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A read-only view of an ONNX graph, indexed by who makes and who uses each tensor. */
final class Graph {
  /**
   * One use of a tensor: input {@code slot} of {@code node}; slot -1 is a capture by a subgraph.
   */
  record Use(int node, int slot) {}

  private final GraphProto proto;
  private final Map<String, Integer> producers = new HashMap<>();
  private final Map<String, List<Use>> uses = new HashMap<>();
  private final Map<String, TensorProto> initializers = new LinkedHashMap<>();
  private final Map<String, ValueInfoProto> inputs = new LinkedHashMap<>();
  private final Map<String, Boolean> constant = new HashMap<>();

  Graph(GraphProto proto) {
    this.proto = proto;
    for (TensorProto tensor : proto.getInitializerList()) {
      initializers.put(tensor.getName(), tensor);
    }
    for (ValueInfoProto input : proto.getInputList()) {
      // old exporters list initializers among the inputs
      if (!initializers.containsKey(input.getName())) {
        inputs.put(input.getName(), input);
      }
    }
    for (int i = 0; i < proto.getNodeCount(); i++) {
      NodeProto node = proto.getNode(i);
      for (String output : node.getOutputList()) {
        producers.put(output, i);
      }
      for (int slot = 0; slot < node.getInputCount(); slot++) {
        addUse(node.getInput(slot), new Use(i, slot));
      }
      for (String captured : captures(node)) {
        addUse(captured, new Use(i, -1));
      }
    }
  }

  private void addUse(String tensor, Use use) {
    if (!tensor.isEmpty()) {
      uses.computeIfAbsent(tensor, t -> new ArrayList<>()).add(use);
    }
  }

  /** Tensors of outer scopes that the subgraphs of {@code node} read. */
  static Set<String> captures(NodeProto node) {
    Set<String> captured = new HashSet<>();
    for (AttributeProto attribute : node.getAttributeList()) {
      if (attribute.hasG()) {
        addCaptures(attribute.getG(), captured);
      }
      attribute.getGraphsList().forEach(graph -> addCaptures(graph, captured));
    }
    return captured;
  }

  private static void addCaptures(GraphProto graph, Set<String> captured) {
    Set<String> own = new HashSet<>();
    graph.getInputList().forEach(v -> own.add(v.getName()));
    graph.getInitializerList().forEach(t -> own.add(t.getName()));
    graph.getNodeList().forEach(n -> own.addAll(n.getOutputList()));
    Set<String> wanted = new HashSet<>();
    for (NodeProto node : graph.getNodeList()) {
      wanted.addAll(node.getInputList());
      wanted.addAll(captures(node));
    }
    graph.getOutputList().forEach(v -> wanted.add(v.getName()));
    wanted.removeAll(own);
    wanted.remove("");
    captured.addAll(wanted);
  }

  GraphProto proto() {
    return proto;
  }

  int size() {
    return proto.getNodeCount();
  }

  NodeProto node(int index) {
    return proto.getNode(index);
  }

  /** Index of the node that makes {@code tensor}, or -1 for inputs and initializers. */
  int producer(String tensor) {
    return producers.getOrDefault(tensor, -1);
  }

  /** The node that makes {@code tensor}, or null for inputs and initializers. */
  @Nullable NodeProto maker(String tensor) {
    int index = producer(tensor);
    return index < 0 ? null : node(index);
  }

  List<Use> uses(String tensor) {
    return uses.getOrDefault(tensor, List.of());
  }

  @Nullable TensorProto initializer(String tensor) {
    return initializers.get(tensor);
  }

  Map<String, TensorProto> initializers() {
    return initializers;
  }

  /** Inputs that a caller must feed, in the order of the file. */
  Map<String, ValueInfoProto> inputs() {
    return inputs;
  }

  /** Whether {@code tensor} depends on no graph input. */
  boolean isConstant(String tensor) {
    Boolean known = constant.get(tensor);
    if (known != null) {
      return known;
    }
    // an explicit stack: exported graphs are thousands of nodes deep
    List<String> stack = new ArrayList<>(List.of(tensor));
    while (!stack.isEmpty()) {
      String top = stack.getLast();
      if (constant.containsKey(top)) {
        stack.removeLast();
        continue;
      }
      NodeProto maker = maker(top);
      if (maker == null) {
        constant.put(top, initializers.containsKey(top) || top.isEmpty());
        stack.removeLast();
        continue;
      }
      boolean all = true;
      boolean open = false;
      List<String> needs = new ArrayList<>(maker.getInputList());
      needs.addAll(captures(maker));
      for (String need : needs) {
        Boolean value = constant.get(need);
        if (value == null && !need.isEmpty()) {
          stack.add(need);
          open = true;
        } else if (value != null && !value) {
          all = false;
        }
      }
      if (!open) {
        constant.put(top, all);
        stack.removeLast();
      } else if (!all) {
        // one input that varies is enough
        constant.put(top, false);
      }
    }
    return Boolean.TRUE.equals(constant.get(tensor));
  }

  /** Attribute {@code name} of {@code node}, or null. */
  static @Nullable AttributeProto attribute(NodeProto node, String name) {
    for (AttributeProto attribute : node.getAttributeList()) {
      if (attribute.getName().equals(name)) {
        return attribute;
      }
    }
    return null;
  }

  static long intAttribute(NodeProto node, String name, long otherwise) {
    AttributeProto attribute = attribute(node, name);
    return attribute == null ? otherwise : attribute.getI();
  }

  static float floatAttribute(NodeProto node, String name, float otherwise) {
    AttributeProto attribute = attribute(node, name);
    return attribute == null ? otherwise : attribute.getF();
  }

  /** How messages name a node: its operator, and its name where it has one. */
  static String describe(NodeProto node) {
    return node.getName().isEmpty()
        ? node.getOpType() + " -> " + node.getOutput(0)
        : node.getOpType() + " " + node.getName();
  }
}
