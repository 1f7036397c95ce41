package probe.theory;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import probe.result.Estimate;
import probe.result.Finding;
import probe.result.Verdict;
import probe.stats.Interval;

/** Claims about table models, each held against an interval over seeds. */
final class LatentFindings {
  /** From here on steering vectors are called parallel. */
  static final double PARALLEL = 0.9;

  /** Below, concepts are called orthogonal. */
  static final double ORTHOGONAL = 0.1;

  /** Nats that count as having reached the floor. */
  static final double FLOOR = 0.01;

  private final String probe;
  private final List<LatentOutcome> outcomes;
  private final List<Finding> findings = new ArrayList<>();

  private LatentFindings(String probe, List<LatentOutcome> outcomes) {
    this.probe = probe;
    this.outcomes = outcomes;
  }

  static List<Finding> of(String probe, List<LatentOutcome> outcomes) {
    LatentFindings all = new LatentFindings(probe, outcomes);
    all.below(LatentMeasure.EXCESS, FLOOR, "the loss comes within %s nats of the floor");
    all.above(
        LatentMeasure.L_UN,
        "a concept's unembedding steering vectors are nearly parallel (cosine above %s)");
    all.above(
        LatentMeasure.L_EM,
        "a concept's embedding steering vectors are nearly parallel (cosine above %s)");
    all.above(LatentMeasure.AL, "the two kinds point the same way for a concept (cosine above %s)");
    all.below(
        LatentMeasure.OR_UN,
        ORTHOGONAL,
        "different concepts are nearly orthogonal among unembeddings (|cosine| below %s)");
    all.below(
        LatentMeasure.OR_EM,
        ORTHOGONAL,
        "different concepts are nearly orthogonal among embeddings (|cosine| below %s)");
    all.above(
        LatentMeasure.MAX_MARGIN,
        "unembedding steering vectors point along the max-margin direction of the contexts"
            + " (cosine above %s)");
    all.dependence();
    if (outcomes.getFirst().options().control()) {
      all.control();
    }
    return all.findings;
  }

  /**
   * Whether concepts became directions that are orthogonal to each other: all of the four claims
   * that say so, or one against.
   */
  static Verdict overall(List<Finding> findings) {
    List<Verdict> verdicts =
        Stream.of(LatentMeasure.L_UN, LatentMeasure.L_EM, LatentMeasure.AL, LatentMeasure.OR_UN)
            .flatMap(m -> findings.stream().filter(f -> f.subject().equals(m.title())))
            .map(Finding::verdict)
            .toList();
    if (verdicts.contains(Verdict.NOT_SUPPORTED)) {
      return Verdict.NOT_SUPPORTED;
    }
    return verdicts.contains(Verdict.CANNOT_TELL) ? Verdict.CANNOT_TELL : Verdict.SUPPORTED;
  }

  private void above(LatentMeasure measure, String claim) {
    Interval interval = SeedMean.of(measure, outcomes);
    add(measure, claim, PARALLEL, interval, SeedMean.above(interval, PARALLEL));
  }

  private void below(LatentMeasure measure, double limit, String claim) {
    Interval interval = SeedMean.of(measure, outcomes);
    add(measure, claim, limit, interval, SeedMean.below(interval, limit));
  }

  private void add(
      LatentMeasure measure, String claim, double limit, Interval interval, Verdict verdict) {
    List<Estimate> estimates = new ArrayList<>();
    estimates.add(interval.named(measure.title(), SeedMean.UNIT));
    double[] before = measure.untrained(outcomes);
    if (before.length > 0) {
      estimates.add(
          SeedMean.clipped(measure, SeedMean.of(before))
              .named(measure.title() + ", untrained", SeedMean.UNIT));
    }
    findings.add(
        new Finding(
            probe + "/" + measure.key().replace('_', '-'),
            claim.formatted(limit),
            measure.title(),
            verdict,
            text("mean", interval),
            estimates,
            List.of()));
  }

  /** Concepts that depend on each other more should be less orthogonal. */
  private void dependence() {
    Interval interval = SeedMean.of(per(LatentFindings::dependence));
    if (interval.clusters() == 0) {
      return; // no concept depends on another, or there are too few pairs
    }
    findings.add(
        new Finding(
            probe + "/dependence",
            "the more two concepts depend on each other, the less orthogonal they are",
            "|phi| and |cosine| of pairs",
            SeedMean.above(interval, 0),
            text("mean correlation of |phi| with |cosine| over the pairs of a seed", interval),
            List.of(interval.named("correlation of |phi| with |cosine|", SeedMean.UNIT)),
            List.of()));
  }

  private void control() {
    Interval own = SeedMean.of(per(LatentFindings::ofControl));
    Interval others = SeedMean.of(LatentMeasure.L_UN, outcomes);
    Interval lead = SeedMean.of(per(o -> o.measures().unembedding() - ofControl(o)));
    findings.add(
        new Finding(
            probe + "/control",
            "concepts that contexts know are more parallel than one that no context knows",
            "control concept",
            SeedMean.above(lead, 0),
            text("mean lead", lead) + "; " + text("the control itself", own),
            List.of(
                lead.named("lead over the control", SeedMean.UNIT),
                own.named("cosine among the control's unembeddings", SeedMean.UNIT),
                others.named("cosine among the others' unembeddings", SeedMean.UNIT)),
            List.of()));
  }

  private double[] per(ToDoubleFunction<LatentOutcome> number) {
    return outcomes.stream().mapToDouble(number).toArray();
  }

  private static double ofControl(LatentOutcome outcome) {
    return outcome.measures().concepts().stream()
        .filter(LatentMeasures.Concept::control)
        .mapToDouble(LatentMeasures.Concept::unembedding)
        .findFirst()
        .orElse(Double.NaN);
  }

  /** Pearson's correlation of |phi| with |cosine| over pairs; NaN where either does not vary. */
  static double dependence(LatentOutcome outcome) {
    List<double[]> points = new ArrayList<>();
    for (int k = 0; k < outcome.relations().size(); k++) {
      LatentMeasures.Pair pair = outcome.measures().pairs().get(k);
      double cosine = Math.abs(pair.unembedding());
      if (!pair.control() && Double.isFinite(cosine)) {
        points.add(new double[] {Math.abs(outcome.relations().get(k).correlation()), cosine});
      }
    }
    double[] means = new double[2];
    points.forEach(p -> add(means, p[0] / points.size(), p[1] / points.size()));
    double[] squares = new double[2];
    double product = 0;
    for (double[] p : points) {
      add(squares, square(p[0] - means[0]), square(p[1] - means[1]));
      product += (p[0] - means[0]) * (p[1] - means[1]);
    }
    // correlations of independent concepts differ by rounding
    return points.size() > 2 && squares[0] > 1e-20 && squares[1] > 0
        ? product / Math.sqrt(squares[0] * squares[1])
        : Double.NaN;
  }

  private static void add(double[] to, double first, double second) {
    to[0] += first;
    to[1] += second;
  }

  private static double square(double x) {
    return x * x;
  }

  private static String text(String what, Interval interval) {
    String start = String.format(Locale.ROOT, "%s %.3f", what, interval.estimate());
    return interval.defined()
        ? start
            + String.format(
                Locale.ROOT,
                " (95 %% interval over %d seeds %.3f to %.3f)",
                interval.clusters(),
                interval.low(),
                interval.high())
        : start + ", " + interval.method();
  }
}
