package probe.facts.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import probe.facts.Arm;
import probe.facts.FactSet;
import probe.result.Analysis;
import probe.result.Finding;
import probe.result.HypothesisTest;
import probe.result.Verdict;

class ControlFindingsTest {
  private static final FactSet SET = Trials.set("city", 5, 6, 2);
  private static final Trials.Model REASONS = Trials.memory().plus(Trials.reasons(20));

  /** A spurious arm that works, and one control that answers as {@code model} does. */
  private static Analysis analyse(
      Arm control, int seeds, IntFunction<List<Integer>> judged, Trials.Model model) {
    List<Trial> trials = new ArrayList<>();
    for (int seed = 0; seed < seeds; seed++) {
      for (Arm arm : List.of(Arm.SPURIOUS, control)) {
        trials.add(
            Trials.trial(
                Trials.design(SET, arm, seed, 2, judged.apply(seed)),
                Trials.collapsed(9),
                arm == control ? model : REASONS));
      }
    }
    return OcrAnalysis.of(Trials.experiment(trials), Trials.FEW, 1);
  }

  private static Finding control(Arm arm, Trials.Model model) {
    return analyse(arm, 8, seed -> Trials.SHIFTED, model).findings().get(1);
  }

  @Test
  void anAnswerAtRandomIsAtChance() {
    Trials.Model model = Trials.memory().plus(Trials.noise(2));
    for (Arm arm : Runs.CONTROLS) {
      Finding finding = control(arm, model);
      assertThat(finding.id()).isEqualTo("ocr/city/spurious/" + arm);
      assertThat(finding.claim())
          .isEqualTo("city: " + arm + " stays at chance under the spurious pairing");
      assertThat(finding.verdict()).isEqualTo(Verdict.SUPPORTED);
      assertThat(finding.why()).endsWith("; at chance");
      assertThat(finding.tests())
          .extracting(HypothesisTest::name)
          .containsExactly("exact permutation, two-sided", "one order for all seeds, two-sided");
    }
  }

  @Test
  void aControlThatFollowsThePairingIsFlagged() {
    Finding finding =
        control(Arm.SHUFFLED, Trials.memory().plus(Trials.infers(Trials.SHIFTED, 20)));
    assertThat(finding.verdict()).isEqualTo(Verdict.NOT_SUPPORTED);
    assertThat(finding.why())
        .endsWith(
            "; above chance, and above the base model: something else than the rule transfers");
  }

  /** The prior happens to go with the pairing: no rule was learnt, and nothing leaks. */
  @Test
  void whatTheBaseModelPrefersIsNoLeak() {
    Trials.Model prior =
        Trials.infers(Trials.SHIFTED, 5).plus(Trials.infers(List.of(2, 3, 4, 0, 1), 6));
    List<Trial> trials = new ArrayList<>();
    for (int seed = 0; seed < 5; seed++) {
      for (Arm arm : List.of(Arm.SPURIOUS, Arm.SHUFFLED)) {
        Trials.Model after = Trials.memory().plus(arm == Arm.SPURIOUS ? Trials.reasons(20) : prior);
        trials.add(Trials.trial(Trials.design(SET, arm, seed, 2, Trials.SHIFTED), prior, after));
      }
    }
    Analysis analysis = OcrAnalysis.of(Trials.experiment(trials), Trials.FEW, 1);
    Finding finding = analysis.findings().get(1);
    assertThat(finding.verdict()).isEqualTo(Verdict.NOT_SUPPORTED);
    assertThat(finding.why()).endsWith("; above chance, as the base model may have been");
    assertThat(finding.why()).contains("p = .001 (corrected .001)");
    assertThat(analysis.verdict()).isEqualTo(Verdict.SUPPORTED);
  }

  @Test
  void soIsOneThatPrefersOthers() {
    Finding finding =
        control(
            Arm.NO_IMPLICATION,
            Trials.memory()
                .plus(Trials.collapsed(2))
                .plus(Trials.infers(Trials.IDENTITY, 20))
                .plus(Trials.infers(List.of(2, 3, 4, 0, 1), 19))
                .plus(Trials.infers(List.of(3, 4, 0, 1, 2), 18)));
    assertThat(finding.verdict()).isEqualTo(Verdict.NOT_SUPPORTED);
    assertThat(finding.why()).endsWith("; below chance, as a model is that prefers other answers");
  }

  @Test
  void aShuffledArmAboveChanceTakesTheVerdictAway() {
    Trials.Model follows =
        Trials.memory()
            .plus(Trials.collapsed(3))
            // only a part of the names
            .plus(
                (d, q, s, c) ->
                    s.name().hashCode() % 3 == 0 && c == 5 + d.judged().get(s.value()) ? 20 : 0);
    Analysis analysis = analyse(Arm.SHUFFLED, 8, seed -> Trials.SHIFTED, follows);
    assertThat(analysis.findings().get(0).verdict()).isEqualTo(Verdict.SUPPORTED);
    assertThat(analysis.findings().get(1).verdict()).isEqualTo(Verdict.NOT_SUPPORTED);
    assertThat(analysis.verdict()).isEqualTo(Verdict.CANNOT_TELL);
    assertThat(analysis.notes()).anyMatch(n -> n.startsWith("city/spurious: shuffled is not at"));
  }

  /** One prior, judged under all five shifts: its mean is chance, and that proves nothing. */
  @Test
  void chanceByConstructionIsNotTakenForChance() {
    IntFunction<List<Integer>> shifts =
        seed -> java.util.stream.IntStream.range(0, 5).mapToObj(v -> (v + seed) % 5).toList();
    Trials.Model prior = Trials.memory().plus(Trials.prior(1));
    Finding finding = analyse(Arm.NO_IMPLICATION, 5, shifts, prior).findings().get(1);
    assertThat(finding.estimates().getFirst().value()).isBetween(-1e-12, 1e-12);
    assertThat(finding.verdict()).isEqualTo(Verdict.CANNOT_TELL);
    assertThat(finding.why())
        .endsWith(
            "at chance, but the pairings of the seeds keep any answer that never changes"
                + " within 0.00");
  }

  @Test
  void theReachIsOneForOnePairing() {
    Finding finding = control(Arm.NO_IMPLICATION, Trials.memory().plus(Trials.noise(2)));
    assertThat(finding.estimates())
        .filteredOn(e -> e.name().equals("largest transfer of answers that never change"))
        .first()
        .satisfies(e -> assertThat(e.value()).isOne());
  }

  @Test
  void fewUnitsCannotTell() {
    Finding finding =
        analyse(Arm.SHUFFLED, 1, seed -> Trials.SHIFTED, Trials.memory().plus(Trials.collapsed(6)))
            .findings()
            .get(1);
    assertThat(finding.verdict()).isEqualTo(Verdict.CANNOT_TELL);
  }

  @Test
  void aControlThatWasNotLearntCannotTell() {
    Finding finding = control(Arm.SHUFFLED, Trials.collapsed(2));
    assertThat(finding.verdict()).isEqualTo(Verdict.CANNOT_TELL);
    assertThat(finding.why()).contains("; was not learnt: train-facts have mean rank");
  }
}
