package probe.ocr.inside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import probe.compare.Measured;
import probe.compare.Predictions;
import probe.compare.Rung;
import probe.compare.Subject;
import probe.facts.Arm;
import probe.result.Analysis;
import probe.result.Estimate;
import probe.result.Finding;
import probe.result.Ledger;
import probe.result.RunDocument;

/** The prediction about directions reads what the analysis of changes inside writes. */
class ComparedRanksTest {
  private static Analysis analysis(Arm... arms) {
    List<InsideTrial> trials = new ArrayList<>();
    for (int seed = 0; seed < 3; seed++) {
      for (Arm arm : arms) {
        trials.add(Insides.trial(arm, seed, new Insides.Reasons()));
      }
    }
    return InsideAnalysis.of(Insides.experiment(), trials, 1);
  }

  private static Measured measured(Analysis analysis) {
    List<Analysis> analyses = List.of(analysis);
    RunDocument document =
        new RunDocument(
            RunDocument.FORMAT,
            null,
            Map.of("seed", 1),
            Map.of(),
            null,
            List.of(),
            analyses,
            Ledger.of(analyses, 0.05),
            Map.of());
    return Predictions.named(List.of("B4"))
        .getFirst()
        .measure(Subject.of("small", Rung.POCKET, "here", document));
  }

  @Test
  void theDifferenceIsThatOfTheFinding() {
    Analysis analysis = analysis(Arm.SPURIOUS, Arm.NO_IMPLICATION, Arm.SHUFFLED);
    Estimate less =
        analysis.findings().stream()
            .map(Finding::estimates)
            .flatMap(List::stream)
            .filter(e -> e.name().equals("less shuffled"))
            .findFirst()
            .orElseThrow();

    assertThat(measured(analysis))
        .isInstanceOfSatisfying(
            Measured.Value.class,
            value -> {
              assertThat(value.interval().estimate()).isEqualTo(less.value());
              assertThat(value.interval().low()).isEqualTo(less.low());
              // 5 and 9 directions, each with a noise of mean 1 / 2
              assertThat(value.interval().estimate()).isCloseTo(-4, within(0.5));
              assertThat(value.notes()).anyMatch(note -> note.startsWith("less no-implication"));
            });
  }

  @Test
  void withoutShuffledImplicationsNothingIsSaid() {
    assertThat(measured(analysis(Arm.SPURIOUS, Arm.NO_IMPLICATION)))
        .isInstanceOf(Measured.Untested.class);
  }
}
