package probe.facts.measure;

import java.util.ArrayList;
import java.util.List;
import probe.facts.Arm;
import probe.result.Estimate;
import probe.result.Finding;
import probe.result.HypothesisTest;
import probe.result.Verdict;
import probe.stats.Interval;

/**
 * Whether controls stay at chance, for pairings that a model cannot know: what a control answers
 * under a true pairing is what the model knows, and no such claim is made of it.
 */
final class ControlFindings {
  private final String probe;
  private final OcrSettings settings;

  ControlFindings(String probe, OcrSettings settings) {
    this.probe = probe;
    this.settings = settings;
  }

  private record Case(Evidence evidence, Evidence.Control control) {}

  List<Finding> of(List<Evidence> evidence) {
    List<Case> cases = new ArrayList<>();
    for (Evidence e : evidence) {
      if (e.of().arm() != Arm.TRUE) {
        e.controls().forEach(control -> cases.add(new Case(e, control)));
      }
    }
    List<HypothesisTest> apart =
        Family.corrected(cases.stream().map(ControlFindings::apart).toList(), "controls");
    List<HypothesisTest> together =
        Family.corrected(cases.stream().map(ControlFindings::together).toList(), "controls");
    List<Finding> out = new ArrayList<>();
    for (int i = 0; i < cases.size(); i++) {
      out.add(finding(cases.get(i), apart.get(i), together.get(i)));
    }
    return out;
  }

  private static HypothesisTest apart(Case c) {
    return c.control
        .apart()
        .test(
            "exact permutation, two-sided",
            "in each seed, any class may go with any implication",
            c.control.apart().twoSided(),
            c.control.cells().count());
  }

  private static HypothesisTest together(Case c) {
    return c.control
        .together()
        .test(
            "one order for all seeds, two-sided",
            "any class may go with any implication, the same in all seeds",
            c.control.together().twoSided(),
            c.evidence.of().classes());
  }

  private Finding finding(Case c, HypothesisTest apart, HypothesisTest together) {
    Evidence.Control control = c.control;
    String set = c.evidence.of().set();
    List<Estimate> estimates = new ArrayList<>();
    TransferFindings.add(estimates, control.transfer(), "transfer", Cells.UNIT);
    TransferFindings.add(estimates, control.change(), "change from the base model", Cells.UNIT);
    TransferFindings.add(estimates, control.rank(), "mean rank among the implications", Cells.UNIT);
    estimates.add(
        Estimate.plain(
            "largest transfer of answers that never change",
            control.reach(),
            control.cells().seeds(),
            "seeds"));
    String numbers =
        "mean rank %s of %s (chance %s), transfer %s, %s"
            .formatted(
                Wording.number(control.rank().estimate()),
                Wording.count(c.evidence.of().classes()),
                Wording.number(Measure.RANK_ASKED.chance(c.evidence.of().classes())),
                Wording.interval(control.transfer()),
                Wording.both(apart));
    Judged judged = judge(control, apart);
    return new Finding(
        "%s/%s/%s".formatted(probe, c.evidence.of().id(), control.arm()),
        "%s: %s stays at chance under the %s pairing"
            .formatted(set, control.arm(), c.evidence.of().arm()),
        set,
        judged.verdict,
        numbers + "; " + judged.why,
        estimates,
        List.of(apart, together));
  }

  private record Judged(Verdict verdict, String why) {}

  private Judged judge(Evidence.Control control, HypothesisTest apart) {
    Interval transfer = control.transfer();
    if (!control.learnt().learnt()) {
      return new Judged(Verdict.CANNOT_TELL, "was not learnt: " + control.learnt().why());
    }
    if (!transfer.defined()) {
      return new Judged(Verdict.CANNOT_TELL, transfer.method());
    }
    if (atChance(control)) {
      // no-implication answers from what the model was before, in every seed alike
      if (control.arm() == Arm.NO_IMPLICATION && control.reach() < settings.controlMargin()) {
        return new Judged(
            Verdict.CANNOT_TELL,
            "at chance, but the pairings of the seeds keep any answer that never changes within %s"
                .formatted(Wording.number(control.reach())));
      }
      boolean within =
          Math.abs(transfer.low()) <= settings.controlMargin()
              && Math.abs(transfer.high()) <= settings.controlMargin();
      return within
          ? new Judged(Verdict.SUPPORTED, "at chance")
          : new Judged(
              Verdict.CANNOT_TELL,
              "at chance, but the interval reaches beyond " + settings.controlMargin());
    }
    if (transfer.contains(0) || !Family.rejects(apart)) {
      return new Judged(
          Verdict.CANNOT_TELL, "chance by one of interval and test, and not by the other");
    }
    return new Judged(Verdict.NOT_SUPPORTED, beside(control));
  }

  /** What it is that is not at chance. */
  private static String beside(Evidence.Control control) {
    if (control.transfer().estimate() < 0) {
      return "below chance, as a model is that prefers other answers";
    }
    return leaks(control)
        ? "above chance, and above the base model: something else than the rule transfers"
        : "above chance, as the base model may have been";
  }

  /** Whether a control is above chance and above what the base model's prior accounts for. */
  static boolean leaks(Evidence.Control control) {
    return TransferFindings.above(control.transfer()) && TransferFindings.above(control.change());
  }

  /** The interval holds chance, and the permutation test, uncorrected, does not reject. */
  static boolean atChance(Evidence.Control control) {
    return control.transfer().contains(0) && control.apart().twoSided() > Family.LEVEL;
  }
}
