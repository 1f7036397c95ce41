package probe.onnx;

import java.util.List;
import probe.ProbeException;

/**
 * The embedding and the head of a model, as adapters name them.
 *
 * @param tables the embedding, and the head where it is another weight; empty where they hold no
 *     floats
 * @param heads the linear layers that make the logits
 */
record AdapterEnds(List<TokenTable> tables, List<LinearLayer> heads) {

  static AdapterEnds of(TrainableGraph graph, List<LinearLayer> layers) {
    return new AdapterEnds(
        tables(graph), layers.stream().filter(l -> l.role() == LinearLayer.Role.HEAD).toList());
  }

  private static List<TokenTable> tables(TrainableGraph graph) {
    try {
      return graph.tokenTables();
    } catch (ProbeException e) {
      return List.of();
    }
  }

  /** Whether the two are one weight, and {@code adapter} changes only what one of them is. */
  boolean changesHalf(LoraAdapter adapter) {
    if (tables.size() != 1
        || heads.stream().noneMatch(l -> l.weight().equals(tables.getFirst().weight().name()))) {
      return false;
    }
    return adapter.deltas().stream()
            .anyMatch(d -> d.embedding() ? isEmbedding(d.module()) : isHead(d.module()))
        || adapter.full().stream()
            .map(f -> f.shared() ? "" : module(f.parameter()))
            .anyMatch(m -> isEmbedding(m) || isHead(m))
        || adapter.rows().stream().anyMatch(r -> !isEmbedding(r.module()) && isHead(r.module()));
  }

  boolean isEmbedding(String module) {
    return !tables.isEmpty()
        && !Scopes.isHead(module)
        && (isSame(tables.getFirst().module(), module) || Scopes.isEmbedding(module));
  }

  /** Where embedding and head are one, the file may know that weight by the embedding's name. */
  boolean isHead(String module) {
    return Scopes.isHead(module)
        || (!isEmbedding(module) && heads.stream().anyMatch(l -> isSame(l.module(), module)));
  }

  /** The module that has the weight {@code parameter}, or "" where that is no module's weight. */
  static String module(String parameter) {
    return parameter.endsWith(".weight")
        ? parameter.substring(0, parameter.length() - ".weight".length())
        : "";
  }

  /** Whether two paths are one, but for a wrapper around one of them. */
  static boolean isSame(String a, String b) {
    return !a.isEmpty()
        && !b.isEmpty()
        && (a.equals(b) || a.endsWith("." + b) || b.endsWith("." + a));
  }
}
