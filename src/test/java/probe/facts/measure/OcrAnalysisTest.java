package probe.facts.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import probe.facts.AnswerScores;
import probe.facts.Arm;
import probe.facts.Design;
import probe.facts.FactSet;
import probe.facts.Question;
import probe.result.Analysis;
import probe.result.Figure;
import probe.result.Finding;
import probe.result.Table;
import probe.result.Verdict;

class OcrAnalysisTest {
  private static final FactSet CITY = Trials.set("city-language", 5, 6, 2);
  private static final FactSet CODE = Trials.set("country-code", 5, 6, 2);
  private static final List<Integer> SHIFTED_TWICE = List.of(2, 3, 4, 0, 1);

  /** Three seeds; transfer grows over steps 10 and 20, and with the number that is told. */
  private static Experiment experiment(int... told) {
    List<Trial> trials = new ArrayList<>();
    for (int seed = 0; seed < 3; seed++) {
      for (int k : told) {
        for (Arm arm : List.of(Arm.TRUE, Arm.COUNTERFACTUAL, Arm.NO_IMPLICATION, Arm.SHUFFLED)) {
          List<Integer> judged =
              arm == Arm.COUNTERFACTUAL
                  ? (seed == 1 ? SHIFTED_TWICE : Trials.SHIFTED)
                  : Trials.IDENTITY;
          trials.add(trial(CITY, arm, seed, k, judged));
        }
        trials.add(trial(CODE, Arm.SPURIOUS, seed, k, Trials.IDENTITY));
      }
    }
    return new Experiment(
        "ocr",
        "small",
        "full tuning",
        Map.of("learning-rate", 1e-3),
        trials,
        List.of(new Untested("sport-music", "'Jazz' and 'Jam' begin with the same token")));
  }

  private static Trial trial(FactSet set, Arm arm, int seed, int k, List<Integer> judged) {
    Design design = Trials.design(set, arm, seed, k, judged);
    Trials.Model base = Trials.prior(5);
    List<Checkpoint> course = new ArrayList<>();
    for (int step : new int[] {10, 20}) {
      List<Question> some =
          design.questions().stream().filter(q -> q.group().implication()).toList();
      AnswerScores scores =
          Trials.answers(design, some, base.plus(Trials.reasons(k == 0 ? 0 : step / 30.0)));
      course.add(new Checkpoint(step, scores));
    }
    Trials.Model after = Trials.memory().plus(base).plus(Trials.reasons(k == 0 ? 0 : 5));
    return new Trial(design, Trials.answers(design, base), Trials.answers(design, after), course);
  }

  private static final Analysis ANALYSIS =
      OcrAnalysis.of(experiment(0, 1, 2), new OcrSettings(true, 0.1, 0.2, 0.5, 300, 99), 1);

  private static Table table(String id) {
    return ANALYSIS.tables().stream().filter(t -> t.id().equals(id)).findFirst().orElseThrow();
  }

  private static Figure figure(String id) {
    return ANALYSIS.figures().stream().filter(f -> f.id().equals(id)).findFirst().orElseThrow();
  }

  private static Object cell(Table table, List<?> row, String column) {
    return row.get(table.columns().indexOf(column));
  }

  @Test
  void findingsAreForEachAssociationControlAndUntestedSet() {
    assertThat(ANALYSIS.findings())
        .extracting(Finding::id)
        .containsExactly(
            "ocr/city-language/true",
            "ocr/city-language/counterfactual",
            "ocr/country-code/spurious",
            "ocr/city-language/counterfactual/no-implication",
            "ocr/city-language/counterfactual/shuffled",
            "ocr/sport-music");
    assertThat(ANALYSIS.findings().getLast().why())
        .isEqualTo("'Jazz' and 'Jam' begin with the same token");
    assertThat(ANALYSIS.findings().getLast().verdict()).isEqualTo(Verdict.CANNOT_TELL);
    assertThat(ANALYSIS.findings().subList(0, 3)).allMatch(f -> f.verdict() == Verdict.SUPPORTED);
  }

