package probe.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The constants of a model, sorted into weights and others.
 *
 * @param flat the model with functions inlined and branches taken
 * @param names the weights' initializers and Constant nodes, in the order of the file
 */
record WeightFinder(
    ModelProto flat,
    Graph graph,
    Constants constants,
    List<String> names,
    List<Frozen> frozen,
    Activations activations,
    @Nullable Head head) {

  static WeightFinder of(ModelProto model) {
    ModelProto flat = Inliner.flatten(model);
    Graph graph = new Graph(flat.getGraph());
    Constants constants = new Constants(graph);
    Shapes shapes = new Shapes(graph, constants);
    Head head = new HeadFinder(graph, constants, new Projections(graph, constants, shapes)).find();
    Activations activations = new Activations(graph, TokenLookup.all(graph, shapes), head);
    WeightRule rule = new WeightRule(graph, constants, activations);
    Set<String> own = written(model);
    List<String> names = new ArrayList<>();
    List<Frozen> frozen = new ArrayList<>();
    for (String name : candidates(graph)) {
      TensorProto tensor = constants.tensor(name);
      if (tensor == null) {
        continue;
      }
      long[] dims = Constants.dims(tensor);
      probe.tensor.DType dtype = Constants.dtype(tensor.getDataType());
      if (Constants.count(dims) <= 1) {
        continue;
      }
      String reason = null;
      if (dtype == null || !dtype.isFloat()) {
        if (!isQuantised(graph, name)) {
          continue; // shapes, axes, indices
        }
        reason = FrozenSlots.QUANTISED;
      } else {
        reason = rule.reason(name);
        if (reason == null && !own.contains(name)) {
          reason = "it is held inside a branch or a local function";
        }
      }
      if (reason == null) {
        names.add(name);
      } else {
        frozen.add(new Frozen(name, dims, reason));
      }
    }
    return new WeightFinder(
        flat, graph, constants, List.copyOf(names), List.copyOf(frozen), activations, head);
  }

  /** Tensors of the residual stream; empty where the graph is no decoder. */
  Set<String> residualStream() {
    Shapes shapes = new Shapes(graph, constants);
    TokenLookup tokens =
        head == null
            ? null
            : TokenLookup.ofTokens(TokenLookup.all(graph, shapes), head.vocabulary());
    if (head == null || tokens == null) {
      return Set.of();
    }
    Projections projections = new Projections(graph, constants, shapes);
    return ResidualStream.find(graph, projections, tokens, head).spine();
  }

  /** Initializers, then the outputs of Constant nodes. */
  private static Set<String> candidates(Graph graph) {
    Set<String> out = new LinkedHashSet<>(graph.initializers().keySet());
    for (int i = 0; i < graph.size(); i++) {
      if (graph.node(i).getOpType().equals("Constant")) {
        out.add(graph.node(i).getOutput(0));
      }
    }
    return out;
  }

  /** Constants that the model's own graph holds, and that can be written back there. */
  private static Set<String> written(ModelProto model) {
    Set<String> own = new HashSet<>();
    model.getGraph().getInitializerList().forEach(t -> own.add(t.getName()));
    for (NodeProto node : model.getGraph().getNodeList()) {
      if (node.getOpType().equals("Constant")) {
        own.add(node.getOutput(0));
      }
    }
    return own;
  }

  private static boolean isQuantised(Graph graph, String name) {
    return graph.uses(name).stream()
        .anyMatch(
            use ->
                FrozenSlots.isQuantised(graph.node(use.node()), use.slot())
                    || isLookedUpQuantised(graph, use));
  }

  /** Rows of integers that are looked up first and dequantised after. */
  private static boolean isLookedUpQuantised(Graph graph, Graph.Use use) {
    NodeProto lookup = graph.node(use.node());
    return use.slot() == 0
        && Ops.isLookup(lookup.getOpType())
        && graph.uses(lookup.getOutput(0)).stream()
            .anyMatch(u -> FrozenSlots.isQuantised(graph.node(u.node()), u.slot()));
  }
}
