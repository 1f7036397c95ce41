package probe.ocr;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleConsumer;
import probe.facts.measure.OcrAnalysis;
import probe.facts.measure.OcrSettings;
import probe.facts.measure.OcrText;
import probe.model.LanguageModel;
import probe.ocr.inside.InsideAnalysis;
import probe.plan.Run;
import probe.result.Analysis;

/** Out-of-context reasoning as a part of a run. */
public final class OcrExperiment implements Run.Experiment {
  private final Study study;
  private final OcrSettings settings;
  private final long seed;

  /**
   * Plans it.
   *
   * @param reference whether the paper's table stands beside the measured one
   * @throws probe.ProbeException if a fact set is refused
   */
  public OcrExperiment(LanguageModel model, OcrOptions options, boolean reference, long seed) {
    this.study = new Study(model, options);
    this.settings = reference ? OcrSettings.DEFAULT.withHuang2025() : OcrSettings.DEFAULT;
    this.seed = seed;
  }

  @Override
  public String name() {
    return "ocr";
  }

  @Override
  public List<Analysis> analyse(DoubleConsumer share) {
    Study.Outcome outcome =
        study.outcome((done, total) -> share.accept(total == 0 ? 1 : (double) done / total));
    List<Analysis> out = new ArrayList<>();
    out.add(OcrAnalysis.of(outcome.experiment(), settings, seed));
    if (!outcome.inside().isEmpty()) {
      out.add(InsideAnalysis.of(outcome.experiment(), outcome.inside(), seed));
    }
    return out;
  }

  /** What a terminal shows of {@code analysis}. */
  public List<String> lines(Analysis analysis) {
    return OcrText.lines(analysis);
  }
}