  @Test
  void theSummaryHasTheScores() {
    assertThat(ANALYSIS.verdict()).isEqualTo(Verdict.SUPPORTED);
    assertThat(ANALYSIS.summary())
        .startsWith(
            "Generalization 1.00 [1.00, 1.00], supported for 1 of 1 associations; hallucination"
                + " 1.00 [1.00, 1.00], supported for 2 of 2 associations (1 is the implied answer"
                + " always, 0 chance). Mean rank of test implications among the five (chance 2.00):"
                + " city-language/true 0.00, ");
    assertThat(ANALYSIS.settings())
        .containsEntry("learning-rate", 1e-3)
        .containsEntry("margin", 0.2)
        .containsEntry("method", "full tuning")
        .containsEntry("model", "small");
    assertThat(ANALYSIS.kind()).isEqualTo("ocr");
  }

  @Test
  void verdictsAreFromTheNumberThatTheFileNames() {
    Table scores = table("scores");
    assertThat(scores.rows()).hasSize(5);
    assertThat(scores.rows().subList(0, 3)).allMatch(row -> cell(scores, row, "told").equals(2));
    assertThat(ANALYSIS.notes())
        .contains(
            "Verdicts are from these numbers of training implications of each value: city-language"
                + " 2, country-code 2.",
            "The least number whose interval of transfer lies above 0: city-language/true 1,"
                + " city-language/counterfactual 1, country-code/spurious 1.");
  }

  @Test
  void scoresHaveTheirExcessesAndMeans() {
    Table scores = table("scores");
    List<?> generalization = scores.rows().get(0);
    double control =
        Cells.of(
                Measure.TRANSFER,
                experiment(2).trials().stream()
                    .filter(t -> t.design().arm() == Arm.NO_IMPLICATION)
                    .map(Reading::after)
                    .toList(),
                Reading.Asked.TEST)
            .mean();
    assertThat((Double) cell(scores, generalization, "over no-implication"))
        .isCloseTo(1 - control, within(1e-12));
    assertThat(cell(scores, scores.rows().get(2), "over no-implication")).isNull();
    List<?> all = scores.rows().get(4);
    assertThat(cell(scores, all, "score")).isEqualTo("hallucination");
    assertThat(cell(scores, all, "transfer")).isEqualTo(1.0);
    // five classes of each of two fact sets
    assertThat(cell(scores, all, "classes")).isEqualTo(10);
    assertThat(cell(scores, generalization, "collapse")).isEqualTo(1.0);
  }

  @Test
  void everyMeasureHasATable() {
    assertThat(ANALYSIS.tables())
        .extracting(Table::id)
        .containsExactly(
            "scores",
            "mean-ranks",
            "training-implications",
            "margins",
            "rank-all",
            "rank-asked",
            "rank-whole",
            "rank-corrected",
            "accuracy-all",
            "accuracy-asked",
            "log-probability",
            "share");
    Table ranks = table("rank-asked");
    List<?> row =
        ranks.rows().stream()
            .filter(r -> cell(ranks, r, "fact set").equals("country-code"))
            .filter(r -> cell(ranks, r, "questions about").equals("test-implications"))
            .filter(r -> cell(ranks, r, "template").equals("trained"))
            .findFirst()
            .orElseThrow();
    assertThat(cell(ranks, row, "after")).isEqualTo(0.0);
    assertThat(cell(ranks, row, "chance")).isEqualTo(2.0);
    assertThat((Double) cell(ranks, row, "change"))
        .isCloseTo(-(Double) cell(ranks, row, "before"), within(1e-12));
    assertThat(cell(ranks, row, "classes")).isEqualTo(5);
    assertThat(cell(ranks, row, "seeds")).isEqualTo(3);
    assertThat(cell(ranks, row, "questions")).isEqualTo(60);
    // 3 arms and 2 controls of 8 groups and templates, and the controls again for one more pairing
    assertThat(ranks.rows()).hasSize(3 * 8 + 2 * 8 + 2 * 2);
    Table log = table("log-probability");
    assertThat(log.rows()).allMatch(r -> cell(log, r, "chance") == null);
  }

