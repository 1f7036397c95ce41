package probe.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import probe.ProbeException;

/** Finds the weights that have numbers for every token. */
final class TokenTables {
  private final WeightFinder found;
  private final List<Weight> weights;
  private final LinearLayers layers;

  TokenTables(WeightFinder found, List<Weight> weights) {
    this.found = found;
    this.weights = weights;
    this.layers = new LinearLayers(found, weights);
  }

  /**
   * The embedding, and the unembedding where it is another weight.
   *
   * @throws ProbeException if one of them is missing or holds no floats
   */
  List<TokenTable> find() {
    Graph graph = found.graph();
    Head head = found.head();
    TokenLookup lookup =
        head == null
            ? null
            : TokenLookup.ofTokens(
                TokenLookup.all(graph, new Shapes(graph, found.constants())), head.vocabulary());
    if (head == null || lookup == null) {
      throw ProbeException.model("the graph has no embedding and head of tokens");
    }
    NodeProto node = graph.node(lookup.node());
    TokenTable embedding = embedding(node, lookup.table());
    if (embedding == null) {
      throw ProbeException.model(
          "the embedding (%s) holds no floats, so rows of it cannot be trained or replaced; take a float export"
              .formatted(Graph.describe(node)));
    }
    List<TokenTable> out = new ArrayList<>(List.of(embedding));
    TokenTable unembedding = unembedding();
    if (unembedding == null) {
      throw ProbeException.model(
          "the head (%s) holds no floats, so rows of it cannot be trained or replaced; take a float export"
              .formatted(head.node()));
    }
    if (!unembedding.weight().name().equals(embedding.weight().name())) {
      out.add(unembedding);
    }
    return List.copyOf(out);
  }

  private @Nullable TokenTable embedding(NodeProto node, String table) {
    String tensor = table;
    boolean swapped = false;
    NodeProto maker = found.graph().maker(tensor);
    while (maker != null && !maker.getOpType().equals("Constant")) {
      switch (maker.getOpType()) {
        case "Identity", "Cast", "CastLike" -> {}
        case "Transpose" -> {
          AttributeProto perm = Graph.attribute(maker, "perm");
          swapped ^= perm == null || perm.getInts(0) != 0;
        }
        default -> {
          return null;
        }
      }
      tensor = maker.getInput(0);
      maker = found.graph().maker(tensor);
    }
    for (Weight weight : weights) {
      for (Weight.Copy copy : weight.copies()) {
        if (copy.initializer().equals(tensor)) {
          return new TokenTable(weight, swapped == copy.transposed() ? 0 : 1, module(node, tensor));
        }
      }
    }
    return null;
  }

  /** As with a tied head, the initializer may be called after the other module. */
  private String module(NodeProto node, String initializer) {
    String scope = Scopes.module(node);
    String module = scope.isEmpty() ? Scopes.ofParameter(initializer) : scope;
    String wrapper = layers.wrapper();
    return module.isEmpty()
        ? initializer
        : module.startsWith(wrapper) ? module.substring(wrapper.length()) : module;
  }

  private @Nullable TokenTable unembedding() {
    for (LinearLayer layer : layers.find()) {
      if (layer.role() == LinearLayer.Role.HEAD && !layer.quantised()) {
        for (Weight weight : weights) {
          if (weight.name().equals(layer.weight())) {
            return new TokenTable(weight, layer.transposed() ? 0 : 1, layer.module());
          }
        }
      }
    }
    return null;
  }
}
