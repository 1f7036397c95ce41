package probe.plan;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;
import probe.OutputFolder;
import probe.Provenance;
import probe.kind.Corpus;
import probe.kind.Probe;
import probe.model.LanguageModel;
import probe.model.Provenances;
import probe.result.Analysis;
import probe.result.Certificate;
import probe.result.Concept;
import probe.result.Ledger;
import probe.result.RunDocument;
import probe.stats.Seeds;
import probe.tensor.Matrix;
import probe.tensor.RowReader;

/** One run: vectors out of the model, analyses over them, results. */
public final class Run {
  private static final double LEVEL = 0.05;
  // an experiment takes as long as many probes
  private static final int EXPERIMENT_STEPS = 20;

  private final LanguageModel model;
  private final RunPlan plan;
  private final Options options;
  private final List<Experiment> experiments;

  /**
   * How to run.
   *
   * @param command the command that gives these results, without what does not change them
   * @param ridge what to add to the covariance's eigenvalues, as a share of their mean
   * @param vectors folder where states are kept for later runs, or null
   */
  public record Options(String command, long seed, double ridge, @Nullable Path vectors) {}

  /** Something that is done with the model itself, and not with vectors out of it. */
  public interface Experiment {
    String name();

    /**
     * Does it.
     *
     * @param share told how much of it is done, from 0 to 1
     */
    List<Analysis> analyse(DoubleConsumer share);
  }

  public Run(LanguageModel model, RunPlan plan, Options options) {
    this(model, plan, options, List.of());
  }

  /**
   * A run.
   *
   * @param experiments what is done after the probes
   */
  public Run(LanguageModel model, RunPlan plan, Options options, List<Experiment> experiments) {
    this.model = model;
    this.plan = plan;
    this.options = options;
    this.experiments = List.copyOf(experiments);
  }

  /** Told what is going on, and how far it is. */
  @FunctionalInterface
  public interface Progress {
    void step(String what, int done, int total);
  }

  /** Steps that {@link #execute} tells of. */
  public int steps() {
    return plan.probes().size() + 3 + experiments.size() * EXPERIMENT_STEPS;
  }

  /** Does everything that was planned. */
  public RunDocument execute(Progress progress) {
    Times times = new Times();
    int done = 0;
    progress.step("certificate", done++, steps());
    Matrix gamma = plan.unembedding();
    RowReader.forEachBlock(
        gamma, (from, count, block) -> model.requireFinite(block, count * gamma.columns()));
    Certificate certificate = new Certifier(model, gamma).certify();
    Provenance provenance =
        Provenances.of(
            model,
            model.decoder().cut(List.of(model.decoder().blocks()), true),
            options.command(),
            options.seed());
    times.mark("certificate");
    progress.step("states", done++, steps());
    String adapter = provenance.adapterSha256();
    States states =
        states(adapter == null ? provenance.modelSha256() : provenance.modelSha256() + adapter);
    times.mark("states");
    progress.step("vocabulary", done++, steps());
    VocabularyCloud cloud = VocabularyCloud.of(gamma, plan.declared(), options.ridge());
    RunVectors vectors =
        new RunVectors(model, gamma, plan.declared(), cloud, states, options.seed());
    times.mark("vocabulary");
    List<Analysis> analyses = new ArrayList<>();
    for (Probe probe : plan.probes()) {
      progress.step(probe.name(), done++, steps());
      analyses.add(probe.analyse(plan.corpus(), vectors, Seeds.of(options.seed(), probe.name())));
      times.mark(probe.name());
    }
    for (Experiment experiment : experiments) {
      int before = done;
      analyses.addAll(
          experiment.analyse(
              share ->
                  progress.step(
                      experiment.name(), before + (int) (share * EXPERIMENT_STEPS), steps())));
      done += EXPERIMENT_STEPS;
      times.mark(experiment.name());
    }
    progress.step("done", done, steps());
    Map<String, @Nullable Object> origin = new LinkedHashMap<>(provenance.fields());
    origin.remove("threads"); // no number depends on it: it stands with the times
    times.put("threads", model.threads());
    return new RunDocument(
        RunDocument.FORMAT,
        certificate,
        origin,
        ModelFacts.of(model).fields(),
        cloud.facts(),
        plan.corpus().concepts().stream().map(Run::concept).toList(),
        analyses,
        Ledger.of(analyses, LEVEL),
        times.seconds());
  }

  private States states(String modelHash) {
    try {
      return States.of(
          model, plan.states(), new VectorStore(options.vectors(), modelHash), count -> {});
    } catch (IOException e) {
      Path folder = options.vectors();
      throw OutputFolder.failed(
          "cannot keep the states of the run in "
              + (folder == null ? System.getProperty("java.io.tmpdir") : folder),
          e);
    }
  }

  private static Concept concept(Corpus.ConceptWords concept) {
    return new Concept(
        concept.name(),
        concept.words().from(),
        concept.words().to(),
        concept.words().file(),
        concept.words().pairs().size(),
        concept.survival().used().size(),
        concept.tokens().size() >= probe.geometry.Linearity.FEWEST_PAIRS,
        concept.survival().used().stream()
            .map(
                pair ->
                    new Concept.Pair(
                        pair.pair().from(), pair.pair().to(), pair.fromToken(), pair.toToken()))
            .toList(),
        concept.survival().dropped().stream()
            .map(pair -> new Concept.Dropped(pair.pair().from(), pair.pair().to(), pair.reason()))
            .toList());
  }
}
