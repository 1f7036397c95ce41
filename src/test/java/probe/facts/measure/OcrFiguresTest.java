package probe.facts.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import probe.facts.Arm;
import probe.result.Analysis;
import probe.result.Figure;

class OcrFiguresTest {
  @Test
  void curvesBeginWithTheBaseModel() {
    Figure.Curves curves = (Figure.Curves) OcrSample.figure("steps-country-code");
    assertThat(curves.x()).containsExactly(0.0, 10.0, 20.0);
    Figure.Line line = curves.series().getFirst();
    List<Reading> before =
        OcrSample.experiment(2).trials().stream()
            .filter(t -> t.design().arm() == Arm.SPURIOUS)
            .map(Reading::before)
            .toList();
    assertThat(line.y().getFirst())
        .isEqualTo(Cells.of(Measure.TRANSFER, before, Reading.Asked.TEST).mean());
    assertThat(line.y().get(2)).isGreaterThan(line.y().get(1)).isGreaterThan(line.y().get(0));
    assertThat(line.low().get(1)).isLessThanOrEqualTo(line.y().get(1));
    Figure.Curves tradeOff = (Figure.Curves) OcrSample.figure("trade-off");
    assertThat(tradeOff.series())
        .extracting(Figure.Line::name)
        .containsExactly("generalization", "hallucination");
  }

  /** A mean over seeds that come and go would move without any of them moving. */
  @Test
  void aStepThatASeedLacksIsAGap() {
    List<Trial> trials = new ArrayList<>(OcrSample.experiment(2).trials());
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
    Figure.HeatMap map = (Figure.HeatMap) OcrSample.figure("answers-country-code-spurious");
    assertThat(map.rows()).first().isEqualTo("fact0 (implied0)");
    assertThat(map.columns()).first().isEqualTo("implied0");
    for (int v = 0; v < 5; v++) {
      assertThat(map.values().get(v).get(v)).isEqualTo(1.0);
    }
    Figure.HeatMap shifts =
        (Figure.HeatMap) OcrSample.figure("answers-city-language-counterfactual");
    assertThat(shifts.rows()).as("other pairings in other seeds").first().isEqualTo("fact0");
    assertThat(shifts.values().getFirst().get(1)).isCloseTo(2 / 3.0, within(1e-12));
    assertThat(shifts.values().getFirst().get(2)).isCloseTo(1 / 3.0, within(1e-12));
    assertThat(OcrSample.ANALYSIS.figures())
        .extracting(Figure::id)
        .contains("answers-city-language-shuffled")
        .doesNotHaveDuplicates()
        .allMatch(id -> id.matches("[A-Za-z0-9-]+"));
  }

  @Test
  void withoutACourseThereAreNoCurvesOverSteps() {
    List<Trial> trials =
        OcrSample.experiment(2).trials().stream()
            .map(t -> new Trial(t.design(), t.before(), t.after()))
            .toList();
    assertThat(OcrAnalysis.of(Trials.experiment(trials), Trials.FEW, 1).figures())
        .allMatch(f -> f instanceof Figure.HeatMap);
  }
}
