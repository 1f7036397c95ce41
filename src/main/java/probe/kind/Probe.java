package probe.kind;

import probe.result.Analysis;

/** One probe with its settings: says what it needs, then makes a result of it. */
public interface Probe {
  /** The name of the probe, unique within a run. */
  String name();

  /** Asks for the states that the analysis will look at. */
  void plan(Corpus corpus, Needs needs);

  /** A pure function of the vectors: prints nothing, reads no file, takes its seed. */
  Analysis analyse(Corpus corpus, Vectors vectors, long seed);
}
