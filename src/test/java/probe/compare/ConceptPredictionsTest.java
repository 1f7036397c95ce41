package probe.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static probe.compare.Documents.analysis;
import static probe.compare.Documents.concept;
import static probe.compare.Documents.concepts;
import static probe.compare.Documents.estimate;
import static probe.compare.Documents.finding;
import static probe.compare.Documents.findings;
import static probe.compare.Documents.model;
import static probe.compare.Documents.probe;
import static probe.compare.Documents.run;
import static probe.compare.Documents.tested;
import static probe.compare.Documents.value;
import static probe.compare.Documents.why;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import probe.result.Analysis;
import probe.result.Concept;
import probe.result.Finding;
import probe.stats.Interval;
import probe.stats.Mover;

/** Predictions that are a mean over concepts. */
class ConceptPredictionsTest {
  private static final String GAIN = "gain over shuffled partners";
  private static final String COSINE = "mean leave-one-out cosine";
  private static final String MARGIN_COSINE = "mean cosine with the max-margin direction";
  private static final String RANDOM = "matched random words";
  private static final double[] VALUES = {0.1, 0.4, 0.3, 0.7, 0.25};

  static void same(Interval found, Interval expected) {
    assertThat(found.estimate()).isCloseTo(expected.estimate(), within(1e-12));
    assertThat(found.low()).isCloseTo(expected.low(), within(1e-12));
    assertThat(found.high()).isCloseTo(expected.high(), within(1e-12));
    assertThat(found.level()).isEqualTo(Theory.LEVEL);
    assertThat(found.clusters()).isEqualTo(expected.clusters());
  }

  /** An analysis of a kind with what its prediction reads at {@code values}. */
  private static Analysis of(String kind, String name, double... values) {
    return kind.equals("log-odds")
        ? analysis(kind, Map.of(), findings(kind, "", name, values), List.of())
        : probe(kind, findings(kind, "euclidean", name, values));
  }

  @ParameterizedTest
  @CsvSource({
    "A1, linearity, gain over shuffled partners",
    "A2, alignment, matching less others",
    "A4, log-odds, variance as a share of random words'",
  })
  void theMeanOverConceptsHasTheIntervalOfAMean(String id, String kind, String name) {
    Measured.Value found = value(id, model(run(concepts(5), of(kind, name, VALUES))));

    same(found.interval(), Documents.studentMean(VALUES));
    assertThat(found.unit()).isEqualTo("groups of concepts that share a value");
    assertThat(found.where()).isEqualTo("run-0, " + kind + ", " + name);
    assertThat(found.notes()).contains("5 concepts: c0, c1, c2, c3, c4");
  }

  @ParameterizedTest
  @CsvSource({
    "A1, linearity, gain over shuffled partners",
    "A2, alignment, matching less others",
    "A4, log-odds, variance as a share of random words'",
  })
  void whatIsMissingIsNamed(String id, String kind, String name) {
    assertThat(why(id, model(run(concepts(5)))))
        .startsWith("no " + kind + " in its results; `probe run` gives ");
    assertThat(why(id, model(run(concepts(3), of(kind, name, 0.1, 0.2, 0.3)))))
        .startsWith(
            "3 concepts in 3 groups of concepts that share a value have %s in run-0, %s; 4 such"
                    .formatted(name, kind)
                + " groups are needed");
    assertThat(why(id, model(run(concepts(5), of(kind, "of another name", VALUES)))))
        .startsWith("0 concepts in 0 groups");
  }

  @Test
  void conceptsThatShareAValueAreOneUnit() {
    // c0 and c2 share "base"; c4 is linked to both by c2's other side
    List<Concept> linked =
        List.of(
            concept("c0", "base", "third"),
            concept("c1", "one", "many"),
            concept("c2", "base", "past"),
            concept("c3", "he", "she"),
            concept("c4", "past", "participle"),
            concept("c5", "black", "white"));
    double[] values = {0.2, 0.5, 0.3, 0.9, 0.7, 0.1};

    Measured.Value found = value("A1", model(run(linked, of("linearity", GAIN, values))));

    double[] sums = {0.2 + 0.3 + 0.7, 0.5, 0.9, 0.1};
    int[] sizes = {3, 1, 1, 1};
    double[] leftOut = new double[4];
    for (int g = 0; g < 4; g++) {
      leftOut[g] = (0.2 + 0.5 + 0.3 + 0.9 + 0.7 + 0.1 - sums[g]) / (6 - sizes[g]);
    }
    double mean = Documents.mean(leftOut);
    double squares = 0;
    for (double x : leftOut) {
      squares += (x - mean) * (x - mean);
    }
    same(found.interval(), Documents.reach(Documents.mean(values), Math.sqrt(squares * 3 / 4), 4));

    // one link more, and they are too few
    List<Concept> three = new ArrayList<>(linked);
    three.set(5, concept("c5", "he", "it"));
    assertThat(why("A1", model(run(three, of("linearity", GAIN, values)))))
        .startsWith("6 concepts in 3 groups");
  }

