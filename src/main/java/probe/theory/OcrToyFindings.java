package probe.theory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import probe.result.Estimate;
import probe.result.Finding;
import probe.result.Verdict;
import probe.stats.Interval;

/** What the runs of one set-up say of the theory's claims; intervals over seeds decide. */
final class OcrToyFindings {
  /** A loss below this is that of an answer known by heart. */
  private static final double LEARNED = 0.05;

  /** A loss and a mean rank below this are those of an answer that was inferred. */
  private static final double INFERRED = 0.1;

  /** What a logged loss may lie below the bound of theorem 3: its batches are drawn. */
  private static final double SLACK = 0.02;

  /** How far a mean rank may be from chance, as a share of it. */
  private static final double NEAR_CHANCE = 0.1;

  private static final double MARGIN = 0.05;

  private final OcrRuns runs;
  private final MarginProblem problem;

  private OcrToyFindings(OcrRuns runs) {
    this.runs = runs;
    this.problem = runs.options().task().problem();
  }

  /** Whether it learns, whether it infers (or keeps from it), and where its margins end. */
  static List<Finding> of(OcrRuns runs) {
    OcrToyFindings findings = new OcrToyFindings(runs);
    return List.of(
        findings.learns(),
        runs.factorised() ? findings.infers() : findings.doesNotInfer(),
        findings.margins());
  }

  /** Whether {@code finding} is part of the answer; margins are those of gradient flow. */
  static boolean counts(Finding finding) {
    return !finding.id().endsWith("/margin");
  }

  /** Whether {@code finding} says that a model infers, or that it does not. */
  static boolean onInference(Finding finding) {
    return finding.id().endsWith("infers") || finding.id().endsWith("infer");
  }

  private Finding learns() {
    Interval worst = runs.loss(OcrToyFindings::worstTaught);
    List<Estimate> estimates = new ArrayList<>();
    estimates.add(worst.named("largest loss of what is taught", "seeds"));
    for (OcrMeasure measure :
        List.of(
            OcrMeasure.LOSS_TRAIN_FACTS,
            OcrMeasure.LOSS_TRAIN_IMPLICATIONS,
            OcrMeasure.LOSS_TEST_FACTS)) {
      if (runs.values(measure::of).length > 0) {
        estimates.add(estimate(measure));
      }
    }
    return finding(
        "learns",
        "It learns what it is taught: no loss of facts and training implications is above %s."
            .formatted(LEARNED),
        below(worst, LEARNED),
        "The largest of these losses is %s.".formatted(text(worst)),
        estimates);
  }

  /** The largest loss of a group that is taught. */
  private static double worstTaught(OcrOutcome outcome) {
    return Arrays.stream(OcrTask.Group.values())
        .filter(group -> group != OcrTask.Group.TEST_IMPLICATIONS)
        .mapToDouble(outcome::loss)
        .filter(loss -> !Double.isNaN(loss)) // a group without questions
        .max()
        .orElse(Double.NaN);
  }

  private Finding infers() {
    Interval loss = runs.interval(OcrMeasure.LOSS_TEST_IMPLICATIONS);
    Interval rank = runs.interval(OcrMeasure.MEAN_RANK);
    return finding(
        "infers",
        "It infers the implications of test subjects: their loss and mean rank are below %s."
            .formatted(INFERRED),
        both(below(loss, INFERRED), below(rank, INFERRED)),
        "The loss is %s, where chance among the implications is %s; the mean rank %s, where it is %s."
            .formatted(text(loss), number(bound()), text(rank), number(chance())),
        List.of(
            estimate(OcrMeasure.LOSS_TEST_IMPLICATIONS),
            estimate(OcrMeasure.MEAN_RANK),
            estimate(OcrMeasure.ACCURACY)));
  }

  private Finding doesNotInfer() {
    ToDoubleFunction<OcrOutcome> least =
        outcome ->
            outcome.curve().stream()
                .mapToDouble(logged -> logged.losses()[OcrTask.Group.TEST_IMPLICATIONS.index()])
                .min()
                .orElse(Double.NaN);
    Interval lowest = runs.loss(least);
    Interval rank = runs.interval(OcrMeasure.MEAN_RANK);
    double bound = bound() - SLACK;
    double near = NEAR_CHANCE * chance();
    return finding(
        "does-not-infer",
        "It does not infer: at every logged step the loss of test implications is log %d - %s or"
                .formatted(problem.classes(), SLACK)
            + " more, and the mean rank stays within %s of chance.".formatted(number(near)),
        both(
            not(below(lowest, bound)),
            both(not(below(rank, chance() - near)), below(rank, chance() + near))),
        "The lowest loss is %s, log %d = %s; the mean rank %s, chance is %s."
            .formatted(
                text(lowest), problem.classes(), number(bound()), text(rank), number(chance())),
        List.of(
            lowest.named("lowest logged loss of test implications", "seeds"),
            estimate(OcrMeasure.LOSS_TEST_IMPLICATIONS),
            estimate(OcrMeasure.MEAN_RANK),
            estimate(OcrMeasure.ACCURACY)));
  }

  private Finding margins() {
    double theory =
        MarginClosedForm.of(problem, runs.factorised() ? Norm.NUCLEAR : Norm.FROBENIUS)
            .testMargin();
    Interval ratio = runs.interval(OcrMeasure.MARGIN_RATIO);
    return finding(
        "margin",
        "Its margins end where gradient flow without decay would: test over training margin is %s within %s."
            .formatted(number(theory), MARGIN),
        both(not(below(ratio, theory - MARGIN)), below(ratio, theory + MARGIN)),
        Double.isNaN(ratio.estimate())
            ? "No training margin is positive."
            : "The ratio is %s.".formatted(text(ratio)),
        List.of(estimate(OcrMeasure.MARGIN_RATIO)));
  }

  private double bound() {
    return Math.log(problem.classes());
  }

  private double chance() {
    return problem.chanceRank();
  }

  private Estimate estimate(OcrMeasure measure) {
    return runs.interval(measure).named(measure.words(), "seeds");
  }

  private Finding finding(
      String what, String claim, Verdict verdict, String why, List<Estimate> estimates) {
    return new Finding(
        "toy-ocr/%s/%s".formatted(runs.id(), what),
        claim,
        runs.name(),
        verdict,
        why,
        estimates,
        List.of());
  }

  private static Verdict below(Interval interval, double limit) {
    if (interval.high() < limit) {
      return Verdict.SUPPORTED;
    }
    return interval.low() >= limit ? Verdict.NOT_SUPPORTED : Verdict.CANNOT_TELL;
  }

  private static Verdict not(Verdict verdict) {
    return switch (verdict) {
      case SUPPORTED -> Verdict.NOT_SUPPORTED;
      case NOT_SUPPORTED -> Verdict.SUPPORTED;
      case CANNOT_TELL -> Verdict.CANNOT_TELL;
    };
  }

  private static Verdict both(Verdict a, Verdict b) {
    if (a == Verdict.NOT_SUPPORTED || b == Verdict.NOT_SUPPORTED) {
      return Verdict.NOT_SUPPORTED;
    }
    return a == Verdict.SUPPORTED ? b : a;
  }

  /** "0.012 [0.010, 0.014]". */
  static String text(Interval interval) {
    return interval.defined()
        ? "%s [%s, %s]"
            .formatted(number(interval.estimate()), number(interval.low()), number(interval.high()))
        : number(interval.estimate());
  }

  static String number(double value) {
    return Double.isNaN(value) ? "not defined" : String.format(Locale.ROOT, "%.4g", value);
  }
}
