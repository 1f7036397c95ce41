package probe.kind;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import probe.geometry.Orthogonality;
import probe.geometry.TrueCosine;
import probe.result.Estimate;
import probe.result.Finding;
import probe.result.HypothesisTest;
import probe.result.Verdict;
import probe.stats.MaxStatistic;
import probe.stats.PermutationTest;
import probe.stats.Summary;

/**
 * What the cosines of concept directions say, one pair of concepts at a time.
 *
 * <p>"Not orthogonal" is a cosine beyond that of matched random words. "Orthogonal" is more than
 * the absence of that: the cosine that any number of word pairs would give must be within a margin,
 * by two one-sided tests, and both directions must be there to have an angle between them.
 */
final class OrthogonalityVerdicts {
  private final String probe;
  private final Orthogonality measured;
  private final List<Corpus.ConceptWords> concepts;
  private final double margin;
  private final long seed;
  private final List<Finding> claims = new ArrayList<>();
  private final List<Finding> controls = new ArrayList<>();

  OrthogonalityVerdicts(
      String probe,
      Orthogonality measured,
      List<Corpus.ConceptWords> concepts,
      double margin,
      long seed) {
    this.probe = probe;
    this.measured = measured;
    this.concepts = concepts;
    this.margin = margin;
    this.seed = seed;
    family(false, claims);
    family(true, controls);
  }

  /** Pairs of concepts that share no value: the claim is that they are orthogonal. */
  List<Finding> claims() {
    return claims;
  }

  /** Pairs of concepts that share a value: the claim is that they are seen not to be. */
  List<Finding> controls() {
    return controls;
  }

  private boolean shareValue(Orthogonality.Pair pair) {
    return Corpus.shareValue(
        concepts.get(pair.first()).words(), concepts.get(pair.second()).words());
  }

  /** Corrects over the pairs of one family, and turns each into a finding. */
  private void family(boolean control, List<Finding> out) {
    int[] members =
        java.util.stream.IntStream.range(0, measured.pairs().size())
            .filter(k -> shareValue(measured.pairs().get(k)) == control)
            .toArray();
    if (members.length == 0) {
      return;
    }
    double[] observed =
        Arrays.stream(members).mapToDouble(k -> Math.abs(measured.cosines()[k])).toArray();
    double[][] draws =
        Arrays.stream(measured.random())
            .map(row -> Arrays.stream(members).mapToDouble(k -> row[k]).toArray())
            .toArray(double[][]::new);
    double[] familyWise = MaxStatistic.stepDown(observed, draws, true).adjusted();
    List<HypothesisTest> different = new ArrayList<>();
    List<HypothesisTest> equivalent = new ArrayList<>();
    double[] bounds = new double[members.length];
    for (int i = 0; i < members.length; i++) {
      int column = i;
      double[] random = Arrays.stream(draws).mapToDouble(row -> row[column]).toArray();
      Orthogonality.Pair pair = measured.pairs().get(members[i]);
      different.add(
          PermutationTest.test(
              "matched random words",
              "the words are any words as far from the mean, paired and shared alike",
              "absolute cosine of the directions",
              observed[i],
              random,
              pair.wordPairs(),
              "word pairs that the two concepts do not share",
              seed));
      // what 95 % of matched random words keep cannot be held against a concept
      bounds[i] = Math.max(margin, Summary.of(random).q95());
      equivalent.add(TrueCosines.equivalence(measured.truth().get(members[i]), margin, seed));
    }
    List<HypothesisTest> differentCorrected =
        Corrected.benjaminiHochberg(different, "pairs of concepts");
    List<HypothesisTest> equivalentCorrected =
        Corrected.benjaminiHochberg(equivalent, "pairs of concepts");
    for (int i = 0; i < members.length; i++) {
      out.add(
          finding(
              members[i],
              control,
              differentCorrected.get(i),
              equivalentCorrected.get(i),
              bounds[i],
              familyWise[i]));
    }
  }

  private Finding finding(
      int k,
      boolean control,
      HypothesisTest different,
      HypothesisTest equivalent,
      double bound,
      double familyWise) {
    Orthogonality.Pair pair = measured.pairs().get(k);
    TrueCosine truth = measured.truth().get(k);
    String a = measured.concepts().get(pair.second());
    String b = measured.concepts().get(pair.first());
    Verdict orthogonal = verdict(different, equivalent, truth, bound);
    String id = "%s/%s+%s/%s".formatted(probe, a, b, measured.product());
    String why =
        String.format(
            Locale.ROOT,
            "cosine %.3f, matched random words %.3f (%s, family-wise %.3f); without noise %s",
            measured.cosines()[k],
            different.nullMean(),
            Corrected.text(different),
            familyWise,
            TrueCosines.text(truth));
    List<Estimate> estimates =
        List.of(
            Estimate.plain("cosine", measured.cosines()[k], pair.wordPairs(), "word pairs"),
            TrueCosines.estimate(truth));
    String sentence =
        control
            ? "%s and %s share a value and are seen not to be orthogonal (%s product)"
            : "%s and %s are orthogonal (%s product)";
    return new Finding(
        id,
        sentence.formatted(a, b, measured.product()),
        a + " + " + b,
        control ? opposite(orthogonal) : orthogonal,
        why,
        estimates,
        TrueCosines.defined(truth) ? List.of(different, equivalent) : List.of(different));
  }

  private static Verdict verdict(
      HypothesisTest different, HypothesisTest equivalent, TrueCosine truth, double bound) {
    // a pair may differ from random words and still be as good as orthogonal
    if (Corrected.rejects(equivalent)) {
      return Verdict.SUPPORTED;
    }
    return Corrected.rejects(different) && TrueCosines.beyond(truth, bound)
        ? Verdict.NOT_SUPPORTED
        : Verdict.CANNOT_TELL;
  }

  private static Verdict opposite(Verdict orthogonal) {
    return switch (orthogonal) {
      case SUPPORTED -> Verdict.NOT_SUPPORTED;
      case NOT_SUPPORTED -> Verdict.SUPPORTED;
      case CANNOT_TELL -> Verdict.CANNOT_TELL;
    };
  }
}