  @Test
  void controlsAndOtherProductsAreLeftOut() {
    List<Finding> all = new ArrayList<>(findings("linearity", "causal", GAIN, 9, 9, 9, 9, 9));
    all.addAll(findings("linearity", "euclidean", GAIN, VALUES));
    all.add(finding("linearity", "unfixed-coin", "euclidean", estimate(GAIN, 5)));
    all.add(Finding.untested("linearity/c5/euclidean", "claim", "c5", "too few words"));

    Measured.Value found = value("A1", model(run(concepts(6), probe("linearity", all))));

    same(found.interval(), Documents.studentMean(VALUES));
    assertThat(found.notes()).containsExactly("5 concepts: c0, c1, c2, c3, c4");
  }

  @Test
  void aFindingAboutAllConceptsIsNone() {
    List<Finding> all =
        new ArrayList<>(findings("alignment", "euclidean", "matching less others", VALUES));
    all.add(
        new Finding(
            "alignment/euclidean",
            "claim",
            "all concepts",
            probe.result.Verdict.SUPPORTED,
            "why",
            List.of(estimate("matching less others", 9)),
            List.of()));
    same(
        value("A2", model(run(concepts(5), probe("alignment", all)))).interval(),
        Documents.studentMean(VALUES));
  }

  @Test
  void whereTheEuclideanProductIsMissingTheFirstCounts() {
    Analysis causal =
        analysis(
            "linearity",
            Map.of("products", List.of("causal", "centred")),
            findings("linearity", "causal", GAIN, VALUES),
            List.of());
    same(value("A1", model(run(concepts(5), causal))).interval(), Documents.studentMean(VALUES));
  }

  @Test
  void resultsOfOneModelAreTakenTogether() {
    Subject both =
        model(
            run(concepts(5), of("alignment", "matching less others", VALUES)),
            run(concepts(4), of("linearity", GAIN, 0.5, 0.6, 0.8, 0.9)));

    same(value("A2", both).interval(), Documents.studentMean(VALUES));
    Measured.Value second = value("A1", both);
    same(second.interval(), Documents.studentMean(0.5, 0.6, 0.8, 0.9));
    assertThat(second.where()).startsWith("run-1, linearity");
  }

  // ---- A5

  @Test
  void maxMarginCosinesAreLessThoseOfRandomWords() {
    List<Finding> all = new ArrayList<>();
    double[] gains = {0.3, 0.1, 0.2, 0.25};
    for (int i = 0; i < gains.length; i++) {
      double chance = 0.05 * i;
      all.add(
          tested(
              finding(
                  "max-margin", "c" + i, "euclidean", estimate(MARGIN_COSINE, gains[i] + chance)),
              RANDOM,
              chance));
    }
    // without a mean under the null hypothesis there is no gain
    all.add(
        tested(finding("max-margin", "c4", "euclidean", estimate(MARGIN_COSINE, 9)), RANDOM, null));
    all.add(
        tested(finding("max-margin", "c5", "euclidean", estimate(MARGIN_COSINE, 9)), "other", 0.0));

    Measured.Value found = value("A5", model(run(concepts(6), probe("max-margin", all))));

    same(found.interval(), Documents.studentMean(gains));
    assertThat(why("A5", model(run(concepts(6)))))
        .isEqualTo("no max-margin in its results; `probe run` gives it");
    assertThat(why("A5", model(run(concepts(6), probe("max-margin", all.subList(0, 3))))))
        .startsWith("3 concepts in 3 groups");
  }

  // ---- A7

