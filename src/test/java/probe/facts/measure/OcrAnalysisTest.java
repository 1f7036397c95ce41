package probe.facts.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import probe.facts.AnswerScores;
import probe.facts.Arm;
import probe.facts.Design;
import probe.result.Analysis;
import probe.result.Finding;
import probe.result.Table;
import probe.result.Verdict;

class OcrAnalysisTest {
  @Test
  void findingsAreForEachAssociationControlAndUntestedSet() {
    assertThat(OcrSample.ANALYSIS.findings())
        .extracting(Finding::id)
        .containsExactly(
            "ocr/city-language/true",
            "ocr/city-language/counterfactual",
            "ocr/country-code/spurious",
            "ocr/city-language/counterfactual/no-implication",
            "ocr/city-language/counterfactual/shuffled",
            "ocr/sport-music");
    assertThat(OcrSample.ANALYSIS.findings().getLast().why())
        .isEqualTo("'Jazz' and 'Jam' begin with the same token");
    assertThat(OcrSample.ANALYSIS.findings().getLast().verdict()).isEqualTo(Verdict.CANNOT_TELL);
    assertThat(OcrSample.ANALYSIS.findings().subList(0, 3))
        .allMatch(f -> f.verdict() == Verdict.SUPPORTED);
  }

  @Test
  void theSummaryHasTheScores() {
    assertThat(OcrSample.ANALYSIS.verdict()).isEqualTo(Verdict.SUPPORTED);
    assertThat(OcrSample.ANALYSIS.summary())
        .startsWith(
            "Generalization 1.00 [1.00, 1.00], supported for 1 of 1 associations; hallucination"
                + " 1.00 [1.00, 1.00], supported for 2 of 2 associations (1 is the implied answer"
                + " always, 0 chance). Mean rank of test implications among the five (chance 2.00):"
                + " city-language/true 0.00, ");
    assertThat(OcrSample.ANALYSIS.settings())
        .containsEntry("learning-rate", 1e-3)
        .containsEntry("margin", 0.2)
        .containsEntry("method", "full tuning")
        .containsEntry("model", "small");
    assertThat(OcrSample.ANALYSIS.kind()).isEqualTo("ocr");
  }

  @Test
  void verdictsAreFromTheNumberThatTheFileNames() {
    Table scores = OcrSample.table("scores");
    assertThat(scores.rows()).hasSize(5);
    assertThat(scores.rows().subList(0, 3))
        .allMatch(row -> OcrSample.cell(scores, row, "told").equals(2));
    assertThat(OcrSample.ANALYSIS.notes())
        .contains(
            "Verdicts are from these numbers of training implications of each value: city-language"
                + " 2, country-code 2.",
            "The least number whose interval of transfer lies above 0: city-language/true 1,"
                + " city-language/counterfactual 1, country-code/spurious 1.");
  }

  @Test
  void theSeedDecidesAlone() {
    Experiment experiment = OcrSample.experiment(1, 2);
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
        OcrSample.experiment(2).trials().stream().filter(t -> t.design().arm().control()).toList();
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
    Design design = Trials.design(OcrSample.CODE, Arm.SPURIOUS, 0, 2, Trials.IDENTITY);
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
    List<String> lines = OcrText.lines(OcrSample.ANALYSIS);
    assertThat(lines.getFirst())
        .matches(
            "association +score +transfer +95 % +over no-implication +over shuffled +p +verdict");
    assertThat(lines.get(1))
        .startsWith("city-language/true            generalization  1.00      1.00 to 1.00  ")
        .endsWith("  < .001  supported");
    assertThat(lines.get(5)).startsWith("all ").contains("hallucination");
    assertThat(lines).hasSize(7).last().isEqualTo(OcrSample.ANALYSIS.summary());
  }
}
