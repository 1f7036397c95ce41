package probe.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import probe.concept.Library;
import probe.concept.ProbeFile;
import probe.kind.Corpus;
import probe.kind.Probe;
import probe.kind.ProbeKind;
import probe.model.BatchMode;
import probe.model.Extraction;
import probe.model.LanguageModel;
import probe.model.Positions;
import probe.tensor.Matrix;
import probe.tensor.TemporaryMemory;

/**
 * Everything that a run needs, known before anything is computed: each context and vector once.
 *
 * @param probes probes in the order of their files
 * @param corpus concept files in the model's tokens
 * @param states contexts that go through the model, by the layers that are wanted of them
 * @param declared tokens that a text can have
 * @param unembedding gamma [V, d]
 */
public record RunPlan(
    List<Probe> probes,
    Corpus corpus,
    List<StateNeeds.Group> states,
    int[] declared,
    Matrix unembedding) {
  // the virtual machine, ONNX Runtime itself, and the tokenizer
  private static final long JVM_BYTES = 240L << 20;
  private static final int RESULT_BYTES_PER_PAIR = 120;
  private static final int RESULT_BYTES_PER_FINDING = 2500;
  private static final long REPORT_BYTES = 2L << 20;

  public RunPlan {
    probes = List.copyOf(probes);
    states = List.copyOf(states);
  }

  /**
   * Plans the probes of {@code library} on {@code model}.
   *
   * @throws probe.ProbeException with file and line, for a probe that cannot be read
   */
  public static RunPlan of(LanguageModel model, Library library) {
    library.requireConcepts();
    List<Probe> probes = probes(library.probeFiles());
    Matrix gamma = TemporaryMemory.rowMajor(model.unembedding());
    int[] declared = Corpora.declared(model);
    Corpus corpus = Corpora.of(model, library, gamma, declared);
    StateNeeds needs = new StateNeeds(model);
    probes.forEach(probe -> probe.plan(corpus, needs));
    return new RunPlan(probes, corpus, needs.groups(), declared, gamma);
  }

  /** The plan of a run that puts no probe to {@code model}. */
  public static RunPlan withoutProbes(LanguageModel model) {
    Library none = new Library(List.of(), List.of(), List.of(), List.of());
    Matrix gamma = TemporaryMemory.rowMajor(model.unembedding());
    int[] declared = Corpora.declared(model);
    return new RunPlan(
        List.of(), Corpora.of(model, none, gamma, declared), List.of(), declared, gamma);
  }

  private static List<Probe> probes(List<ProbeFile> files) {
    Map<String, ProbeKind> kinds = ProbeKind.all();
    List<Probe> probes = new ArrayList<>();
    for (ProbeFile file : files) {
      file.requireKind(kinds.keySet());
      Probe probe = java.util.Objects.requireNonNull(kinds.get(file.kind())).read(file);
      file.requireKnown();
      probes.add(probe);
    }
    return probes;
  }

  /** Contexts that go through the model. */
  public long contexts() {
    return states.stream().mapToLong(group -> group.contexts().size()).sum();
  }

  /** Their tokens. */
  public long contextTokens() {
    return states.stream().mapToLong(StateNeeds.Group::tokens).sum();
  }

  /** Batches that they make, about: the certificate's own are counted. */
  public long batches(LanguageModel model) {
    int certified = Certifier.contexts(model).size();
    // alone, together, and alone through the uncut graph
    long batches = 2L * certified + (model.batchMode() == BatchMode.PADDED ? 1 : certified);
    for (StateNeeds.Group group : states) {
      Extraction extraction =
          new Extraction(model, new Extraction.Spec(group.layers(), Positions.LAST, false));
      batches +=
          Math.max(
              Math.ceilDiv(group.contexts().size(), extraction.batchRows()),
              Math.ceilDiv(group.tokens(), extraction.batchTokens()));
    }
    return batches;
  }

  /** Bytes of the states on disk. */
  public long stateBytes(LanguageModel model) {
    long bytes = 0;
    for (StateNeeds.Group group : states) {
      for (int layer : group.layers()) {
        bytes += 4L * group.contexts().size() * model.decoder().width(layer);
      }
    }
    return bytes;
  }

  /** Bytes of the results, about. */
  public long outputBytes() {
    long pairs = corpus.concepts().stream().mapToLong(c -> c.words().pairs().size()).sum();
    long findings = (long) corpus.concepts().size() * corpus.concepts().size() * probes.size() / 2;
    return pairs * RESULT_BYTES_PER_PAIR + findings * RESULT_BYTES_PER_FINDING + REPORT_BYTES;
  }

  /** Resident memory at the peak, about. */
  public long peakMemoryBytes(LanguageModel model) {
    return Memory.peakBytes(model, Math.min(512, contextTokens() + 64))
        + Memory.analysisBytes(unembedding.rows(), unembedding.columns())
        + JVM_BYTES;
  }
}
