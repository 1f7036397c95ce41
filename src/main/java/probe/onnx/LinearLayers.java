package probe.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the linear layers of a model, with the modules that they were exported from. */
final class LinearLayers {
  private final Graph graph;
  private final Constants constants;
  private final Projections projections;
  private final Activations activations;
  private final LayerRoles roles;
  private final Map<String, Weight> byCopy = new HashMap<>();
  private final Map<String, Boolean> copyTransposed = new HashMap<>();

  LinearLayers(WeightFinder found, List<Weight> weights) {
    this.graph = found.graph();
    this.constants = found.constants();
    this.projections = new Projections(graph, constants, new Shapes(graph, constants));
    this.activations = found.activations();
    this.roles = new LayerRoles(graph, activations, found.head(), found.residualStream());
    for (Weight weight : weights) {
      for (Weight.Copy copy : weight.copies()) {
        byCopy.put(copy.initializer(), weight);
        copyTransposed.put(copy.initializer(), copy.transposed());
      }
    }
  }

  /** What is behind the weight input of a product. */
  private record Source(String initializer, boolean transposed, boolean quantised) {}

  /** The linear layers in the order of the graph. */
  List<LinearLayer> find() {
    return named(all());
  }

  /** What the paths of all modules begin with, for a wrapper around the whole model; else "". */
  String wrapper() {
    return wrapper(all());
  }

  private List<LinearLayer> all() {
    List<LinearLayer> layers = new ArrayList<>();
    for (int i = 0; i < graph.size(); i++) {
      if (activations.reachLogits(i) && activations.madeBy(i)) {
        NodeProto node = graph.node(i);
        Projection projection = fused(node);
        if (projection == null) {
          projection = projections.endingAt(node);
        }
        if (projection != null) {
          add(projection, node.getOutput(0), layers);
        }
      }
    }
    return layers;
  }

  /** The queries, keys and values of ONNX Runtime's attention, in one matrix. */
  private @Nullable Projection fused(NodeProto node) {
    boolean quantised = node.getOpType().equals("QAttention");
    boolean attention = node.getOpType().equals("Attention") && !node.getDomain().isEmpty();
    if ((!attention && !quantised) || !graph.isConstant(node.getInput(1))) {
      return null;
    }
    long[] shape = new Shapes(graph, constants).of(node.getInput(1));
    return shape == null || shape.length != 2
        ? null
        : new Projection(node, node.getInput(0), (int) shape[1], (int) shape[0], null, List.of());
  }

  private void add(Projection projection, String output, List<LinearLayer> layers) {
    Source source = source(projection.node());
    Weight weight = source == null ? null : byCopy.get(source.initializer());
    if (source == null || (weight == null && !source.quantised())) {
      return;
    }
    boolean flipped =
        weight != null
            && java.util.Objects.requireNonNull(copyTransposed.get(source.initializer()));
    LinearLayer.Role role = roles.of(projection, output);
    layers.add(
        new LinearLayer(
            weight == null ? source.initializer() : weight.name(),
            projection.inWidth(),
            projection.outWidth(),
            source.transposed() != flipped,
            role,
            source.quantised(),
            module(projection.node(), source.initializer(), role),
            projections.beforeQuantisation(projection.data()),
            output));
  }

  private @Nullable Source source(NodeProto node) {
    String op = node.getOpType();
    boolean nBits = op.equals("MatMulNBits") || op.equals("MatMulBnb4");
    boolean integers = nBits || FrozenSlots.isQuantised(node, 1) || op.equals("QLinearMatMul");
    boolean transposed = nBits || Graph.intAttribute(node, "transB", 0) != 0;
    boolean quantised = integers;
    String tensor = node.getInput(op.equals("QLinearMatMul") ? 3 : 1);
    NodeProto maker = graph.maker(tensor);
    while (maker != null && !maker.getOpType().equals("Constant")) {
      switch (maker.getOpType()) {
        case "Identity", "Cast", "CastLike" -> {}
        case "DequantizeLinear" -> quantised = true;
        case "Transpose" -> {
          AttributeProto perm = Graph.attribute(maker, "perm");
          transposed ^= perm == null || perm.getInts(0) != 0;
        }
        default -> {
          return null;
        }
      }
      tensor = maker.getInput(0);
      maker = graph.maker(tensor);
    }
    return new Source(tensor, transposed, quantised);
  }

  /** The module that an initializer is named after, else that of the node. */
  private static String module(NodeProto node, String initializer, LinearLayer.Role role) {
    String own = Scopes.ofParameter(initializer);
    String scope = Scopes.module(node);
    // the weight of a tied head is called after the embedding
    boolean preferScope = own.isEmpty() || (role == LinearLayer.Role.HEAD && !scope.isEmpty());
    if (role == LinearLayer.Role.HEAD && scope.isEmpty() && Scopes.isEmbedding(own)) {
      return Scopes.HEAD;
    }
    String module = preferScope ? scope : own;
    return module.isEmpty() ? initializer : module;
  }

  /** Modules without the wrapper that an exporter put around the whole model, and each once. */
  private static List<LinearLayer> named(List<LinearLayer> layers) {
    String wrapper = wrapper(layers);
    Set<String> taken = new HashSet<>();
    List<LinearLayer> out = new ArrayList<>();
    for (LinearLayer layer : layers) {
      String module = layer.module().substring(wrapper.length());
      if (!taken.add(module)) {
        module = layer.weight();
        for (int i = 2; !taken.add(module); i++) {
          module = layer.weight() + "_" + i;
        }
      }
      out.add(
          new LinearLayer(
              layer.weight(),
              layer.in(),
              layer.out(),
              layer.transposed(),
              layer.role(),
              layer.quantised(),
              module,
              layer.input(),
              layer.output()));
    }
    return List.copyOf(out);
  }

  /** A language model has its blocks and its head side by side; what holds both is a wrapper. */
  static String wrapper(List<LinearLayer> layers) {
    boolean head = layers.stream().anyMatch(l -> l.role() == LinearLayer.Role.HEAD);
    if (!head || layers.size() < 2) {
      return "";
    }
    String first = layers.getFirst().module();
    String prefix = first.substring(0, first.indexOf('.') + 1);
    return layers.stream().allMatch(l -> l.module().startsWith(prefix)) ? prefix : "";
  }
}
