package probe.ocr.inside;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import probe.facts.measure.Experiment;
import probe.facts.measure.Wording;
import probe.result.Analysis;
import probe.result.Finding;
import probe.result.Verdict;
import probe.stats.ClusterBootstrap;
import probe.stats.Interval;
import probe.stats.Seeds;

/** What training on fact sets changed inside a model, arms compared with their controls. */
public final class InsideAnalysis {
  public static final String PROBE = "ocr-inside";

  private static final String KIND = "ocr-inside";
  private static final String QUESTION =
      "After training on facts and on implications of some names, is the implied answer inside the"
          + " model for the other names: can it be read off their states, and do these move towards"
          + " it, more than in the controls?";
  // a claim must hold for at least four in five of what was tested
  private static final double MOST = 0.8;

  private InsideAnalysis() {}

  /**
   * Analyses {@code trials}.
   *
   * @param experiment whose trials they are
   * @param seed what everything random is drawn from
   */
  public static Analysis of(Experiment experiment, List<InsideTrial> trials, long seed) {
    List<Case> cases = Case.of(trials);
    List<Evidence> evidence = Evidence.of(cases, Seeds.of(seed, PROBE));
    InsideFindings claims = new InsideFindings(PROBE);
    List<Finding> findings = new ArrayList<>();
    evidence.forEach(e -> findings.addAll(claims.of(e)));
    return new Analysis(
        PROBE,
        KIND,
        QUESTION,
        verdict(findings),
        evidence.isEmpty()
            ? "Nothing could be compared: no arm with a rule was looked into."
            : evidence.stream().map(InsideAnalysis::summary).collect(Collectors.joining(" ")),
        described(experiment),
        findings,
        InsidePictures.of(evidence),
        InsideTables.of(evidence),
        InsideNotes.of(experiment, trials, evidence));
  }

  /** Of the claims that are about answers. */
  private static Verdict verdict(List<Finding> findings) {
    List<Finding> judged = findings.stream().filter(f -> !InsideFindings.isOfMeasure(f)).toList();
    long supported = judged.stream().filter(f -> f.verdict() == Verdict.SUPPORTED).count();
    long not = judged.stream().filter(f -> f.verdict() == Verdict.NOT_SUPPORTED).count();
    if (!judged.isEmpty() && supported >= MOST * judged.size()) {
      return Verdict.SUPPORTED;
    }
    return not > (1 - MOST) * judged.size() ? Verdict.NOT_SUPPORTED : Verdict.CANNOT_TELL;
  }

  private static String summary(Evidence e) {
    List<String> parts = new ArrayList<>();
    for (Reading.How how : Reading.How.values()) {
      e.reading(how, Reading.Prompt.IMPLICATION)
          .ifPresent(
              r ->
                  parts.add(
                      "%s %s at the last layer, above chance %s (before training %s)"
                          .formatted(
                              how == Reading.How.READOUT ? "class read" : "implied answer first",
                              Wording.interval(r.own().last()),
                              InsideFindings.from(r.from(r.own(), true)),
                              InsideFindings.from(r.from(r.own(), false)))));
    }
    Pointing base = e.base();
    if (base != null) {
      parts.add(
          "shift towards the implied answer less the others "
              + Wording.interval(base.own().difference()));
    }
    Spectra spectra = e.spectra();
    if (spectra != null) {
      String controls =
          spectra.arms().stream()
              .skip(1)
              .map(a -> number(a.mean().rank()) + " in " + a.arm())
              .collect(Collectors.joining(", "));
      parts.add(
          "effective rank of the change of W_V W_O %s%s"
              .formatted(
                  number(spectra.own().mean().rank()),
                  controls.isEmpty() ? "" : " (" + controls + ")"));
    }
    return e.of().id() + ": " + String.join("; ", parts) + ".";
  }

  private static String number(Interval interval) {
    return Wording.number(interval.estimate());
  }

  private static Map<String, Object> described(Experiment experiment) {
    Map<String, Object> out = new TreeMap<>(experiment.settings());
    out.put("method", experiment.method());
    out.put("model", experiment.model());
    out.put("bootstrap", ClusterBootstrap.DRAWS);
    out.put("controls", Inside.CONTROLS);
    out.put("facts-known", InsideFindings.KNOWN);
    out.put("margin", InsideFindings.MARGIN);
    out.put("rank-margin", InsideFindings.RANK_MARGIN);
    return out;
  }
}
