package probe.ocr.inside;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import probe.facts.Arm;
import probe.facts.measure.Cells;
import probe.facts.measure.Family;
import probe.facts.measure.Wording;
import probe.result.Estimate;
import probe.result.Finding;
import probe.result.HypothesisTest;
import probe.result.Verdict;
import probe.stats.Interval;

/** Claims about what changed inside, each against what the controls show. */
final class InsideFindings {
  /** Share of facts that must be known for a verdict. */
  static final double KNOWN = 0.9;

  /** Directions by which effective ranks must differ to matter. */
  static final double RANK_MARGIN = 0.5;

  /** By how much shares, and differences of cosines, must differ to matter. */
  static final double MARGIN = 0.05;

  private static final String TELLS_BY_READOUT = "readout-tells-rule";
  private static final String TELLS_BY_RANK = "rank-tells-rule";

  private final String probe;

  InsideFindings(String probe) {
    this.probe = probe;
  }

  /** A verdict and its reason. */
  private record Judged(Verdict verdict, String why) {}

  List<Finding> of(Evidence e) {
    List<Finding> out = new ArrayList<>();
    readable(e).ifPresent(out::add);
    readout(e).ifPresent(out::add);
    lens(e).ifPresent(out::add);
    shift(e).ifPresent(out::add);
    rank(e).ifPresent(out::add);
    return out;
  }

  private Finding finding(
      Evidence e,
      String id,
      String claim,
      Judged judged,
      String numbers,
      List<Estimate> estimates,
      List<HypothesisTest> tests) {
    double known = e.factsKnown();
    Judged last =
        known < KNOWN
            ? new Judged(
                Verdict.CANNOT_TELL,
                "the last state puts the fact first for %s of the test names in one of the arms, so facts were not learnt"
                    .formatted(Wording.number(known)))
            : judged;
    return new Finding(
        "%s/%s/%s".formatted(probe, e.of().id(), id),
        e.of().set() + ": " + claim,
        e.of().set(),
        last.verdict,
        numbers + (last.why.isEmpty() ? "" : "; " + last.why),
        estimates,
        tests);
  }

  // ---- readable after training, not before

  private Optional<Finding> readable(Evidence e) {
    return e.reading(Reading.How.READOUT, Reading.Prompt.IMPLICATION)
        .map(
            r -> {
              int after = r.from(r.own(), true);
              int before = r.from(r.own(), false);
              Reading.Layer last = r.own().layers().getLast();
              return finding(
                  e,
                  "readable",
                  "at the implication's prompt, the class of names whose implication nobody told can be read linearly after training and not before (%s)"
                      .formatted(e.of().arm()),
                  judgeReadable(r, after, before),
                  "after training %s, before %s; at the last layer %s against %s before, chance %s"
                      .formatted(
                          from(after),
                          from(before),
                          Wording.interval(last.after()),
                          Wording.interval(last.before()),
                          Wording.number(r.chance())),
                  List.of(
                      last.after().named("accuracy after, last layer", Cells.UNIT),
                      last.afterByName().named("accuracy after, last layer, by name", "names"),
                      last.before().named("accuracy before, last layer", Cells.UNIT),
                      last.change().named("change, last layer", Cells.UNIT),
                      last.shuffled().named("accuracy with shuffled labels", Cells.UNIT)),
                  List.of());
            });
  }

  private static Judged judgeReadable(Reading r, int after, int before) {
    if (r.own().layers().stream().anyMatch(l -> above(l.shuffled(), r.chance()))) {
      return new Judged(Verdict.CANNOT_TELL, "shuffled labels are read above chance too");
    }
    if (before >= 0) {
      return new Judged(Verdict.NOT_SUPPORTED, "it could be read before training");
    }
    if (after >= 0) {
      return new Judged(Verdict.SUPPORTED, "");
    }
    boolean none =
        r.own().layers().stream().allMatch(l -> l.after().high() < r.chance() + 2 * MARGIN);
    return none
        ? new Judged(Verdict.NOT_SUPPORTED, "accuracy is within %s of chance".formatted(2 * MARGIN))
        : new Judged(Verdict.CANNOT_TELL, "the last layer's interval does not exclude chance");
  }

  // ---- whether that tells a rule from none

