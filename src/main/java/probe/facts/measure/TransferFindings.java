package probe.facts.measure;

import java.util.ArrayList;
import java.util.List;
import probe.facts.Arm;
import probe.result.Estimate;
import probe.result.Finding;
import probe.result.HypothesisTest;
import probe.result.Verdict;
import probe.stats.Interval;

/** Whether associations transfer to names whose implication nobody told. */
final class TransferFindings {
  static final int SEEDS_WANTED = 5;

  /** Intervals that touch 0 but for rounding do not exclude it. */
  private static final double ROUNDING = 1e-9;

  private final String probe;
  private final OcrSettings settings;

  TransferFindings(String probe, OcrSettings settings) {
    this.probe = probe;
    this.settings = settings;
  }

  static String claim(String set, Arm arm) {
    return "%s: names whose implication nobody told take the implied answer (%s pairing), so the"
            .formatted(set, arm)
        + (arm == Arm.TRUE ? " model generalises" : " model hallucinates");
  }

  /** A finding for each piece of evidence, corrected over all of them. */
  List<Finding> of(List<Evidence> evidence) {
    List<HypothesisTest> apart =
        Family.corrected(evidence.stream().map(TransferFindings::apart).toList(), "associations");
    List<HypothesisTest> together =
        Family.corrected(
            evidence.stream().map(TransferFindings::together).toList(), "associations");
    List<Finding> out = new ArrayList<>();
    for (int i = 0; i < evidence.size(); i++) {
      out.add(finding(evidence.get(i), apart.get(i), together.get(i)));
    }
    return out;
  }

  private static HypothesisTest apart(Evidence e) {
    return e.apart()
        .test(
            "exact permutation",
            "in each seed, any class may go with any implication",
            e.apart().lower(),
            e.cells().count());
  }

  private static HypothesisTest together(Evidence e) {
    return e.together()
        .test(
            "one order for all seeds",
            "any class may go with any implication, the same in all seeds",
            e.together().lower(),
            e.of().classes());
  }

  private Finding finding(Evidence e, HypothesisTest apart, HypothesisTest together) {
    String against = against(e, apart);
    Verdict verdict;
    String why;
    if (!e.learnt().learnt()) {
      verdict = Verdict.CANNOT_TELL;
      why = "was not learnt: " + e.learnt().why();
    } else if (e.of().training() == 0) {
      verdict = Verdict.CANNOT_TELL;
      why = "no implication was told, so there was no rule to infer";
    } else if (against.isEmpty()) {
      verdict = Verdict.SUPPORTED;
      why = "";
    } else {
      String small = small(e);
      verdict = small.isEmpty() ? Verdict.CANNOT_TELL : Verdict.NOT_SUPPORTED;
      why = small.isEmpty() ? against : small;
    }
    return new Finding(
        probe + "/" + e.of().id(),
        claim(e.of().set(), e.of().arm()),
        e.of().set(),
        verdict,
        numbers(e, apart) + (why.isEmpty() ? "" : "; " + why),
        estimates(e),
        List.of(apart, together));
  }

  /** What stands between the claim and its support, or "". */
  private String against(Evidence e, HypothesisTest apart) {
    List<String> reasons = new ArrayList<>();
    if (!above(e.transfer())) {
      reasons.add("the interval of transfer does not lie above 0");
    }
    if (!Family.rejects(apart)) {
      reasons.add("a random pairing would do as well (%s)".formatted(Wording.p(apart)));
    }
    for (Evidence.Control control : e.controls()) {
      if (!control.learnt().learnt()) {
        reasons.add(
            "the control %s was not learnt: %s".formatted(control.arm(), control.learnt().why()));
      } else if (control.excess().clusters() == 0) {
        reasons.add("%s was asked nothing that can be compared".formatted(control.arm()));
      } else if (!above(control.excess())) {
        reasons.add(
            "the interval of the excess over %s does not lie above 0".formatted(control.arm())
                + (room(control) < settings.margin()
                    ? "; that control is at %s already, which leaves no room"
                        .formatted(Wording.number(control.transfer().estimate()))
                    : ""));
      }
    }
    if (e.control(Arm.NO_IMPLICATION).isEmpty() && !above(e.change())) {
      reasons.add("no-implication was not run, and the change from the base model is not above 0");
    }
    return String.join("; ", reasons);
  }

  /** Why it is too small to matter, or "". */
  private String small(Evidence e) {
    if (e.transfer().high() < settings.margin()) {
      return "transfer is below " + settings.margin();
    }
    for (Evidence.Control control : e.controls()) {
      if (control.learnt().learnt()
          && control.excess().high() < settings.margin()
          && room(control) >= settings.margin()) {
        return "the excess over %s is below %s".formatted(control.arm(), settings.margin());
      }
    }
    return "";
  }

  private static double room(Evidence.Control control) {
    return 1 - control.transfer().estimate();
  }

  static boolean above(Interval interval) {
    return interval.low() > ROUNDING;
  }

  private static String numbers(Evidence e, HypothesisTest apart) {
    StringBuilder text = new StringBuilder();
    text.append(
        "mean rank %s of %s (chance %s), transfer %s, %s"
            .formatted(
                Wording.number(e.rank().estimate()),
                Wording.count(e.of().classes()),
                Wording.number(Measure.RANK_ASKED.chance(e.of().classes())),
                Wording.interval(e.transfer()),
                Wording.p(apart)));
    for (Evidence.Control control : e.controls()) {
      text.append(", %s over %s".formatted(Wording.interval(control.excess()), control.arm()));
    }
    if (e.heldOut().clusters() > 0) {
      text.append(", held-out template " + Wording.interval(e.heldOut()));
    }
    if (e.cells().seeds() < SEEDS_WANTED) {
      text.append(
          ", from %d of the %d seeds that are wanted".formatted(e.cells().seeds(), SEEDS_WANTED));
    }
    return text.toString();
  }

  private static List<Estimate> estimates(Evidence e) {
    List<Estimate> out = new ArrayList<>();
    add(out, e.transfer(), "transfer", Cells.UNIT);
    for (Evidence.Control control : e.controls()) {
      add(out, control.excess(), "excess over " + control.arm(), Cells.UNIT);
    }
    for (Evidence.Control control : e.controls()) {
      add(
          out,
          control.transfer(),
          control.arm()
              + " under this pairing"
              + (e.of().arm() == Arm.TRUE ? ": what the model knows" : ""),
          Cells.UNIT);
    }
    add(out, e.before(), "base model", Cells.UNIT);
    add(out, e.change(), "change from the base model", Cells.UNIT);
    add(out, e.corrected(), "transfer less the base model's log-probabilities", Cells.UNIT);
    add(out, e.whole(), "transfer by whole answers", Cells.UNIT);
    add(out, e.heldOut(), "transfer, held-out template", Cells.UNIT);
    add(out, e.overSeeds(), "transfer, whole seeds as units", "seeds");
    add(out, e.rank(), "mean rank among the implications", Cells.UNIT);
    return out;
  }

  static void add(List<Estimate> list, Interval interval, String name, String unit) {
    if (interval.clusters() > 0) {
      list.add(interval.named(name, unit));
    }
  }
}
