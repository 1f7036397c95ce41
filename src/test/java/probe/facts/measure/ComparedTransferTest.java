package probe.facts.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import probe.compare.Measured;
import probe.compare.Predictions;
import probe.compare.Rung;
import probe.compare.Subject;
import probe.result.Analysis;
import probe.result.Ledger;
import probe.result.RunDocument;

/** Predictions read what the analysis of fact sets writes. */
class ComparedTransferTest {
  private static final Subject MODEL = subject(OcrSample.experiment(0, 1, 2, 3));

  private static Subject subject(Experiment sample) {
    Experiment experiment =
        new Experiment(
            "ocr", "small", "full", Map.of("--method", "full"), sample.trials(), List.of());
    List<Analysis> analyses = List.of(OcrAnalysis.of(experiment, Trials.FEW, 1));
    return Subject.of(
        "small",
        Rung.POCKET,
        "here",
        new RunDocument(
            RunDocument.FORMAT,
            null,
            Map.of("seed", 1),
            Map.of(),
            null,
            List.of(),
            analyses,
            Ledger.of(analyses, 0.05),
            Map.of()));
  }

  private static Measured measured(String id, Subject subject) {
    return Predictions.named(List.of(id)).getFirst().measure(subject);
  }

  @ParameterizedTest
  @ValueSource(strings = {"B1", "B2", "B3"})
  void tablesHaveTheColumnsThatPredictionsRead(String id) {
    assertThat(measured(id, MODEL))
        .isInstanceOfSatisfying(
            Measured.Value.class,
            value -> {
              assertThat(value.interval().defined()).isTrue();
              // five classes, three seeds, two made-up pairings
              assertThat(value.interval().clusters()).isGreaterThanOrEqualTo(2 * 5 * 3);
              assertThat(value.notes()).contains("taught with --method full");
            });
  }

  @Test
  void aModelThatReasonsFromOneImplicationOnHasAllOfItsTransferFromThere() {
    assertThat(measured("B1", MODEL))
        .isInstanceOfSatisfying(
            Measured.Value.class,
            value -> assertThat(value.interval().estimate()).isGreaterThan(0.8));
    assertThat(measured("B3", MODEL))
        .isInstanceOfSatisfying(
            Measured.Value.class,
            value -> assertThat(value.interval().estimate()).isCloseTo(1, within(0.05)));
  }

  @Test
  void oneNumberOfImplicationsIsNoSlope() {
    Subject one = subject(OcrSample.experiment(2));
    assertThat(measured("B1", one)).isInstanceOf(Measured.Untested.class);
    assertThat(measured("B2", one)).isInstanceOf(Measured.Untested.class);
    assertThat(measured("B3", one)).isInstanceOf(Measured.Value.class);
  }
}