  private Optional<Finding> readout(Evidence e) {
    return e.reading(Reading.How.READOUT, Reading.Prompt.IMPLICATION)
        .filter(r -> r.arms().size() > 1)
        .map(
            r -> {
              List<Estimate> estimates = new ArrayList<>();
              estimates.add(r.own().last().named("accuracy", Cells.UNIT));
              controls(r, estimates);
              return finding(
                  e,
                  TELLS_BY_READOUT,
                  "how well that class is read at the implication's prompt tells the %s rule from its controls"
                      .formatted(e.of().arm()),
                  judgeExcess(
                      r.arms().stream().skip(1).map(Reading.OfArm::excess).toList(), MARGIN),
                  "at the last layer %s%s".formatted(Wording.interval(r.own().last()), against(r)),
                  estimates,
                  List.of());
            });
  }

  // ---- the logit lens

  private Optional<Finding> lens(Evidence e) {
    return e.reading(Reading.How.LENS, Reading.Prompt.IMPLICATION)
        .map(
            r -> {
              int after = r.from(r.own(), true);
              Reading.Layer last = r.own().layers().getLast();
              List<Estimate> estimates = new ArrayList<>();
              estimates.add(last.after().named("share after, last layer", Cells.UNIT));
              estimates.add(last.afterByName().named("share after, last layer, by name", "names"));
              estimates.add(last.before().named("share before, last layer", Cells.UNIT));
              estimates.add(last.change().named("change, last layer", Cells.UNIT));
              controls(r, estimates);
              return finding(
                  e,
                  "lens",
                  "the unembedding reads the implied answer off the states of names whose implication nobody told (%s)"
                      .formatted(e.of().arm()),
                  judgeLens(r, after),
                  "after training %s, before %s; at the last layer %s against %s before, chance %s%s"
                      .formatted(
                          from(after),
                          from(r.from(r.own(), false)),
                          Wording.interval(last.after()),
                          Wording.interval(last.before()),
                          Wording.number(r.chance()),
                          against(r)),
                  estimates,
                  List.of());
            });
  }

  private static Judged judgeLens(Reading r, int after) {
    if (after < 0) {
      return r.own().last().high() < r.chance() + 2 * MARGIN
          ? new Judged(
              Verdict.NOT_SUPPORTED, "the share is within %s of chance".formatted(2 * MARGIN))
          : new Judged(Verdict.CANNOT_TELL, "the last layer's interval does not exclude chance");
    }
    List<Interval> excess = new ArrayList<>();
    excess.add(r.own().layers().getLast().change());
    r.arms().stream().skip(1).forEach(a -> excess.add(a.excess()));
    return judgeExcess(excess, MARGIN);
  }

  // ---- where states move

  private Optional<Finding> shift(Evidence e) {
    Pointing base = e.base();
    Pointing tuned = e.tuned();
    if (base == null || tuned == null) {
      return Optional.empty();
    }
    List<Estimate> estimates = new ArrayList<>();
    estimates.add(base.own().difference().named("implied less others", Cells.UNIT));
    estimates.add(base.own().implied().named("cosine with the implied answer", Cells.UNIT));
    estimates.add(base.own().others().named("mean cosine with the others", Cells.UNIT));
    estimates.add(
        tuned.own().difference().named("implied less others, tuned unembedding", Cells.UNIT));
    StringBuilder against = new StringBuilder();
    base.arms().stream()
        .skip(1)
        .forEach(
            a -> {
              estimates.add(a.difference().named(a.arm() + " under this pairing", Cells.UNIT));
              estimates.add(a.excess().named("excess over " + a.arm(), Cells.UNIT));
              against.append(", %s over %s".formatted(Wording.interval(a.excess()), a.arm()));
            });
    return Optional.of(
        finding(
            e,
            "shift",
            "training moves the last state of names whose implication nobody told towards the implied answer's unembedding (%s)"
                .formatted(e.of().arm()),
            judgeShift(base),
            "cosine with the implied answer less that with the others %s by the base's unembedding (%s), %s by the tuned one%s"
                .formatted(
                    Wording.interval(base.own().difference()),
                    Wording.p(base.test()),
                    Wording.interval(tuned.own().difference()),
                    against),
            estimates,
            List.of(base.test())));
  }

