package probe.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Makes one flat graph of a model: bodies of local functions, and of the branch that a merged
 * decoder takes without a past, replace the nodes that call them.
 */
final class Inliner {
  private Inliner() {}

  static ModelProto flatten(ModelProto model) {
    ModelProto.Builder out = inlineFunctions(model);
    out.setGraph(TopologicalOrder.of(inlineBranches(out.getGraph())));
    return out.build();
  }

  // ---- merged decoders: If(use_cache_branch) with the whole decoder in either branch

  private static GraphProto inlineBranches(GraphProto graph) {
    Map<String, ValueInfoProto> inputs = new HashMap<>();
    graph.getInputList().forEach(v -> inputs.put(v.getName(), v));
    Set<String> flags = new HashSet<>();
    for (ValueInfoProto input : graph.getInputList()) {
      if (input.getType().getTensorType().getElemType() == Inputs.BOOL) {
        flags.add(input.getName());
      }
    }
    if (flags.isEmpty()) {
      return graph;
    }
    GraphProto.Builder out = graph.toBuilder().clearNode();
    boolean changed = false;
    for (NodeProto node : graph.getNodeList()) {
      // a flag may be reshaped on its way
      if (isFlagOnly(node, flags)) {
        flags.addAll(node.getOutputList());
      }
      if (node.getOpType().equals("If") && flags.contains(node.getInput(0))) {
        append(out, node, branchWithoutPast(node, inputs));
        changed = true;
      } else {
        out.addNode(node);
      }
    }
    return changed ? inlineBranches(out.build()) : graph;
  }

  private static boolean isFlagOnly(NodeProto node, Set<String> flags) {
    return node.getInputCount() > 0
        && flags.contains(node.getInput(0))
        && Ops.isPositional(node.getOpType());
  }

  /** The branch that reads fewer past keys and values; the else branch where both read as many. */
  private static GraphProto branchWithoutPast(NodeProto node, Map<String, ValueInfoProto> inputs) {
    GraphProto then = null;
    GraphProto otherwise = null;
    for (AttributeProto attribute : node.getAttributeList()) {
      if (attribute.getName().equals("then_branch")) {
        then = attribute.getG();
      } else if (attribute.getName().equals("else_branch")) {
        otherwise = attribute.getG();
      }
    }
    if (then == null || otherwise == null) {
      throw new IllegalArgumentException("If node without both branches: " + Graph.describe(node));
    }
    return pastReads(then, inputs) < pastReads(otherwise, inputs) ? then : otherwise;
  }

  private static long pastReads(GraphProto branch, Map<String, ValueInfoProto> inputs) {
    Set<String> read = new HashSet<>();
    branch.getNodeList().forEach(n -> read.addAll(n.getInputList()));
    return read.stream()
        .map(inputs::get)
        .filter(v -> v != null && v.getType().getTensorType().getShape().getDimCount() >= 3)
        .count();
  }

  private static void append(GraphProto.Builder out, NodeProto call, GraphProto branch) {
    out.addAllInitializer(branch.getInitializerList());
    out.addAllNode(branch.getNodeList());
    for (int i = 0; i < call.getOutputCount(); i++) {
      describeOutput(out, call.getOutput(i), branch.getOutput(i).getType());
      if (branch.getOutput(i).getName().equals(call.getOutput(i))) {
        continue; // merged files reuse the outer name inside the branch
      }
      out.addNode(
          NodeProto.newBuilder()
              .setOpType("Identity")
              .addInput(branch.getOutput(i).getName())
              .addOutput(call.getOutput(i)));
    }
  }

  /** A merged decoder's own outputs carry no shape; the branch's do. */
  private static void describeOutput(GraphProto.Builder out, String name, TypeProto type) {
    for (int i = 0; i < out.getOutputCount(); i++) {
      if (out.getOutput(i).getName().equals(name)
          && out.getOutput(i).getType().getTensorType().getShape().getDimCount() == 0) {
        out.setOutput(i, out.getOutput(i).toBuilder().setType(type));
      }
    }
  }

  // ---- local functions, as the dynamo exporter of PyTorch 2.1 to 2.5 writes them

  private record Key(String domain, String name) {}

  private static ModelProto.Builder inlineFunctions(ModelProto model) {
    ModelProto.Builder out = model.toBuilder();
    if (model.getFunctionsCount() == 0) {
      return out;
    }
    Map<Key, FunctionProto> functions = new HashMap<>();
    for (FunctionProto function : model.getFunctionsList()) {
      functions.put(new Key(function.getDomain(), function.getName()), function);
    }
    int[] calls = {0};
    List<NodeProto> flat = new ArrayList<>();
    for (NodeProto node : model.getGraph().getNodeList()) {
      expand(node, functions, calls, flat);
    }
    out.getGraphBuilder().clearNode().addAllNode(flat);
    out.clearFunctions();
    Set<String> domains = new HashSet<>();
    model.getOpsetImportList().forEach(o -> domains.add(o.getDomain()));
    for (FunctionProto function : model.getFunctionsList()) {
      for (OperatorSetIdProto opset : function.getOpsetImportList()) {
        if (domains.add(opset.getDomain())) {
          out.addOpsetImport(opset);
        }
      }
    }
    return out;
  }