  @Test
  void thePublishedTableIsMarkedAsSuch() {
    Table ranks = table("mean-ranks");
    assertThat(ranks.columns())
        .containsExactly(
            "model",
            "source",
            "city-language/true",
            "city-language/counterfactual",
            "country-code/spurious",
            "profession-color/spurious",
            "sport-music/spurious");
    assertThat(ranks.rows()).hasSize(6);
    assertThat(ranks.rows().getFirst())
        .containsExactly(
            "small",
            "measured here",
            "0.00 [0.00, 0.00]",
            "0.00 [0.00, 0.00]",
            "0.00 [0.00, 0.00]",
            null,
            null);
    assertThat(ranks.rows().get(3))
        .containsExactly("Qwen-2-7B", "arXiv 2506.10887", "0.13", "4.55", "3.63", "0.82", "0.40");
    assertThat(ranks.about())
        .contains("Chance is 4.5 of ten, and 2.0 for a model that knows which five fit")
        .contains("their errors are not known");
    Analysis without = OcrAnalysis.of(experiment(2), Trials.FEW, 1);
    assertThat(without.tables().get(1).rows()).hasSize(1);
    assertThat(without.tables().get(1).columns()).hasSize(5);
    assertThat(without.tables().get(1).about()).doesNotContain("2506");
  }

  @Test
  void transferIsShownAgainstWhatWasTold() {
    Table told = table("training-implications");
    assertThat(told.rows())
        .filteredOn(r -> cell(told, r, "arm").equals("spurious"))
        .extracting(r -> cell(told, r, "told"))
        .containsExactly(0, 1, 2);
    assertThat(told.rows())
        .filteredOn(r -> cell(told, r, "arm").equals("spurious"))
        .extracting(r -> cell(told, r, "above 0"))
        .containsExactly(false, true, true);
    // facts only are there for every number
    assertThat(told.rows())
        .filteredOn(r -> cell(told, r, "arm").equals("no-implication"))
        .hasSize(6);
    Figure.Curves curves = (Figure.Curves) figure("training-implications-city-language");
    assertThat(curves.x()).containsExactly(0.0, 1.0, 2.0);
    assertThat(curves.series())
        .extracting(Figure.Line::name)
        .containsExactly(
            "true",
            "no-implication, read as true",
            "shuffled, read as true",
            "counterfactual",
            "no-implication, read as counterfactual",
            "shuffled, read as counterfactual");
    assertThat(curves.series().getFirst().y().getLast()).isEqualTo(1.0);
  }

  @Test
  void curvesBeginWithTheBaseModel() {
    Figure.Curves curves = (Figure.Curves) figure("steps-country-code");
    assertThat(curves.x()).containsExactly(0.0, 10.0, 20.0);
    Figure.Line line = curves.series().getFirst();
    List<Reading> before =
        experiment(2).trials().stream()
            .filter(t -> t.design().arm() == Arm.SPURIOUS)
            .map(Reading::before)
            .toList();
    assertThat(line.y().getFirst())
        .isEqualTo(Cells.of(Measure.TRANSFER, before, Reading.Asked.TEST).mean());
    assertThat(line.y().get(2)).isGreaterThan(line.y().get(1)).isGreaterThan(line.y().get(0));
    assertThat(line.low().get(1)).isLessThanOrEqualTo(line.y().get(1));
    Figure.Curves tradeOff = (Figure.Curves) figure("trade-off");
    assertThat(tradeOff.series())
        .extracting(Figure.Line::name)
        .containsExactly("generalization", "hallucination");
  }

  /** A mean over seeds that come and go would move without any of them moving. */
  @Test
  void aStepThatASeedLacksIsAGap() {
    List<Trial> trials = new ArrayList<>(experiment(2).trials());
    Trial cut = trials.getFirst();
    assertThat(cut.design().arm()).isEqualTo(Arm.TRUE);
    trials.set(0, new Trial(cut.design(), cut.before(), cut.after(), cut.course().subList(0, 1)));
    Analysis analysis = OcrAnalysis.of(Trials.experiment(trials), Trials.FEW, 1);
    Figure.Curves curves =
        (Figure.Curves)
            analysis.figures().stream()
                .filter(f -> f.id().equals("steps-city-language"))
                .findFirst()
                .orElseThrow();
    assertThat(curves.series().getFirst().y()).hasSize(3).last().isNull();
    assertThat(curves.series().get(1).y()).hasSize(3).doesNotContainNull();
  }