  private static Judged judgeShift(Pointing base) {
    Interval difference = base.own().difference();
    if (difference.high() < MARGIN) {
      return new Judged(Verdict.NOT_SUPPORTED, "the difference is below " + MARGIN);
    }
    if (!above(difference, 0)) {
      return new Judged(Verdict.CANNOT_TELL, "the interval does not lie above 0");
    }
    if (!Family.rejects(base.test())) {
      return new Judged(
          Verdict.CANNOT_TELL,
          "a random pairing would do as well (%s)".formatted(Wording.p(base.test())));
    }
    return judgeExcess(base.arms().stream().skip(1).map(Pointing.OfArm::excess).toList(), MARGIN);
  }

  // ---- directions

  private Optional<Finding> rank(Evidence e) {
    Spectra spectra = e.spectra();
    if (spectra == null || spectra.arms().size() < 2) {
      return Optional.empty();
    }
    List<Estimate> estimates = new ArrayList<>();
    Interval own = spectra.own().mean().rank();
    estimates.add(own.named("effective rank", OverSeeds.UNIT));
    StringBuilder against = new StringBuilder();
    List<Interval> less = new ArrayList<>();
    boolean shuffled = false;
    for (Spectra.OfArm arm : spectra.arms().subList(1, spectra.arms().size())) {
      shuffled |= arm.arm() == Arm.SHUFFLED;
      less.add(arm.mean().less());
      estimates.add(arm.mean().rank().named(arm.arm().toString(), OverSeeds.UNIT));
      estimates.add(arm.mean().less().named("less " + arm.arm(), OverSeeds.UNIT));
      against.append(", %s against %s".formatted(Wording.interval(arm.mean().less()), arm.arm()));
    }
    return Optional.of(
        finding(
            e,
            TELLS_BY_RANK,
            "the change of W_V W_O has fewer directions with the %s rule than in its controls"
                .formatted(e.of().arm()),
            judgeRank(less, shuffled),
            "effective rank %s, mean over layers%s".formatted(Wording.interval(own), against),
            estimates,
            List.of()));
  }

  private static Judged judgeRank(List<Interval> less, boolean shuffled) {
    if (less.stream().anyMatch(i -> !i.defined())) {
      return new Judged(Verdict.CANNOT_TELL, "differences have no interval: one seed");
    }
    if (less.stream().anyMatch(i -> i.low() > -RANK_MARGIN)) {
      return new Judged(
          Verdict.NOT_SUPPORTED,
          "it is not lower by %s directions than in every control".formatted(RANK_MARGIN));
    }
    if (less.stream().allMatch(i -> i.high() < 0)) {
      return shuffled
          ? new Judged(Verdict.SUPPORTED, "")
          : new Judged(
              Verdict.CANNOT_TELL, "no-implication alone tells fewer sentences; run shuffled too");
    }
    return new Judged(Verdict.CANNOT_TELL, "the intervals of the differences hold 0");
  }

  // ---- words

  private static Judged judgeExcess(List<Interval> excess, double margin) {
    if (excess.isEmpty()) {
      return new Judged(Verdict.CANNOT_TELL, "no control was run");
    }
    if (excess.stream().anyMatch(i -> i.high() < margin)) {
      return new Judged(Verdict.NOT_SUPPORTED, "the excess over a control is below " + margin);
    }
    return excess.stream().allMatch(i -> above(i, 0))
        ? new Judged(Verdict.SUPPORTED, "")
        : new Judged(Verdict.CANNOT_TELL, "the excess over a control may be 0");
  }

  private static void controls(Reading r, List<Estimate> estimates) {
    for (Reading.OfArm arm : r.arms().subList(1, r.arms().size())) {
      estimates.add(arm.last().named(arm.arm() + ", last layer", Cells.UNIT));
      estimates.add(arm.excess().named("excess over " + arm.arm(), Cells.UNIT));
    }
  }

  private static String against(Reading r) {
    StringBuilder out = new StringBuilder();
    for (Reading.OfArm arm : r.arms().subList(1, r.arms().size())) {
      out.append(", %s over %s".formatted(Wording.interval(arm.excess()), arm.arm()));
    }
    return out.toString();
  }

  /**
   * Whether {@code finding} is about a measure that a rule need not move, and not about answers.
   */
  static boolean isOfMeasure(Finding finding) {
    return finding.id().endsWith("/" + TELLS_BY_READOUT)
        || finding.id().endsWith("/" + TELLS_BY_RANK);
  }

  static String from(int layer) {
    return layer < 0 ? "from no layer on" : "from layer " + layer + " on";
  }

  private static boolean above(@Nullable Interval interval, double value) {
    return interval != null && interval.low() > value + Reading.ROUNDING;
  }
}
