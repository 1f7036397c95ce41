package probe.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Gives every parameter that an exporter merged with others its own initializer again.
 *
 * <p>PyTorch's dynamo exporter keeps equal tensors once, so that all the norms of a freshly
 * initialised model share a vector of ones and all biases a vector of zeros. Only vectors of one
 * number throughout are taken for merged: other numbers do not coincide by chance, so a vector of
 * those that is used twice is one parameter that is used twice. Matrices are never split.
 */
final class SplitWeights {
  /**
   * One use of a merged initializer.
   *
   * @param name the initializer that it is to read
   */
  private record Part(String initializer, int node, int slot, String name) {}

  private final ModelProto model;
  private final Graph graph;
  private final Constants constants;
  private final Set<String> taken = new HashSet<>();

  private SplitWeights(ModelProto model) {
    this.model = model;
    this.graph = new Graph(model.getGraph());
    this.constants = new Constants(graph);
    graph.initializers().keySet().forEach(taken::add);
    model.getGraph().getInputList().forEach(v -> taken.add(v.getName()));
    for (NodeProto node : model.getGraph().getNodeList()) {
      taken.addAll(node.getOutputList());
    }
  }

  /**
   * Splits the merged initializers of {@code model}; the new ones point to the same bytes.
   *
   * @param isWeight whether an initializer of a split model, given by name, is a weight
   */
  static ModelProto split(
      ModelProto model, java.util.function.Function<ModelProto, Predicate<String>> isWeight) {
    SplitWeights split = new SplitWeights(model);
    List<Part> parts = split.parts();
    if (parts.isEmpty()) {
      return model;
    }
    Predicate<String> trained = isWeight.apply(split.apply(parts));
    List<Part> kept = new ArrayList<>();
    Set<String> named = new HashSet<>();
    for (Part part : parts) {
      if (trained.test(part.name())) {
        // the first parameter keeps the name, unless it still belongs to something else
        boolean shared =
            parts.stream()
                .anyMatch(
                    p -> p.initializer().equals(part.initializer()) && !trained.test(p.name()));
        if (shared || !named.add(part.initializer())) {
          kept.add(part);
        }
      }
    }
    return kept.isEmpty() ? model : split.apply(kept);
  }

  private List<Part> parts() {
    List<Part> parts = new ArrayList<>();
    for (TensorProto tensor : graph.initializers().values()) {
      String name = tensor.getName();
      List<Graph.Use> uses = graph.uses(name);
      if (uses.size() < 2 || uses.stream().anyMatch(u -> u.slot() < 0) || !isMergeable(name)) {
        continue;
      }
      for (Graph.Use use : uses) {
        parts.add(new Part(name, use.node(), use.slot(), partName(use)));
      }
    }
    return parts;
  }

  private boolean isMergeable(String name) {
    Constants.Value value = constants.value(name);
    return value != null
        && value.dtype().isFloat()
        && value.size() > 1
        && TableValues.axes(value.dims()) == 1
        && TableValues.isUniform(value);
  }

  /** The parameter's name in the module that uses it, or one made of the node's output. */
  private String partName(Graph.Use use) {
    NodeProto node = graph.node(use.node());
    String module = Scopes.module(node);
    String stem = module.isEmpty() ? node.getOutput(0) : module;
    String name = stem + (isBias(node, use.slot()) ? ".bias" : ".weight");
    String free = name;
    for (int i = 2; !taken.add(free); i++) {
      free = name + "_" + i;
    }
    return free;
  }

  private static boolean isBias(NodeProto node, int slot) {
    return switch (node.getOpType()) {
      case "Add", "Sub", "BiasGelu", "FastGelu" -> true;
      case "LayerNormalization", "Gemm", "Conv", "Attention" -> slot == 2;
      case "SkipLayerNormalization" -> slot >= 3;
      default -> false;
    };
  }

  private ModelProto apply(List<Part> parts) {
    GraphProto.Builder out = model.getGraph().toBuilder();
    for (Part part : parts) {
      out.getNodeBuilder(part.node()).setInput(part.slot(), part.name());
      TensorProto merged = java.util.Objects.requireNonNull(graph.initializer(part.initializer()));
      out.addInitializer(merged.toBuilder().setName(part.name()));
      // files before IR version 4 list their initializers among the inputs
      for (ValueInfoProto input : model.getGraph().getInputList()) {
        if (input.getName().equals(part.initializer())) {
          out.addInput(input.toBuilder().setName(part.name()));
        }
      }
    }
    return model.toBuilder().setGraph(out).build();
  }
}
