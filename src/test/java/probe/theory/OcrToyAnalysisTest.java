package probe.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import probe.algebra.Dense;
import probe.result.Analysis;
import probe.result.Estimate;
import probe.result.Figure;
import probe.result.Finding;
import probe.result.Table;
import probe.result.Verdict;

class OcrToyAnalysisTest {
  private static final OcrTask TASK = new OcrTask(new MarginProblem(4, 1, 3), 2, 6);

  private static OcrOptions options(OcrOptions.Model model, int head, double init) {
    return new OcrOptions(TASK, model, head, true, 100, .005, .03, init);
  }

  /** An outcome with a loss and a rank on test implications, and a loss on what is taught. */
  private static OcrOutcome outcome(
      OcrOptions options, long seed, double taught, double loss, double rank, double ratio) {
    double[] losses = {taught, taught / 2, taught / 3, loss};
    double[] start = {3, 3, 3, Math.max(loss, 3)};
    return new OcrOutcome(
        options,
        seed,
        losses,
        rank,
        1 - rank / 3,
        1,
        ratio,
        ratio,
        new double[] {3, 2, 1, 0, 0, 0, 0, 0},
        Dense.zeros(18, 8),
        List.of(new OcrOutcome.Logged(0, start, 1.5), new OcrOutcome.Logged(100, losses, rank)));
  }

  private static List<OcrOutcome> seeds(
      OcrOptions options, double taught, double[] losses, double rank, double ratio) {
    List<OcrOutcome> out = new ArrayList<>();
    for (int k = 0; k < losses.length; k++) {
      out.add(outcome(options, k + 1, taught, losses[k], rank, ratio));
    }
    return out;
  }

  private static Finding finding(Analysis analysis, String id) {
    return analysis.findings().stream().filter(f -> f.id().equals(id)).findFirst().orElseThrow();
  }

  private static Verdict verdict(Analysis analysis, String id) {
    return finding(analysis, "toy-ocr/" + id).verdict();
  }

  private static Analysis both(double[] factorised, double[] product, double rank) {
    List<OcrOutcome> all =
        new ArrayList<>(
            seeds(
                options(OcrOptions.Model.FACTORISED, 8, .1),
                .001,
                factorised,
                .01,
                Math.sqrt(1 / 3.0)));
    all.addAll(seeds(options(OcrOptions.Model.PRODUCT, 1, 1e-4), .01, product, rank, 0));
    return OcrToyAnalysis.of(all);
  }

  @Test
  void claimsThatEverySeedBearsOutAreSupported() {
    Analysis analysis = both(new double[] {.01, .02, .03}, new double[] {1.58, 1.6, 1.62}, 1.5);

    assertThat(analysis.verdict()).isEqualTo(Verdict.SUPPORTED);
    assertThat(analysis.findings())
        .hasSize(6)
        .allSatisfy(f -> assertThat(f.verdict()).as(f.id()).isEqualTo(Verdict.SUPPORTED));
    // mean .02, sd .01, t(2) = 4.3027: by hand; no loss is negative
    Estimate loss = finding(analysis, "toy-ocr/factorised/infers").estimates().getFirst();
    assertThat(loss.value()).isCloseTo(.02, within(1e-12));
    assertThat(loss.low()).isZero();
    assertThat(loss.high()).isCloseTo(.02 + 4.302652729911 * .01 / Math.sqrt(3), within(1e-9));
    assertThat(loss.unit()).isEqualTo("seeds");
  }

  @Test
  void anIntervalThatAllowsBothDecidesNothing() {
    Analysis analysis = both(new double[] {.01, .02, .3}, new double[] {1.2, 1.4, 1.6}, 1.5);

    assertThat(verdict(analysis, "factorised/infers")).isEqualTo(Verdict.CANNOT_TELL);
    assertThat(verdict(analysis, "product/does-not-infer")).isEqualTo(Verdict.CANNOT_TELL);
    assertThat(analysis.verdict()).isEqualTo(Verdict.CANNOT_TELL);
  }

  @Test
  void theOppositeIsNotSupported() {
    Analysis analysis = both(new double[] {2.1, 2, 2.2}, new double[] {.1, .2, .3}, 1.5);

    assertThat(verdict(analysis, "factorised/infers")).isEqualTo(Verdict.NOT_SUPPORTED);
    assertThat(verdict(analysis, "product/does-not-infer")).isEqualTo(Verdict.NOT_SUPPORTED);
    assertThat(analysis.verdict()).isEqualTo(Verdict.NOT_SUPPORTED);
    // a rank away from chance is enough
    assertThat(
            verdict(
                both(new double[] {.01, .02, .03}, new double[] {1.58, 1.6, 1.62}, .4),
                "product/does-not-infer"))
        .isEqualTo(Verdict.NOT_SUPPORTED);
  }

  @Test
  void aStepBelowTheBoundIsSeenThoughTheEndIsAboveIt() {
    OcrOptions product = options(OcrOptions.Model.PRODUCT, 1, 1e-4);
    List<OcrOutcome> dipped =
        seeds(product, .01, new double[] {1.5, 1.5}, 1.5, 0).stream()
            .map(
                o ->
                    new OcrOutcome(
                        o.options(),
                        o.seed(),
                        o.losses(),
                        o.meanRank(),
                        o.accuracy(),
                        1,
                        0,
                        0,
                        o.singularValues(),
                        o.map(),
                        List.of(
                            o.curve().getFirst(),
                            new OcrOutcome.Logged(50, new double[] {1, 1, 1, .9}, 1.5),
                            o.curve().getLast())))
            .toList();

    assertThat(verdict(OcrToyAnalysis.of(dipped), "product/does-not-infer"))
        .isEqualTo(Verdict.NOT_SUPPORTED);
  }

