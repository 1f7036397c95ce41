package probe.kind;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import probe.geometry.Intervention;
import probe.geometry.OffTarget;
import probe.result.Estimate;
import probe.result.Finding;
import probe.result.HypothesisTest;
import probe.result.Verdict;
import probe.stats.Interval;
import probe.stats.PermutationTest;
import probe.stats.Summary;

/** What steps along a concept's direction say of the concept and of the others. */
final class InterventionVerdicts {
  // a shift of less than this share of the difference's length is as good as none
  private static final double MATTERS = 0.05;

  private final String probe;
  private final String product;
  private final double margin;
  private final long seed;

  InterventionVerdicts(String probe, String product, double margin, long seed) {
    this.probe = probe;
    this.product = product;
    this.margin = margin;
    this.seed = seed;
  }

  static String moves(String concept, String product) {
    return "a step along %s moves its own pairs (%s product)".formatted(concept, product);
  }

  List<Finding> findings(List<Intervention> measured) {
    List<Intervention> tested = measured.stream().filter(m -> m.untested().isEmpty()).toList();
    List<HypothesisTest> tests =
        Corrected.benjaminiHochberg(tested.stream().map(this::target).toList(), "concepts");
    List<Finding> out = new ArrayList<>();
    for (Intervention m : measured) {
      int at = tested.indexOf(m);
      String id = "%s/%s/%s".formatted(probe, m.concept(), product);
      out.add(
          at < 0
              ? Finding.untested(id, moves(m.concept(), product), m.concept(), m.untested())
              : own(id, m, tests.get(at)));
      out.addAll(others(m));
    }
    return out;
  }

  private HypothesisTest target(Intervention m) {
    return PermutationTest.test(
        "target",
        "the words are any words as far from the mean, paired alike",
        "mean shift of left-out pairs per length of their difference",
        m.statistic(),
        m.random(),
        m.clusters(),
        "leave one out, without pairs that share a word",
        seed);
  }

  private Finding own(String id, Intervention m, HypothesisTest test) {
    Interval shift = Intervals.shifted(m.statistic(), m.replicates(), m.clusters());
    Verdict verdict = Verdict.CANNOT_TELL;
    if (Corrected.rejects(test) && shift.low() > 0) {
      verdict = Verdict.SUPPORTED;
    } else if (shift.high() < MATTERS) {
      verdict = Verdict.NOT_SUPPORTED;
    }
    return new Finding(
        id,
        moves(m.concept(), product),
        m.concept(),
        verdict,
        String.format(
            Locale.ROOT,
            "shift %.3f of the difference's length over %d pairs, matched random words %.3f (%s)",
            m.statistic(),
            m.scored(),
            test.nullMean(),
            Corrected.text(test)),
        List.of(shift.named("mean shift per length of the difference", "clusters of pairs")),
        List.of(test));
  }

  private List<Finding> others(Intervention m) {
    List<OffTarget> tested = m.others().stream().filter(o -> o.untested().isEmpty()).toList();
    List<HypothesisTest> more = new ArrayList<>();
    List<HypothesisTest> equal = new ArrayList<>();
    for (OffTarget other : tested) {
      more.add(
          PermutationTest.test(
              "off target",
              "the words of both concepts are any words as far from the mean, paired alike",
              "absolute mean shift per length of the difference",
              Math.abs(other.signed()),
              Arrays.stream(other.randomSigned()).map(Math::abs).toArray(),
              other.pairs(),
              "word pairs that the two concepts do not share",
              seed));
      equal.add(TrueCosines.equivalence(other.truth(), margin, seed));
    }
    List<HypothesisTest> moreCorrected = Corrected.benjaminiHochberg(more, "other concepts");
    List<HypothesisTest> equalCorrected = Corrected.benjaminiHochberg(equal, "other concepts");
    List<Finding> out = new ArrayList<>();
    for (int i = 0; i < tested.size(); i++) {
      out.add(other(m, tested.get(i), moreCorrected.get(i), equalCorrected.get(i)));
    }
    return out;
  }

  /** What 95 % of matched random words keep cannot be held against a concept. */
  private double bound(OffTarget other) {
    double[] random = Arrays.stream(other.randomSigned()).map(Math::abs).toArray();
    return Math.max(margin, Summary.of(random).q95());
  }

  private Finding other(
      Intervention m, OffTarget other, HypothesisTest more, HypothesisTest equal) {
    Verdict verdict = Verdict.CANNOT_TELL;
    if (Corrected.rejects(equal)) {
      verdict = Verdict.SUPPORTED;
    } else if (Corrected.rejects(more) && TrueCosines.beyond(other.truth(), bound(other))) {
      verdict = Verdict.NOT_SUPPORTED;
    }
    return new Finding(
        "%s/%s->%s/%s".formatted(probe, m.concept(), other.concept(), product),
        "a step along %s leaves %s alone (%s product)"
            .formatted(m.concept(), other.concept(), product),
        m.concept() + " -> " + other.concept(),
        verdict,
        String.format(
            Locale.ROOT,
            "mean shift %.3f of the difference's length, matched random words %.3f (%s)",
            other.signed(),
            more.nullMean(),
            Corrected.text(more)),
        List.of(
            Estimate.plain("mean shift, signed", other.signed(), other.pairs(), "word pairs"),
            TrueCosines.estimate(other.truth())),
        TrueCosines.defined(other.truth()) ? List.of(more, equal) : List.of(more));
  }
}
