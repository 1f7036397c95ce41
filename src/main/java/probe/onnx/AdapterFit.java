package probe.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import probe.ProbeException;

/**
 * An adapter's parts with the parts of a model that they change.
 *
 * @param deltas low-rank changes of float weights
 * @param quantised low-rank changes of weights that cannot be changed themselves
 * @param full weights replaced as a whole
 * @param rows rows of tokens, replaced in the weights that hold them
 */
public record AdapterFit(
    TrainableGraph graph,
    double scale,
    Map<LoraDelta, LinearLayer> deltas,
    Map<LoraDelta, LinearLayer> quantised,
    Map<Weight, FullWeight> full,
    Map<WeightPart, TokenRows> rows) {

  /**
   * Finds what {@code adapter} changes in {@code graph}.
   *
   * @throws ProbeException if the adapter was made for another model: if the hashes differ, or a
   *     module is missing or has another shape
   */
  public static AdapterFit of(TrainableGraph graph, LoraAdapter adapter) {
    Finder finder = new Finder(graph, adapter);
    String expected = adapter.origin().modelSha256();
    String actual = expected == null ? null : graph.file().sha256();
    if (expected != null && !expected.equals(actual)) {
      throw ProbeException.input(
          "the adapter was made for %s (sha256 %s), not for %s (sha256 %s)%s"
              .formatted(
                  adapter.origin().model(),
                  expected,
                  graph.file().path(),
                  actual,
                  finder.misfit()));
    }
    return finder.find();
  }

  /** The weights with the adapter's changes in them. */
  public WeightValues merged() {
    return new MergedWeights(this);
  }

  private static final class Finder {
    private final TrainableGraph graph;
    private final LoraAdapter adapter;
    private final List<LinearLayer> layers;

    Finder(TrainableGraph graph, LoraAdapter adapter) {
      this.graph = graph;
      this.adapter = adapter;
      this.layers = graph.projections();
    }

    /** What else differs, or what to do where nothing else does. */
    String misfit() {
      try {
        find();
        return "; all its shapes fit, so if the two are the same network, remove base_sha256 from"
            + " adapter.json";
      } catch (ProbeException e) {
        return "; pass the model that it was trained on";
      }
    }

    AdapterFit find() {
      Map<LoraDelta, LinearLayer> deltas = new LinkedHashMap<>();
      Map<LoraDelta, LinearLayer> quantised = new LinkedHashMap<>();
      for (LoraDelta delta : adapter.deltas()) {
        LinearLayer layer = layer(delta);
        (layer.quantised() ? quantised : deltas).put(delta, layer);
      }
      Map<Weight, FullWeight> full = new LinkedHashMap<>();
      adapter.full().forEach(f -> full.put(weight(f), f));
      Map<WeightPart, TokenRows> rows = new LinkedHashMap<>();
      adapter.rows().forEach(r -> rows.put(part(r), r));
      return new AdapterFit(graph, adapter.scale(), deltas, quantised, full, rows);
    }

    private WeightPart part(TokenRows rows) {
      List<TokenTable> tables = graph.tokenTables();
      for (TokenTable table : tables) {
        if (table.weight().name().equals(rows.weight()) || isSame(table.module(), rows.module())) {
          WeightPart part = table.part(rows.ids());
          if (part.dims()[1] != rows.width()) {
            throw ProbeException.input(
                "the adapter has rows of %d numbers for %s, in %s they have %d; pass the model that it was trained on"
                    .formatted(rows.width(), rows.module(), graph.file().path(), part.dims()[1]));
          }
          return part;
        }
      }
      throw ProbeException.input(
          "the adapter has rows of tokens for %s, and %s has no such table of tokens (it has %s); pass the model that it was trained on"
              .formatted(
                  rows.module(),
                  graph.file().path(),
                  String.join(", ", tables.stream().map(TokenTable::module).toList())));
    }

    private LinearLayer layer(LoraDelta delta) {
      List<LinearLayer> found =
          layers.stream().filter(l -> l.module().equals(delta.module())).toList();
      if (found.isEmpty()) {
        found = layers.stream().filter(l -> isSame(l.module(), delta.module())).toList();
      }
      if (found.size() != 1) {
        throw ProbeException.input(
            "the adapter changes %s, and %s has %s linear layer of that name (%s); pass the model that it was trained on"
                .formatted(
                    delta.module(),
                    graph.file().path(),
                    found.isEmpty() ? "no" : "more than one",
                    examples()));
      }
      LinearLayer layer = found.getFirst();
      if (layer.in() != delta.in() || layer.out() != delta.out()) {
        throw ProbeException.input(
            "the adapter changes %s from %d to %d numbers, in %s it leads from %d to %d; pass the model that it was trained on"
                .formatted(
                    delta.module(),
                    delta.in(),
                    delta.out(),
                    graph.file().path(),
                    layer.in(),
                    layer.out()));
      }
      return layer;
    }

    private String examples() {
      List<String> names = layers.stream().map(LinearLayer::module).limit(3).toList();
      return names.isEmpty() ? "it has none" : "it has " + String.join(", ", names) + ", ...";
    }

    private Weight weight(FullWeight full) {
      Weight found = null;
      for (Weight weight : graph.weights()) {
        if (weight.name().equals(full.weight())
            || (full.weight().isEmpty() && isSame(weight.name(), full.parameter()))) {
          found = weight;
        }
      }
      if (found == null) {
        throw ProbeException.input(
            "the adapter replaces %s, and %s has no such weight; pass the model that it was trained on"
                .formatted(full.parameter(), graph.file().path()));
      }
      if (!Arrays.equals(found.dims(), full.dims())) {
        throw ProbeException.input(
            "the adapter replaces %s by %s, in %s it is %s; pass the model that it was trained on"
                .formatted(
                    full.parameter(),
                    Arrays.toString(full.dims()),
                    graph.file().path(),
                    Arrays.toString(found.dims())));
      }
      return found;
    }

    /** Whether two paths are one, but for a wrapper around one of them. */
    private static boolean isSame(String a, String b) {
      return a.equals(b) || a.endsWith("." + b) || b.endsWith("." + a);
    }
  }

  /** The changes of {@code weight}; empty where there are none. */
  List<Map.Entry<LoraDelta, LinearLayer>> changes(Weight weight) {
    List<Map.Entry<LoraDelta, LinearLayer>> out = new ArrayList<>();
    for (Map.Entry<LoraDelta, LinearLayer> entry : deltas.entrySet()) {
      if (entry.getValue().weight().equals(weight.name())) {
        out.add(entry);
      }
    }
    return out;
  }

  /** The rows of tokens that are replaced in {@code weight}; empty where there are none. */
  List<Map.Entry<WeightPart, TokenRows>> rows(Weight weight) {
    List<Map.Entry<WeightPart, TokenRows>> out = new ArrayList<>();
    for (Map.Entry<WeightPart, TokenRows> entry : rows.entrySet()) {
      if (entry.getKey().weight().name().equals(weight.name())) {
        out.add(entry);
      }
    }
    return out;
  }

  /** What replaces {@code weight} as a whole, or null. */
  @Nullable FullWeight replacement(Weight weight) {
    for (Map.Entry<Weight, FullWeight> entry : full.entrySet()) {
      if (entry.getKey().name().equals(weight.name())) {
        return entry.getValue();
      }
    }
    return null;
  }
}
