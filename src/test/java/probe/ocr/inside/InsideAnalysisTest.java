package probe.ocr.inside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import probe.facts.Arm;
import probe.facts.Design;
import probe.facts.Subject;
import probe.result.Analysis;
import probe.result.Estimate;
import probe.result.Figure;
import probe.result.Finding;
import probe.result.Table;
import probe.result.Verdict;

class InsideAnalysisTest {
  private static final List<Arm> ARMS = List.of(Arm.SPURIOUS, Arm.NO_IMPLICATION, Arm.SHUFFLED);

  private static Analysis analysis(Insides.Model model, List<Arm> arms, int seeds) {
    List<InsideTrial> trials = new ArrayList<>();
    for (int seed = 0; seed < seeds; seed++) {
      for (Arm arm : arms) {
        trials.add(Insides.trial(arm, seed, model));
      }
    }
    return InsideAnalysis.of(Insides.experiment(), trials, 1);
  }

  private static Finding finding(Analysis analysis, String id) {
    return analysis.findings().stream()
        .filter(f -> f.id().equals("ocr-inside/country-code-pocket/spurious/" + id))
        .findFirst()
        .orElseThrow();
  }

  private static double value(Finding finding, String name) {
    return finding.estimates().stream()
        .filter(e -> e.name().equals(name))
        .map(Estimate::value)
        .map(Objects::requireNonNull)
        .findFirst()
        .orElseThrow();
  }

  private static Table table(Analysis analysis, String id) {
    return analysis.tables().stream().filter(t -> t.id().equals(id)).findFirst().orElseThrow();
  }

  @Test
  void aModelThatReasonsIsFound() {
    Analysis found = analysis(new Insides.Reasons(), ARMS, 5);

    assertThat(found.verdict()).isEqualTo(Verdict.SUPPORTED);
    Finding readable = finding(found, "readable");
    assertThat(readable.verdict()).isEqualTo(Verdict.SUPPORTED);
    assertThat(readable.why()).contains("after training from layer 1 on, before from no layer on");
    assertThat(value(readable, "accuracy after, last layer")).isEqualTo(1);
    assertThat(value(readable, "accuracy with shuffled labels")).isCloseTo(0.2, within(1e-12));
    Finding lens = finding(found, "lens");
    assertThat(lens.verdict()).isEqualTo(Verdict.SUPPORTED);
    assertThat(lens.why()).contains("after training from layer 2 on, before from no layer on");
    Finding shift = finding(found, "shift");
    assertThat(shift.verdict()).isEqualTo(Verdict.SUPPORTED);
    assertThat(value(shift, "implied less others")).isCloseTo(0.75, within(0.01));
    assertThat(shift.tests().getFirst().p()).isLessThan(0.001);
    Finding rank = finding(found, "rank-tells-rule");
    assertThat(rank.verdict()).isEqualTo(Verdict.SUPPORTED);
    assertThat(value(rank, "less shuffled")).isCloseTo(-4, within(0.5));
  }

  /** Facts alone put the class into the states: that is no sign of a rule. */
  @Test
  void whatControlsShowTooTellsNoRule() {
    Analysis found = analysis(new Insides.Reasons(), ARMS, 5);

    assertThat(finding(found, "readout-tells-rule").verdict()).isEqualTo(Verdict.NOT_SUPPORTED);
  }

  @Test
  void aModelThatGuessesIsNot() {
    Analysis found = analysis(new Insides.Guesses(), ARMS, 5);

    assertThat(found.verdict()).isNotEqualTo(Verdict.SUPPORTED);
    for (Finding finding : found.findings()) {
      assertThat(finding.verdict()).as(finding.id()).isNotEqualTo(Verdict.SUPPORTED);
    }
    assertThat(finding(found, "shift").verdict()).isEqualTo(Verdict.NOT_SUPPORTED);
  }

  @Test
  void withoutFactsNothingIsSaid() {
    Analysis found =
        analysis(
            new Insides.Guesses() {
              @Override
              public boolean learnt() {
                return false;
              }
            },
            ARMS,
            3);

    for (Finding finding : found.findings()) {
      assertThat(finding.verdict()).isEqualTo(Verdict.CANNOT_TELL);
      assertThat(finding.why()).contains("facts were not learnt");
    }
  }

  @Test
  void oneSeedTellsNothingOfDirections() {
    Finding rank = finding(analysis(new Insides.Reasons(), ARMS, 1), "rank-tells-rule");

    assertThat(rank.verdict()).isEqualTo(Verdict.CANNOT_TELL);
    assertThat(rank.why()).contains("one seed");
    assertThat(rank.estimates().getFirst().low()).isNull();
  }

