package probe.plan;

import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import probe.ProbeException;
import probe.kind.Needs;
import probe.model.LanguageModel;

/** The states that the probes of a run ask for, each context and layer once. */
final class StateNeeds implements Needs {
  private final LanguageModel model;
  private final Map<IntBuffer, TreeSet<Integer>> layers = new LinkedHashMap<>();

  StateNeeds(LanguageModel model) {
    this.model = model;
  }

  @Override
  public int blocks() {
    return model.decoder().blocks();
  }

  @Override
  public void state(int layer, int[] context) {
    if (layer < 0 || layer > blocks()) {
      throw ProbeException.input(
          "no layer %d; %s has layers 0 to %d"
              .formatted(layer, model.decoder().file().path(), blocks()));
    }
    model.check(context, "a context of a probe");
    layers.computeIfAbsent(IntBuffer.wrap(context.clone()), c -> new TreeSet<>()).add(layer);
  }

  /**
   * Contexts that are wanted at the same layers, and so go through the model together.
   *
   * @param layers ascending
   */
  record Group(List<Integer> layers, List<int[]> contexts) {
    long tokens() {
      return contexts.stream().mapToLong(c -> c.length).sum();
    }
  }

  /** All contexts, in the order in which they were asked for first. */
  List<Group> groups() {
    Map<List<Integer>, List<int[]>> out = new LinkedHashMap<>();
    layers.forEach(
        (context, wanted) ->
            out.computeIfAbsent(List.copyOf(wanted), w -> new ArrayList<>()).add(context.array()));
    List<Group> groups = new ArrayList<>();
    out.forEach((wanted, contexts) -> groups.add(new Group(wanted, contexts)));
    return groups;
  }
}