  @Test
  void theConceptThatNoContextFixesIsAShareOfTheOthers() {
    List<Finding> all = new ArrayList<>(findings("linearity", "euclidean", COSINE, VALUES));
    Interval own = new Interval(0.05, -0.02, 0.11, Theory.LEVEL, 9, 0, "");
    all.add(finding("linearity", "unfixed-coin", "euclidean", estimate(COSINE, 0.05, -0.02, 0.11)));

    Measured.Value found = value("A7", model(run(concepts(5), probe("linearity", all))));

    same(found.interval(), Mover.ratio(own, Documents.studentMean(VALUES)));
    assertThat(found.interval().estimate()).isCloseTo(0.05 / 0.35, within(1e-12));
    assertThat(found.where()).isEqualTo("run-0, linearity, unfixed-coin");
  }

  @Test
  void withoutAControlOrOthersTheShareIsUntested() {
    assertThat(why("A7", model(run(concepts(5)))))
        .isEqualTo("no linearity in its results; `probe run` gives it");
    List<Finding> others = findings("linearity", "euclidean", COSINE, VALUES);
    assertThat(why("A7", model(run(concepts(5), probe("linearity", others)))))
        .startsWith("no concept that is known to be fixed by no context was tested in run-0");
    Finding control = finding("linearity", "unfixed-coin", "euclidean", estimate(COSINE, 0.05));
    List<Finding> few = new ArrayList<>(others.subList(0, 3));
    few.add(control);
    assertThat(why("A7", model(run(concepts(5), probe("linearity", few)))))
        .startsWith("3 concepts in 3 groups");
    // an estimate without an interval is no test
    List<Finding> point = new ArrayList<>(others);
    point.add(
        finding(
            "linearity",
            "unfixed-coin",
            "euclidean",
            probe.result.Estimate.plain(COSINE, 0.05, 3, "pairs")));
    assertThat(why("A7", model(run(concepts(5), probe("linearity", point)))))
        .contains("pass word pairs under a name that begins with unfixed-");
  }

  // ---- A6

  private static Subject.Point point(int step, double excess, double... gains) {
    return new Subject.Point(
        step, excess, run(concepts(gains.length), of("linearity", GAIN, gains)));
  }

  private static Subject course(Subject.Point... points) {
    return new Subject("it", Rung.POCKET, List.of(), List.of(points));
  }

  @Test
  void rankCorrelationsWithTheLossAreAveraged() {
    // c0 rises as the loss falls, c1 falls, c2 never moves, c3 has its two middle points exchanged
    Subject model =
        course(
            point(0, 3.0, 0.0, 0.4, 0.2, 0.1),
            point(1, 2.0, 0.1, 0.3, 0.2, 0.3),
            point(2, 1.0, 0.2, 0.2, 0.2, 0.2),
            point(4, 0.5, 0.3, 0.1, 0.2, 0.4));

    Measured.Value found = value("A6", model);

    // by Spearman's formula, 1 - 6 sum of squared rank differences / (n (n^2 - 1))
    same(found.interval(), Documents.studentMean(1, -1, 0, 1 - 6 * 2 / 60.0));
    assertThat(found.where()).isEqualTo("step 4, linearity, rank correlation over training");
    assertThat(found.notes()).contains("steps [0, 1, 2, 4]");
  }

  @Test
  void conceptsThatAPointLacksDoNotCount() {
    Subject model =
        course(
            point(0, 3, 0.0, 0.1, 0.2, 0.1),
            point(1, 2, 0.1, 0.3, 0.3, 0.2, 0.7),
            point(2, 1, 0.2, 0.4, 0.4, 0.3, 0.8),
            point(3, 0, 0.3, 0.5, 0.5, 0.4, 0.9));
    assertThat(value("A6", model).notes()).contains("4 concepts: c0, c1, c2, c3");
    assertThat(value("A6", model).interval().estimate()).isEqualTo(1);
  }

  @Test
  void aCourseNeedsFourPointsWithLinearity() {
    Subject.Point some = point(1, 2, 0.1, 0.3, 0.3, 0.2);
    assertThat(why("A6", course(some, some, some)))
        .startsWith("3 points of its training are there, 4 are needed");
    Subject.Point bare = new Subject.Point(7, 1, run(concepts(4)));
    assertThat(why("A6", course(some, some, some, bare)))
        .isEqualTo("step 7 has no linearity in its results");
  }
}
