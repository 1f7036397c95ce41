package probe.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import probe.result.Analysis;
import probe.result.Estimate;
import probe.result.Figure;
import probe.result.Finding;
import probe.result.Table;
import probe.result.Verdict;
import probe.stats.Interval;

class LatentAnalysisTest {
  private static final List<LatentMeasures.Pair> PAIRS =
      List.of(
          new LatentMeasures.Pair(0, 1, false, -.3, .1, .1),
          new LatentMeasures.Pair(0, 2, false, .1, .1, .1),
          new LatentMeasures.Pair(1, 2, false, .02, .1, .1));

  /** An outcome whose numbers are made up: three concepts, two steps. */
  private static LatentOutcome outcome(long seed, boolean control, double... cosines) {
    List<LatentMeasures.Concept> concepts = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      concepts.add(
          new LatentMeasures.Concept(control && i == 2, i == 2 ? .01 : cosines[0], .9, .9, 1));
    }
    LatentMeasures trained =
        new LatentMeasures(cosines[0], cosines[1], cosines[2], cosines[3], .2, .1, concepts, PAIRS);
    LatentMeasures before = new LatentMeasures(0, 0, 0, .5, .5, .5, concepts, PAIRS);
    LatentOptions options =
        new LatentOptions(3, 3, 1, 1, control, LatentOptions.Optimizer.ADAM, .005, 10, .001);
    return new LatentOutcome(
        options,
        seed,
        27,
        8,
        .5,
        .001 * seed,
        trained,
        new LatentChecks(.1, .2, .2, .95, 1),
        List.of(
            new ConceptRelation(0, 1, true, .3, .05),
            new ConceptRelation(0, 2, true, -.1, .01),
            new ConceptRelation(1, 2, false, .02, .001)),
        List.of(
            new LatentOutcome.Logged(0, 1, before),
            new LatentOutcome.Logged(10, .001 * seed, trained)));
  }

  private static Finding finding(Analysis analysis, String id) {
    return analysis.findings().stream()
        .filter(f -> f.id().equals("toy-latent/" + id))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void verdictsFollowTheIntervalsOverSeeds() {
    Analysis analysis =
        LatentAnalysis.of(
            List.of(
                outcome(1, false, .95, .5, .8, .01),
                outcome(2, false, .96, .5, .9, .02),
                outcome(3, false, .97, .5, .99, .03)));

    Finding unembedding = finding(analysis, "l-un");
    Estimate mean = unembedding.estimates().getFirst();
    // Student's t of 2 degrees of freedom: .96 +- 4.302653 * .01 / sqrt(3)
    assertThat(mean.value()).isCloseTo(.96, within(1e-12));
    assertThat(mean.low()).isCloseTo(.96 - .02484138, within(1e-7));
    assertThat(mean.high()).isCloseTo(.96 + .02484138, within(1e-7));
    assertThat(unembedding.verdict()).isEqualTo(Verdict.SUPPORTED);
    assertThat(finding(analysis, "l-em").verdict()).isEqualTo(Verdict.NOT_SUPPORTED);
    assertThat(finding(analysis, "al").verdict()).isEqualTo(Verdict.CANNOT_TELL);
    assertThat(finding(analysis, "or-un").verdict()).isEqualTo(Verdict.SUPPORTED);
    assertThat(finding(analysis, "or-em").verdict()).isEqualTo(Verdict.NOT_SUPPORTED);
    assertThat(finding(analysis, "excess").verdict()).isEqualTo(Verdict.SUPPORTED);
    // .3, .1 and .02 lie on a line through the origin in every seed
    assertThat(finding(analysis, "dependence").verdict()).isEqualTo(Verdict.SUPPORTED);
    assertThat(analysis.verdict()).isEqualTo(Verdict.NOT_SUPPORTED);
    assertThat(analysis.kind()).isEqualTo("toy-latent");
    assertThat(analysis.summary()).contains("3 seeds", "0.960 among unembeddings");
  }

  @Test
  void oneSeedGivesNoVerdict() {
    Analysis analysis = LatentAnalysis.of(List.of(outcome(1, false, 1, 1, 1, 0)));

    assertThat(analysis.findings())
        .allSatisfy(f -> assertThat(f.verdict()).isEqualTo(Verdict.CANNOT_TELL));
    assertThat(analysis.verdict()).isEqualTo(Verdict.CANNOT_TELL);
    assertThat(finding(analysis, "l-un").estimates().getFirst().low()).isNull();
    assertThat(analysis.notes()).anyMatch(note -> note.contains("no verdicts"));
  }

  @Test
  void theControlIsHeldAgainstTheOthers() {
    List<LatentOutcome> with =
        List.of(outcome(1, true, .9, .9, .9, .01), outcome(2, true, .91, .9, .9, .01));

    Finding control = finding(LatentAnalysis.of(with), "control");

    assertThat(control.verdict()).isEqualTo(Verdict.SUPPORTED);
    assertThat(control.estimates().getFirst().value()).isCloseTo(.905 - .01, within(1e-12));
    assertThat(control.estimates().get(1).value()).isCloseTo(.01, within(1e-12));
    Analysis without = LatentAnalysis.of(List.of(outcome(1, false, .9, .9, .9, .01)));
    assertThat(without.findings()).noneMatch(f -> f.id().endsWith("control"));
  }

  @Test
  void tablesAndFiguresHoldWhatTheOutcomesDo() {
    List<LatentOutcome> all =
        List.of(
            outcome(1, false, .95, .5, .8, .01),
            outcome(2, false, .96, .5, .9, .02),
            outcome(3, false, .97, .5, .99, .03));
    Analysis analysis = LatentAnalysis.of(all);

    assertThat(analysis.tables())
        .extracting(Table::id)
        .containsExactly("summary", "seeds", "concepts", "pairs");
    for (Table table : analysis.tables()) {
      assertThat(table.rows()).allSatisfy(row -> assertThat(row).hasSameSizeAs(table.columns()));
    }
    assertThat(analysis.tables().get(1).rows().get(2)).startsWith(3L, 27, 8, .003, .97);
    assertThat(analysis.tables().get(3).rows().getFirst().getFirst()).isEqualTo("1 and 2");
    Figure.Curves steps = (Figure.Curves) analysis.figures().getFirst();
    assertThat(steps.x()).containsExactly(0.0, 10.0);
    assertThat(steps.series().getFirst().y()).containsExactly(0.0, .96);
    Figure.Curves losses = (Figure.Curves) analysis.figures().get(1);
    assertThat(losses.x()).isSorted();
    // half of the seeds came as low as the first point, all of them to the last
    assertThat(losses.series().getFirst().y().getFirst()).isCloseTo(.955, within(1e-12));
    assertThat(losses.series().getFirst().y().getLast()).isCloseTo(0, within(1e-12));
    Figure.HeatMap cosines = (Figure.HeatMap) analysis.figures().get(2);
    assertThat(cosines.values().get(0).get(0)).isNull();
    assertThat(cosines.values().get(0).get(1)).isCloseTo(.3, within(1e-12));
    assertThat(cosines.values().get(2).get(1)).isCloseTo(.02, within(1e-12));
    assertThat(cosines.high()).isEqualTo(.3);
    Figure.HeatMap phi = (Figure.HeatMap) analysis.figures().get(3);
    assertThat(phi.values().get(0).get(2)).isCloseTo(.1, within(1e-12));
  }

  @Test
  void otherSetupsAndNoneAreRefused() {
    assertThatThrownBy(() -> LatentAnalysis.of(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("an analysis needs at least 1 outcome, got 0");
    assertThatThrownBy(
            () ->
                LatentAnalysis.of(
                    List.of(outcome(1, false, 1, 1, 1, 0), outcome(2, true, 1, 1, 1, 0))))
        .hasMessageContaining("an analysis is of one set-up, got LatentOptions");
  }

  @Test
  void intervalsHoldTheMeanNinetyFiveTimesInAHundred() {
    SplittableRandom random = new SplittableRandom(5);
    long held =
        IntStream.range(0, 4000)
            .mapToObj(
                k ->
                    SeedMean.of(
                        IntStream.range(0, 5).mapToDouble(i -> random.nextGaussian()).toArray()))
            .filter(interval -> interval.contains(0))
            .count();
    // 3800 with a standard deviation of 14
    assertThat(held).isBetween(3745L, 3855L);
    Interval one = SeedMean.of(Double.NaN, 2);
    assertThat(one.defined()).isFalse();
    assertThat(one.estimate()).isEqualTo(2);
  }
}
