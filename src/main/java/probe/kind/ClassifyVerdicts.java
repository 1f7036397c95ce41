package probe.kind;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import probe.linear.LayerCurve;
import probe.linear.ProbeScore;
import probe.result.Estimate;
import probe.result.Finding;
import probe.result.HypothesisTest;
import probe.result.Verdict;

/** What layer curves say of tasks. */
final class ClassifyVerdicts {
  private final double margin;

  /**
   * Verdicts.
   *
   * @param margin what an AUC must be above one half to matter
   */
  ClassifyVerdicts(double margin) {
    this.margin = margin;
  }

  List<Finding> findings(List<ClassifyResult> results) {
    List<HypothesisTest> any = new ArrayList<>();
    for (ClassifyResult result : results) {
      result.curves().forEach(curve -> any.add(curve.anyLayer()));
    }
    List<HypothesisTest> corrected = Corrected.benjaminiHochberg(any, "tasks and trainers");
    List<Finding> out = new ArrayList<>();
    int at = 0;
    for (ClassifyResult result : results) {
      for (LayerCurve.Result curve : result.curves()) {
        out.add(finding(result, curve, corrected.get(at++)));
      }
    }
    return out;
  }

  private Finding finding(ClassifyResult result, LayerCurve.Result curve, HypothesisTest any) {
    ProbeScore best = curve.layers().get(curve.best());
    int layer = result.layers().get(curve.best());
    List<HypothesisTest> tests = new ArrayList<>();
    tests.add(any);
    for (ProbeScore score : curve.layers()) {
      tests.add(score.test());
    }
    List<Estimate> estimates = new ArrayList<>();
    estimates.add(best.auc());
    estimates.add(best.balancedAccuracy());
    estimates.add(best.controlAccuracy());
    estimates.add(best.selectivity());
    estimates.add(best.bootstrapped());
    addIfThere(estimates, best.overBagOfWords());
    addIfThere(estimates, best.overEmbedding());
    addIfThere(estimates, best.randomDirection());
    estimates.add(Estimate.plain("accuracy", best.accuracy(), best.testRows(), "test rows"));
    estimates.add(
        Estimate.plain(
            "accuracy of the majority class",
            best.majorityAccuracy(),
            best.testRows(),
            "test rows"));
    estimates.add(Estimate.plain("training accuracy", best.trainAccuracy(), best.n(), "rows"));
    estimates.add(
        Estimate.plain(
            "training accuracy on random labels", best.controlTrainAccuracy(), best.n(), "rows"));
    if (best.code() != null) {
      estimates.add(
          Estimate.plain(
              "compression of the labels (online code)",
              best.code().compression(),
              best.n(),
              "rows"));
    }
    return new Finding(
        result.id() + "/" + curve.trainer(),
        result.task().claim() + " (" + curve.trainer() + ")",
        result.task().name(),
        verdict(curve, best, any),
        why(curve, best, layer, any),
        estimates,
        tests);
  }

  private Verdict verdict(LayerCurve.Result curve, ProbeScore best, HypothesisTest any) {
    if (Corrected.rejects(any)
        && above(best.selectivity(), 0)
        && above(best.bootstrapped(), 0)
        && beyondWords(best)) {
      return Verdict.SUPPORTED;
    }
    boolean little =
        curve.layers().stream()
            .allMatch(s -> s.auc().high() != null && s.auc().high() < 0.5 + margin);
    return little ? Verdict.NOT_SUPPORTED : Verdict.CANNOT_TELL;
  }

  private static String why(
      LayerCurve.Result curve, ProbeScore best, int layer, HypothesisTest any) {
    StringBuilder out = new StringBuilder();
    out.append(
        String.format(
            Locale.ROOT,
            "layer %d of %d: AUC %.3f, balanced accuracy %.3f, random labels %.3f (any layer %s);"
                + " n = %d, d = %d",
            layer,
            curve.layers().size(),
            best.auc().value(),
            best.balancedAccuracy().value(),
            best.controlAccuracy().value(),
            Corrected.text(any),
            best.n(),
            best.d()));
    if (!beyondWords(best)) {
      out.append("; no better than a bag of words");
    }
    if (best.overEmbedding() != null && !above(best.overEmbedding(), 0)) {
      out.append("; no better than the embedding layer");
    }
    return out.toString();
  }

  /** What the words of a text tell by themselves says nothing of the model. */
  private static boolean beyondWords(ProbeScore best) {
    Estimate over = best.overBagOfWords();
    return over == null || above(over, 0);
  }

  private static boolean above(Estimate estimate, double value) {
    return estimate.low() != null && estimate.low() > value;
  }

  private static void addIfThere(List<Estimate> to, @Nullable Estimate estimate) {
    if (estimate != null) {
      to.add(estimate);
    }
  }
}