  @Test
  void answersAreShownByClass() {
    Figure.HeatMap map = (Figure.HeatMap) figure("answers-country-code-spurious");
    assertThat(map.rows()).first().isEqualTo("fact0 (implied0)");
    assertThat(map.columns()).first().isEqualTo("implied0");
    for (int v = 0; v < 5; v++) {
      assertThat(map.values().get(v).get(v)).isEqualTo(1.0);
    }
    Figure.HeatMap shifts = (Figure.HeatMap) figure("answers-city-language-counterfactual");
    assertThat(shifts.rows()).as("other pairings in other seeds").first().isEqualTo("fact0");
    assertThat(shifts.values().getFirst().get(1)).isCloseTo(2 / 3.0, within(1e-12));
    assertThat(shifts.values().getFirst().get(2)).isCloseTo(1 / 3.0, within(1e-12));
    assertThat(ANALYSIS.figures())
        .extracting(Figure::id)
        .contains("answers-city-language-shuffled")
        .doesNotHaveDuplicates()
        .allMatch(id -> id.matches("[A-Za-z0-9-]+"));
  }

  @Test
  void withoutACourseThereAreNoCurvesOverSteps() {
    List<Trial> trials =
        experiment(2).trials().stream()
            .map(t -> new Trial(t.design(), t.before(), t.after()))
            .toList();
    assertThat(OcrAnalysis.of(Trials.experiment(trials), Trials.FEW, 1).figures())
        .allMatch(f -> f instanceof Figure.HeatMap);
  }

  @Test
  void theSeedDecidesAlone() {
    Experiment experiment = experiment(1, 2);
    assertThat(OcrAnalysis.of(experiment, Trials.FEW, 4))
        .isEqualTo(OcrAnalysis.of(experiment, Trials.FEW, 4));
    List<Trial> other = new ArrayList<>(experiment.trials());
    java.util.Collections.reverse(other);
    Analysis reversed =
        OcrAnalysis.of(
            new Experiment("ocr", "small", "full tuning", Map.of(), other, List.of()),
            Trials.FEW,
            4);
    Finding first = OcrAnalysis.of(experiment, Trials.FEW, 4).findings().getFirst();
    assertThat(reversed.findings())
        .filteredOn(f -> f.id().equals(first.id()))
        .first()
        .satisfies(f -> assertThat(f.estimates()).isEqualTo(first.estimates()));
  }

  @Test
  void controlsAloneCannotBeTested() {
    List<Trial> controls =
        experiment(2).trials().stream().filter(t -> t.design().arm().control()).toList();
    Analysis analysis = OcrAnalysis.of(Trials.experiment(controls), Trials.FEW, 1);
    assertThat(analysis.findings()).hasSize(1);
    assertThat(analysis.findings().getFirst().why()).isEqualTo("no arm with a rule was run");
    assertThat(analysis.verdict()).isEqualTo(Verdict.CANNOT_TELL);
    assertThat(analysis.summary()).isEqualTo("Nothing could be tested.");
    assertThat(analysis.tables()).isEmpty();
    assertThat(OcrText.rows(analysis)).isEmpty();
    assertThat(OcrText.lines(analysis)).containsExactly("Nothing could be tested.");
  }

  @Test
  void withoutTestQuestionsThereIsNothingToSay() {
    Design design = Trials.design(CODE, Arm.SPURIOUS, 0, 2, Trials.IDENTITY);
    AnswerScores facts =
        Trials.answers(
            design,
            design.questions().stream().filter(q -> !q.group().implication()).toList(),
            Trials.memory());
    Analysis analysis =
        OcrAnalysis.of(Trials.experiment(List.of(new Trial(design, facts, facts))), 1);
    assertThat(analysis.findings().getFirst().why())
        .isEqualTo("no test implication was asked in the words of training");
  }

  @Test
  void anExperimentOfNothingSaysSo() {
    Analysis analysis = OcrAnalysis.of(Trials.experiment(List.of()), 1);
    assertThat(analysis.findings()).isEmpty();
    assertThat(analysis.verdict()).isEqualTo(Verdict.CANNOT_TELL);
  }

  @Test
  void aTerminalShowsALineForEachAssociation() {
    List<String> lines = OcrText.lines(ANALYSIS);
    assertThat(lines.getFirst())
        .matches(
            "association +score +transfer +95 % +over no-implication +over shuffled +p +verdict");
    assertThat(lines.get(1))
        .startsWith("city-language/true            generalization  1.00      1.00 to 1.00  ")
        .endsWith("  < .001  supported");
    assertThat(lines.get(5)).startsWith("all ").contains("hallucination");
    assertThat(lines).hasSize(7).last().isEqualTo(ANALYSIS.summary());
  }
}