  @Test
  void oneSeedDecidesNothing() {
    Analysis analysis = both(new double[] {.01}, new double[] {1.5}, 1.5);

    assertThat(analysis.findings())
        .allSatisfy(f -> assertThat(f.verdict()).isEqualTo(Verdict.CANNOT_TELL))
        .allSatisfy(f -> assertThat(f.estimates().getFirst().low()).isNull());
    assertThat(analysis.notes()).anyMatch(note -> note.contains("One seed"));
  }

  @Test
  void aSweepNamesItsSetUpsAndShowsAccuracyOverThem() {
    List<OcrOutcome> all = new ArrayList<>();
    for (int head : new int[] {2, 8}) {
      for (double init : new double[] {.01, 1}) {
        all.addAll(
            seeds(
                options(OcrOptions.Model.FACTORISED, head, init),
                .001,
                new double[] {4.0 / head, 4.1 / head},
                head == 2 ? 2 : 0,
                .5));
      }
    }
    Analysis analysis = OcrToyAnalysis.of(all);

    assertThat(analysis.findings().stream().map(Finding::subject).distinct())
        .containsExactly(
            "factorised, head 2, init 0.01",
            "factorised, head 2, init 1.0",
            "factorised, head 8, init 0.01",
            "factorised, head 8, init 1.0");
    assertThat(analysis.findings().stream().map(Finding::id)).doesNotHaveDuplicates();
    assertThat(analysis.verdict()).isEqualTo(Verdict.NOT_SUPPORTED);
    Figure.Curves heads = curves(analysis, "accuracy-head");
    assertThat(heads.x()).containsExactly(2.0, 8.0);
    assertThat(heads.series().stream().map(Figure.Line::name))
        .containsExactly("factorised, init 0.01", "factorised, init 1.0");
    assertThat(heads.series().getFirst().y()).containsExactly(1 - 2 / 3.0, 1.0);
    assertThat(curves(analysis, "accuracy-init").x()).containsExactly(-2.0, 0.0);
    assertThat(analysis.figures()).extracting(Figure::id).doesNotContain("accuracy-decay");
  }

  private static Figure.Curves curves(Analysis analysis, String id) {
    return (Figure.Curves)
        analysis.figures().stream().filter(f -> f.id().equals(id)).findFirst().orElseThrow();
  }

  @Test
  void lossesHaveTheGuessAsALineAndMapsHaveANameForEachRow() {
    Analysis analysis = both(new double[] {.01, .03}, new double[] {1.5, 1.6}, 1.5);

    Figure.Curves losses = curves(analysis, "losses-factorised");
    assertThat(losses.x()).containsExactly(0.0, 100.0);
    assertThat(losses.series()).hasSize(5);
    assertThat(losses.series().get(3).y().get(1)).isCloseTo(.02, within(1e-12));
    assertThat(losses.series().get(3).high().get(1)).isEqualTo(.03);
    assertThat(losses.series().getLast().y()).containsOnly(Math.log(4));
    Figure.HeatMap map =
        (Figure.HeatMap)
            analysis.figures().stream()
                .filter(f -> f.id().equals("map-product"))
                .findFirst()
                .orElseThrow();
    assertThat(map.rows()).hasSize(18).contains("training subject 1 of 4", "fact?");
    assertThat(map.columns()).hasSize(8).contains("implication 4");
    assertThat(map.values()).hasSize(18).allSatisfy(row -> assertThat(row).hasSize(8));
    Table every = analysis.tables().get(1);
    assertThat(every.rows()).hasSize(4).allMatch(row -> row.size() == every.columns().size());
    assertThat(analysis.tables().getFirst().rows())
        .hasSize(2 * OcrMeasure.values().length)
        .allMatch(row -> row.size() == analysis.tables().getFirst().columns().size());
  }

  @Test
  void whatWasNotTaughtHasNoLine() {
    OcrTask none = new OcrTask(new MarginProblem(4, 0, 3), 2, 6);
    OcrOptions options =
        new OcrOptions(none, OcrOptions.Model.FACTORISED, 4, false, 30, .005, .03, .1);
    Analysis analysis =
        OcrToyAnalysis.of(
            List.of(OcrToy.train(options, 1, s -> {}), OcrToy.train(options, 2, s -> {})));

    assertThat(curves(analysis, "losses-factorised").series().stream().map(Figure.Line::name))
        .containsExactly("facts of test subjects", "implications of test subjects", "log 4");
    assertThat(analysis.notes()).anyMatch(note -> note.contains("No implication is taught"));
    assertThat(
            Arrays.stream(OcrMeasure.values())
                .filter(m -> m.words().startsWith("loss"))
                .map(OcrMeasure::toString))
        .containsExactly(
            "loss_train_facts",
            "loss_train_implications",
            "loss_test_facts",
            "loss_test_implications");
  }
}
