package probe.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import probe.ProbeException;

/**
 * An adapter's parts with the parts of a model that they change.
 *
 * @param graph the model; where the adapter changes the embedding and not the head that it is tied
 *     to, or the other way round, one with the two apart
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
                  misfit(graph, adapter)));
    }
    return AdapterFinder.find(graph, adapter);
  }

  /** What else differs, or what to do where nothing else does. */
  private static String misfit(TrainableGraph graph, LoraAdapter adapter) {
    try {
      AdapterFinder.find(graph, adapter);
      return "; all its shapes fit, so if the two are the same network, remove base_sha256 from"
          + " adapter.json";
    } catch (ProbeException e) {
      return "; pass the model that it was trained on";
    }
  }

  /** The weights with the adapter's changes in them. */
  public WeightValues merged() {
    return new MergedWeights(this);
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
