package probe.plan;

import java.io.IOException;
import java.nio.IntBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import probe.model.Extraction;
import probe.model.LanguageModel;
import probe.tensor.Matrix;
import probe.tensor.Safetensors;

/** The states of a run, taken out of the model once and mapped from disk. */
final class States {
  private record Place(Map<Integer, Matrix> layers, int row) {}

  private final Map<IntBuffer, Place> places = new HashMap<>();

  private States() {}

  /**
   * Takes the states of {@code groups} out of {@code model}.
   *
   * @param store where they are kept, or found from an earlier run
   */
  static States of(
      LanguageModel model,
      List<StateNeeds.Group> groups,
      VectorStore store,
      Extraction.Progress progress)
      throws IOException {
    States states = new States();
    for (StateNeeds.Group group : groups) {
      states.add(group, store.open(model, group, progress));
    }
    return states;
  }

  private void add(StateNeeds.Group group, Safetensors file) {
    Map<Integer, Matrix> layers = new HashMap<>();
    for (int layer : group.layers()) {
      layers.put(layer, file.matrix("hidden." + layer));
    }
    for (int row = 0; row < group.contexts().size(); row++) {
      places.put(IntBuffer.wrap(group.contexts().get(row)), new Place(layers, row));
    }
  }

  /** The state of the last token of {@code context} at {@code layer} [d]. */
  double[] state(int layer, int[] context) {
    Place place = places.get(IntBuffer.wrap(context));
    Matrix matrix = place == null ? null : place.layers().get(layer);
    if (place == null || matrix == null) {
      throw new IllegalArgumentException(
          "layer %d of a context of %d tokens was not planned".formatted(layer, context.length));
    }
    float[] row = matrix.row(place.row());
    double[] out = new double[row.length];
    for (int j = 0; j < out.length; j++) {
      out[j] = row[j];
    }
    return out;
  }
}