  @Test
  void noImplicationAloneIsNoMatchForDirections() {
    Finding rank =
        finding(
            analysis(new Insides.Reasons(), List.of(Arm.SPURIOUS, Arm.NO_IMPLICATION), 5),
            "rank-tells-rule");

    assertThat(rank.verdict()).isEqualTo(Verdict.CANNOT_TELL);
    assertThat(rank.why()).contains("run shuffled too");
  }

  /** What could be read before is not what training put there. */
  @Test
  void aClassThatWasReadableBeforeIsNoNews() {
    Finding readable =
        finding(
            analysis(
                new Insides.Guesses() {
                  @Override
                  public int told(Design design, Subject subject, int layer, boolean after) {
                    return subject.value();
                  }
                },
                ARMS,
                3),
            "readable");

    assertThat(readable.verdict()).isEqualTo(Verdict.NOT_SUPPORTED);
    assertThat(readable.why()).contains("before training");
  }

  @Test
  void tablesHaveEveryArmAndLayer() {
    Analysis found = analysis(new Insides.Reasons(), ARMS, 2);

    assertThat(table(found, "readout").rows()).hasSize(3 * 2 * Insides.LAYERS);
    assertThat(table(found, "lens").rows()).hasSize(3 * 2 * Insides.LAYERS);
    assertThat(table(found, "shift").rows()).hasSize(3 * 2);
    assertThat(table(found, "spectra").rows()).hasSize(3 * Insides.LAYERS);
    assertThat(table(found, "spectra-differences").rows()).hasSize(2 * Insides.LAYERS);
    for (Table table : found.tables()) {
      for (List<@Nullable Object> row : table.rows()) {
        assertThat(row).as(table.id()).hasSameSizeAs(table.columns());
      }
    }
    List<@Nullable Object> row = table(found, "readout").rows().getFirst();
    // the prompt's last token is the same for all names
    assertThat((Double) row.get(table(found, "readout").columns().indexOf("after")))
        .isCloseTo(0.2, within(1e-12));
  }

  @Test
  void figuresHaveALineForEachArm() {
    Analysis found = analysis(new Insides.Reasons(), ARMS, 2);

    assertThat(found.figures().stream().map(Figure::id).distinct()).hasSameSizeAs(found.figures());
    Figure.Curves values =
        (Figure.Curves)
            found.figures().stream()
                .filter(f -> f.id().equals("singular-values-country-code-pocket-spurious"))
                .findFirst()
                .orElseThrow();
    assertThat(values.series().stream().map(Figure.Line::name))
        .containsExactly("spurious", "no-implication", "shuffled");
    assertThat(values.series().getFirst().y()).containsExactly(2.0, 1.0, 0.5);
    Figure.HeatMap heads =
        (Figure.HeatMap)
            found.figures().stream()
                .filter(f -> f.id().startsWith("norm-"))
                .findFirst()
                .orElseThrow();
    assertThat(heads.rows()).hasSize(3 * (Insides.LAYERS - 1));
    assertThat(heads.columns()).containsExactly("head 0", "head 1");
  }

  @Test
  void theOrderOfTrialsDoesNotMatter() {
    List<InsideTrial> trials =
        IntStream.range(0, 3)
            .boxed()
            .flatMap(s -> ARMS.stream().map(a -> Insides.trial(a, s, new Insides.Reasons())))
            .toList();

    Analysis one = InsideAnalysis.of(Insides.experiment(), trials, 4);
    Analysis other = InsideAnalysis.of(Insides.experiment(), trials.reversed(), 4);

    assertThat(other).isEqualTo(one);
  }

  @Test
  void controlsAloneAreNotCompared() {
    Analysis found = analysis(new Insides.Reasons(), List.of(Arm.SHUFFLED), 2);

    assertThat(found.findings()).isEmpty();
    assertThat(found.verdict()).isEqualTo(Verdict.CANNOT_TELL);
    assertThat(found.summary()).contains("Nothing could be compared");
  }

  @Test
  void aLookIntoSomeTrialsIsSaid() {
    Inside without =
        new Inside(
            List.of(),
            List.of(),
            5,
            List.of(),
            List.of(),
            empty(),
            empty(),
            false,
            Inside.Shift.NONE,
            List.of("no spectra: W is quantised"));
    InsideTrial trial =
        new InsideTrial(Insides.trial(Arm.SPURIOUS, 0, new Insides.Guesses()).design(), without);

    Analysis found = InsideAnalysis.of(Insides.experiment(), List.of(trial), 1);

    assertThat(found.findings()).isEmpty();
    assertThat(found.notes()).contains("no spectra: W is quantised");
    assertThat(found.notes()).anyMatch(note -> note.contains("no final norm of its own"));
  }

  private static Inside.Prompted empty() {
    Inside.States none = new Inside.States(new int[0][], new double[0][], new int[0][]);
    return new Inside.Prompted(none, none);
  }
}