  private static void expand(
      NodeProto node, Map<Key, FunctionProto> functions, int[] calls, List<NodeProto> out) {
    FunctionProto function = functions.get(new Key(node.getDomain(), node.getOpType()));
    if (function == null) {
      out.add(expandBodies(node, functions, calls));
      return;
    }
    String prefix = "call" + calls[0]++ + "/";
    Map<String, String> names = new HashMap<>();
    names.put("", "");
    for (int i = 0; i < function.getInputCount(); i++) {
      names.put(function.getInput(i), i < node.getInputCount() ? node.getInput(i) : "");
    }
    for (int i = 0; i < function.getOutputCount(); i++) {
      String actual = i < node.getOutputCount() ? node.getOutput(i) : "";
      names.put(function.getOutput(i), actual.isEmpty() ? prefix + function.getOutput(i) : actual);
    }
    UnaryOperator<String> rename = name -> names.getOrDefault(name, prefix + name);
    Map<String, AttributeProto> attributes = new HashMap<>();
    function.getAttributeProtoList().forEach(a -> attributes.put(a.getName(), a));
    node.getAttributeList().forEach(a -> attributes.put(a.getName(), a));
    for (NodeProto inner : function.getNodeList()) {
      expand(instantiate(inner, rename, prefix, attributes), functions, calls, out);
    }
  }

  /** Opens calls inside the branches and loop bodies of {@code node}. */
  private static NodeProto expandBodies(
      NodeProto node, Map<Key, FunctionProto> functions, int[] calls) {
    if (node.getAttributeList().stream().noneMatch(AttributeProto::hasG)) {
      return node;
    }
    NodeProto.Builder out = node.toBuilder();
    for (AttributeProto.Builder attribute : out.getAttributeBuilderList()) {
      if (attribute.hasG()) {
        List<NodeProto> flat = new ArrayList<>();
        attribute.getG().getNodeList().forEach(n -> expand(n, functions, calls, flat));
        attribute.getGBuilder().clearNode().addAllNode(flat);
      }
    }
    return out.build();
  }

  private static NodeProto instantiate(
      NodeProto node,
      UnaryOperator<String> rename,
      String prefix,
      Map<String, AttributeProto> actual) {
    NodeProto.Builder out = node.toBuilder().clearInput().clearOutput().clearAttribute();
    if (!node.getName().isEmpty()) {
      out.setName(prefix + node.getName());
    }
    node.getInputList().forEach(name -> out.addInput(rename.apply(name)));
    node.getOutputList().forEach(name -> out.addOutput(rename.apply(name)));
    for (AttributeProto attribute : node.getAttributeList()) {
      AttributeProto bound = bind(attribute, actual);
      if (bound == null) {
        continue;
      }
      out.addAttribute(
          bound.hasG()
              ? bound.toBuilder().setG(renameBody(bound.getG(), rename, prefix, actual)).build()
              : bound);
    }
    return out.build();
  }

  /**
   * The attribute's own value, or the caller's for one that refers to it; null where it has none.
   */
  private static @Nullable AttributeProto bind(
      AttributeProto attribute, Map<String, AttributeProto> actual) {
    if (attribute.getRefAttrName().isEmpty()) {
      return attribute;
    }
    AttributeProto value = actual.get(attribute.getRefAttrName());
    return value == null ? null : value.toBuilder().setName(attribute.getName()).build();
  }

  private static GraphProto renameBody(
      GraphProto body,
      UnaryOperator<String> rename,
      String prefix,
      Map<String, AttributeProto> actual) {
    GraphProto.Builder out = body.toBuilder().clearNode();
    body.getNodeList().forEach(n -> out.addNode(instantiate(n, rename, prefix, actual)));
    for (int i = 0; i < body.getInputCount(); i++) {
      out.getInputBuilder(i).setName(rename.apply(body.getInput(i).getName()));
    }
    for (int i = 0; i < body.getOutputCount(); i++) {
      out.getOutputBuilder(i).setName(rename.apply(body.getOutput(i).getName()));
    }
    for (int i = 0; i < body.getInitializerCount(); i++) {
      out.getInitializerBuilder(i).setName(rename.apply(body.getInitializer(i).getName()));
    }
    return out.build();
  }
}
