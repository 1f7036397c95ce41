package probe.facts.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import probe.facts.Arm;
import probe.result.Figure;
import probe.result.Table;

class OcrTablesTest {
  @Test
  void scoresHaveTheirExcessesAndMeans() {
    Table scores = OcrSample.table("scores");
    List<?> generalization = scores.rows().get(0);
    double control =
        Cells.of(
                Measure.TRANSFER,
                OcrSample.experiment(2).trials().stream()
                    .filter(t -> t.design().arm() == Arm.NO_IMPLICATION)
                    .map(Reading::after)
                    .toList(),
                Reading.Asked.TEST)
            .mean();
    assertThat((Double) OcrSample.cell(scores, generalization, "over no-implication"))
        .isCloseTo(1 - control, within(1e-12));
    assertThat(OcrSample.cell(scores, scores.rows().get(2), "over no-implication")).isNull();
    List<?> all = scores.rows().get(4);
    assertThat(OcrSample.cell(scores, all, "score")).isEqualTo("hallucination");
    assertThat(OcrSample.cell(scores, all, "transfer")).isEqualTo(1.0);
    // five classes of each of two fact sets
    assertThat(OcrSample.cell(scores, all, "classes")).isEqualTo(10);
    assertThat(OcrSample.cell(scores, generalization, "collapse")).isEqualTo(1.0);
  }

  @Test
  void everyMeasureHasATable() {
    assertThat(OcrSample.ANALYSIS.tables())
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
    Table ranks = OcrSample.table("rank-asked");
    List<?> row =
        ranks.rows().stream()
            .filter(r -> OcrSample.cell(ranks, r, "fact set").equals("country-code"))
            .filter(r -> OcrSample.cell(ranks, r, "questions about").equals("test-implications"))
            .filter(r -> OcrSample.cell(ranks, r, "template").equals("trained"))
            .findFirst()
            .orElseThrow();
    assertThat(OcrSample.cell(ranks, row, "after")).isEqualTo(0.0);
    assertThat(OcrSample.cell(ranks, row, "chance")).isEqualTo(2.0);
    assertThat((Double) OcrSample.cell(ranks, row, "change"))
        .isCloseTo(-(Double) OcrSample.cell(ranks, row, "before"), within(1e-12));
    assertThat(OcrSample.cell(ranks, row, "classes")).isEqualTo(5);
    assertThat(OcrSample.cell(ranks, row, "seeds")).isEqualTo(3);
    assertThat(OcrSample.cell(ranks, row, "questions")).isEqualTo(60);
    // 3 arms and 2 controls of 8 groups and templates, and the controls again for one more pairing
    assertThat(ranks.rows()).hasSize(3 * 8 + 2 * 8 + 2 * 2);
    Table log = OcrSample.table("log-probability");
    assertThat(log.rows()).allMatch(r -> OcrSample.cell(log, r, "chance") == null);
  }

  @Test
  void transferIsShownAgainstWhatWasTold() {
    Table told = OcrSample.table("training-implications");
    assertThat(told.rows())
        .filteredOn(r -> OcrSample.cell(told, r, "arm").equals("spurious"))
        .extracting(r -> OcrSample.cell(told, r, "told"))
        .containsExactly(0, 1, 2);
    assertThat(told.rows())
        .filteredOn(r -> OcrSample.cell(told, r, "arm").equals("spurious"))
        .extracting(r -> OcrSample.cell(told, r, "above 0"))
        .containsExactly(false, true, true);
    // facts only are there for every number
    assertThat(told.rows())
        .filteredOn(r -> OcrSample.cell(told, r, "arm").equals("no-implication"))
        .hasSize(6);
    Figure.Curves curves = (Figure.Curves) OcrSample.figure("training-implications-city-language");
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
}
