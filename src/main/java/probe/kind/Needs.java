package probe.kind;

/** Collects what the probes of a run need, so that it is taken out of the model once. */
public interface Needs {
  /** Number of blocks: states have layers 0 to this. */
  int blocks();

  /** Asks for the state of the last token of {@code context} at {@code layer}. */
  void state(int layer, int[] context);
}
