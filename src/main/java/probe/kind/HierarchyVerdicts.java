package probe.kind;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import probe.geometry.Hierarchy;
import probe.geometry.ParentShare;
import probe.result.Estimate;
import probe.result.Finding;
import probe.result.HypothesisTest;
import probe.result.Verdict;
import probe.stats.Distributions;
import probe.stats.PermutationTest;

/** What the shares of parents say, one child at a time. */
final class HierarchyVerdicts {
  private static final double LEVEL = 0.95;

  private final String probe;
  private final String product;
  private final double margin;
  private final long seed;

  HierarchyVerdicts(String probe, String product, double margin, long seed) {
    this.probe = probe;
    this.product = product;
    this.margin = margin;
    this.seed = seed;
  }

  static String id(String probe, String parent, String child, String product) {
    return "%s/%s>%s/%s".formatted(probe, parent, child, product);
  }

  static String claim(String parent, String child, String product) {
    return "%s is %s and something orthogonal to it (%s product)".formatted(child, parent, product);
  }

  List<Finding> findings(List<Hierarchy> measured) {
    List<HypothesisTest> shared = new ArrayList<>();
    List<HypothesisTest> distinct = new ArrayList<>();
    List<HypothesisTest> whole = new ArrayList<>();
    for (Hierarchy h : measured) {
      for (int c = 0; c < h.children().size(); c++) {
        Hierarchy.Child child = h.children().get(c);
        shared.add(
            test(
                "shared",
                "its words are any words as far from the mean",
                "cosine of its mean with its siblings'",
                child.shared(),
                h.random(),
                c,
                child.words()));
        distinct.add(
            test(
                "distinct",
                "its words and its siblings' are dealt anew",
                "mean cosine within, less that with siblings' words",
                child.distinct(),
                h.dealt(),
                c,
                child.words()));
        whole.add(equivalence(child.own()));
      }
    }
    List<HypothesisTest> a = Corrected.benjaminiHochberg(shared, "categories");
    List<HypothesisTest> b = Corrected.benjaminiHochberg(distinct, "categories");
    List<HypothesisTest> e = Corrected.benjaminiHochberg(whole, "categories");
    List<Finding> out = new ArrayList<>();
    int at = 0;
    for (Hierarchy h : measured) {
      for (Hierarchy.Child child : h.children()) {
        out.add(finding(h.parent(), child, a.get(at), b.get(at), e.get(at)));
        at++;
      }
    }
    return out;
  }

  private HypothesisTest test(
      String test,
      String hypothesis,
      String statistic,
      double observed,
      double[][] draws,
      int column,
      int words) {
    return PermutationTest.test(
        test,
        hypothesis,
        statistic,
        observed,
        Arrays.stream(draws).mapToDouble(row -> row[column]).toArray(),
        words,
        "parent from the other children's words",
        seed);
  }

  /** Two one-sided t tests of a share further than the margin from 1. */
  private HypothesisTest equivalence(ParentShare own) {
    double p = 1;
    double low = own.t(1 - margin);
    double high = own.t(1 + margin);
    if (own.square() > 0 && Double.isFinite(low) && Double.isFinite(high)) {
      p = Math.max(1 - Distributions.t(low, own.freedom()), Distributions.t(high, own.freedom()));
    }
    return new HypothesisTest(
        "equivalence",
        String.format(Locale.ROOT, "the share of the parent is %.2f or more from 1", margin),
        "share of the siblings' common vector, jackknife t (Fieller)",
        Double.isNaN(own.share()) ? 0 : own.share(),
        null,
        null,
        null,
        Math.clamp(p, 0, 1),
        null,
        "",
        0,
        own.words(),
        "parent from the other children's words",
        seed);
  }

  private Finding finding(
      String parent,
      Hierarchy.Child child,
      HypothesisTest shared,
      HypothesisTest distinct,
      HypothesisTest whole) {
    boolean there = Corrected.rejects(shared) && Corrected.rejects(distinct);
    double @Nullable [] interval = interval(child.own());
    Verdict verdict = Verdict.CANNOT_TELL;
    if (there && Corrected.rejects(whole)) {
      verdict = Verdict.SUPPORTED;
    } else if (there
        && interval != null
        && (interval[1] < 1 - margin || interval[0] > 1 + margin)) {
      verdict = Verdict.NOT_SUPPORTED;
    }
    String why =
        String.format(
            Locale.ROOT,
            "shares its siblings' direction: cosine %.3f (%s); is closer to itself than to them:"
                + " %.3f (%s); has %s of the parent (%s)",
            child.shared(),
            Corrected.text(shared),
            child.distinct(),
            Corrected.text(distinct),
            share(child.own(), interval),
            Corrected.text(whole));
    return new Finding(
        id(probe, parent, child.name(), product),
        claim(parent, child.name(), product),
        child.name(),
        verdict,
        why,
        List.of(
            new Estimate(
                "share of the parent",
                Figures.number(child.own().share()),
                interval == null ? null : interval[0],
                interval == null ? null : interval[1],
                interval == null ? null : 0.9,
                child.words(),
                "words",
                interval == null ? "not defined: the siblings have nothing in common" : "Fieller"),
            Estimate.plain(
                "published cosine of child less parent with parent",
                child.published(),
                child.words(),
                "words")),
        List.of(shared, distinct, whole));
  }

  private static String share(ParentShare own, double @Nullable [] interval) {
    return interval == null
        ? "an undefined share"
        : String.format(
            Locale.ROOT,
            "%.2f (90 %% interval %.2f to %.2f)",
            own.share(),
            interval[0],
            interval[1]);
  }

  /** Shares whose t is within the two-sided 90 % (Fieller 1954); null where they have no bounds. */
  private static double @Nullable [] interval(ParentShare own) {
    double q = Distributions.tQuantile(LEVEL, own.freedom());
    double a = own.square() * own.square() - q * q * own.squareVariance();
    double b = own.product() * own.square() - q * q * own.covariance();
    double c = own.product() * own.product() - q * q * own.productVariance();
    double root = b * b - a * c;
    if (!(own.square() > 0) || !(a > 0) || !(root >= 0)) {
      return null;
    }
    return new double[] {(b - Math.sqrt(root)) / a, (b + Math.sqrt(root)) / a};
  }
}
