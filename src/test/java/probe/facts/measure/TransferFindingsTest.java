package probe.facts.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import probe.facts.Arm;
import probe.facts.Design;
import probe.facts.FactSet;
import probe.result.Analysis;
import probe.result.Estimate;
import probe.result.Finding;
import probe.result.HypothesisTest;
import probe.result.Verdict;

class TransferFindingsTest {
  private static final FactSet SET = Trials.set("city", 5, 6, 2);

  /** The arms of five seeds, of a model that knew {@code before} and knows {@code after} it. */
  private static List<Trial> trials(
      Trials.Model before, Trials.Model after, List<Integer> judged, Arm... arms) {
    List<Trial> trials = new ArrayList<>();
    for (int seed = 0; seed < 5; seed++) {
      for (Arm arm : arms) {
        Design design = Trials.design(SET, arm, seed, 2, judged);
        trials.add(Trials.trial(design, before, after));
      }
    }
    return trials;
  }

  private static List<Trial> trials(Trials.Model after, Arm... arms) {
    return trials(Trials.collapsed(99), after, Trials.SHIFTED, arms);
  }

  private static Analysis analyse(List<Trial> trials) {
    return OcrAnalysis.of(Trials.experiment(trials), Trials.FEW, 1);
  }

  private static Finding first(List<Trial> trials) {
    return analyse(trials).findings().getFirst();
  }

  private static final Trials.Model LEARNT = Trials.memory().plus(Trials.collapsed(1));

  @Test
  void aModelThatInfersASpuriousPairingHallucinates() {
    Finding finding =
        first(
            trials(
                LEARNT.plus(Trials.reasons(20)), Arm.SPURIOUS, Arm.NO_IMPLICATION, Arm.SHUFFLED));
    assertThat(finding.id()).isEqualTo("ocr/city/spurious");
    assertThat(finding.claim())
        .isEqualTo(
            "city: names whose implication nobody told take the implied answer (spurious pairing),"
                + " so the model hallucinates");
    assertThat(finding.verdict()).isEqualTo(Verdict.SUPPORTED);
    assertThat(finding.why())
        .startsWith("mean rank 0.00 of five (chance 2.00), transfer 1.00 [1.00, 1.00], p < .001, ")
        .contains(" over no-implication, ")
        .contains(" over shuffled, held-out template 1.00 [1.00, 1.00]");
    HypothesisTest exact = finding.tests().getFirst();
    assertThat(exact.p()).isCloseTo(Math.pow(1 / 120.0, 5), within(1e-20));
    assertThat(exact.n()).isEqualTo(25);
    assertThat(exact.draws()).isZero();
    assertThat(exact.nullMean()).isCloseTo(2, within(1e-9));
    assertThat(finding.tests().get(1).p()).isCloseTo(1 / 120.0, within(1e-12));
    Estimate transfer = finding.estimates().getFirst();
    assertThat(transfer.unit()).isEqualTo("classes x seeds");
    assertThat(transfer.n()).isEqualTo(25);
  }

  @Test
  void theSameForATruePairingIsGeneralization() {
    List<Trial> trials =
        trials(LEARNT.plus(Trials.reasons(20)), Arm.TRUE, Arm.NO_IMPLICATION, Arm.SHUFFLED);
    Analysis analysis = analyse(trials);
    assertThat(analysis.findings())
        .as("controls under a true pairing need not be at chance")
        .extracting(Finding::id)
        .containsExactly("ocr/city/true");
    assertThat(analysis.findings().getFirst().claim()).endsWith("so the model generalises");
    assertThat(analysis.findings().getFirst().verdict()).isEqualTo(Verdict.SUPPORTED);
    assertThat(analysis.notes())
        .anyMatch(n -> n.contains("knows of the world, and need not be chance"));
  }

  @Test
  void aModelThatCollapsesOnAnyAnswersDoesNot() {
    Finding finding = first(trials(LEARNT, Arm.SPURIOUS, Arm.NO_IMPLICATION, Arm.SHUFFLED));
    assertThat(finding.verdict()).isNotEqualTo(Verdict.SUPPORTED);
    assertThat(finding.tests().getFirst().p()).isGreaterThan(0.05);
  }

  @Test
  void knowingWhichAnswersFitIsNoTransfer() {
    Trials.Model model = Trials.memory().plus(Trials.knowsWhichFit()).plus(Trials.collapsed(4));
    Finding finding = first(trials(model, Arm.SPURIOUS));
    assertThat(finding.verdict()).isNotEqualTo(Verdict.SUPPORTED);
    assertThat(finding.estimates().getFirst().value()).isBetween(-0.4, 0.4);
  }

  @Test
  void answersThatAreSurelyOthersAreNotSupported() {
    Trials.Model wrong = LEARNT.plus(Trials.infers(Trials.IDENTITY, 20));
    Finding finding = first(trials(wrong, Arm.SPURIOUS));
    // four others share the ranks from 1 on
    assertThat(finding.estimates().getFirst().value()).isLessThan(0);
    assertThat(finding.verdict()).isEqualTo(Verdict.NOT_SUPPORTED);
    assertThat(finding.why()).endsWith("; transfer is below 0.2");
  }

  @Test
  void whatWasNotLearntImpliesNothing() {
    // facts are forgotten, the implied answers are there all the same
    Trials.Model model = Trials.collapsed(1).plus(Trials.reasons(20));
    Finding finding = first(trials(model, Arm.SPURIOUS, Arm.NO_IMPLICATION, Arm.SHUFFLED));
    assertThat(finding.verdict()).isEqualTo(Verdict.CANNOT_TELL);
    assertThat(finding.why())
        .contains("was not learnt: train-facts have mean rank ")
        .contains("test-facts have mean rank ")
        .contains("train-implications have mean rank ")
        .contains(", not below 0.1");
    assertThat(finding.tests().getFirst().p()).isLessThan(1e-9);
  }

  @Test
  void aControlThatWasNotLearntProvesNothing() {
    Trials.Model model =
        (d, q, s, c) ->
            (d.arm() == Arm.SHUFFLED ? 0 : Trials.memory().score(d, q, s, c))
                + Trials.collapsed(1).plus(Trials.reasons(20)).score(d, q, s, c);
    Finding finding = first(trials(model, Arm.SPURIOUS, Arm.NO_IMPLICATION, Arm.SHUFFLED));
    assertThat(finding.verdict()).isEqualTo(Verdict.CANNOT_TELL);
    assertThat(finding.why()).contains("the control shuffled was not learnt: train-facts have");
  }

  /** The model knows the world: it answers without having been told any implication. */
  @Test
  void whatTheModelKnowsIsNotInferred() {
    Trials.Model knows = Trials.infers(Trials.SHIFTED, 20);
    Finding finding =
        first(trials(knows, LEARNT.plus(knows), Trials.SHIFTED, Arm.TRUE, Arm.NO_IMPLICATION));
    assertThat(finding.verdict()).isEqualTo(Verdict.CANNOT_TELL);
    assertThat(finding.why())
        .contains(
            "the interval of the excess over no-implication does not lie above 0; that"
                + " control is at 1.00 already, which leaves no room");
    assertThat(finding.estimates())
        .filteredOn(e -> e.name().equals("base model"))
        .first()
        .satisfies(e -> assertThat(e.value()).isOne());
    assertThat(finding.estimates())
        .extracting(Estimate::name)
        .contains("no-implication under this pairing: what the model knows");
  }

  @Test
  void withoutTheControlTheBaseModelStandsIn() {
    Trials.Model knows = Trials.infers(Trials.SHIFTED, 20);
    Finding finding = first(trials(knows, LEARNT.plus(knows), Trials.SHIFTED, Arm.TRUE));
    assertThat(finding.verdict()).isEqualTo(Verdict.CANNOT_TELL);
    assertThat(finding.why())
        .endsWith("no-implication was not run, and the change from the base model is not above 0");
    assertThat(first(trials(LEARNT.plus(Trials.reasons(20)), Arm.SPURIOUS)).verdict())
        .isEqualTo(Verdict.SUPPORTED);
  }

  @Test
  void noMoreThanAControlIsNotSupported() {
    // all arms come half of the way: their ranks are 1 of 4, and a control has room
    Trials.Model half =
        Trials.memory()
            .plus(
                (d, q, s, c) ->
                    c == 5 + d.judged().get(s.value())
                        ? 10
                        : c == 5 + (d.judged().get(s.value()) + 1) % 5 ? 11 : 0.1 * c);
    Finding finding = first(trials(half, Arm.SPURIOUS, Arm.NO_IMPLICATION, Arm.SHUFFLED));
    assertThat(finding.estimates().getFirst().value()).isEqualTo(0.5);
    assertThat(finding.verdict()).isEqualTo(Verdict.NOT_SUPPORTED);
    assertThat(finding.why()).endsWith("; the excess over no-implication is below 0.2");
  }

  /** A control answers for its own seed's pairing, whatever its own design says is judged. */
  @Test
  void controlsAreReadUnderThePairingOfTheArmAndSeed() {
    List<Trial> trials = new ArrayList<>();
    for (int seed = 0; seed < 5; seed++) {
      List<Integer> judged = seed % 2 == 0 ? Trials.SHIFTED : List.of(2, 3, 4, 0, 1);
      Trials.Model follows = LEARNT.plus(Trials.infers(judged, 20));
      trials.add(
          Trials.trial(
              Trials.design(SET, Arm.COUNTERFACTUAL, seed, 2, judged),
              Trials.collapsed(9),
              follows));
      trials.add(
          Trials.trial(
              Trials.design(SET, Arm.NO_IMPLICATION, seed, 2, Trials.IDENTITY),
              Trials.collapsed(9),
              follows));
    }
    Finding finding = first(trials);
    assertThat(finding.estimates())
        .filteredOn(e -> e.name().equals("no-implication under this pairing"))
        .first()
        .satisfies(e -> assertThat(e.value()).isOne());
    assertThat(finding.estimates())
        .filteredOn(e -> e.name().equals("excess over no-implication"))
        .first()
        .satisfies(e -> assertThat(e.value()).isZero());
  }

  @Test
  void seedsThatBothHaveArePaired() {
    List<Trial> trials =
        new ArrayList<>(trials(LEARNT.plus(Trials.reasons(20)), Arm.SPURIOUS, Arm.NO_IMPLICATION));
    trials.removeIf(t -> t.design().arm() == Arm.NO_IMPLICATION && t.design().seed() > 2);
    Finding finding = first(trials);
    assertThat(finding.estimates())
        .filteredOn(e -> e.name().equals("excess over no-implication"))
        .first()
        .satisfies(e -> assertThat(e.n()).isEqualTo(15));
  }

  @Test
  void theTestsAreCorrectedOverTheAssociations() {
    List<Trial> trials =
        new ArrayList<>(trials(LEARNT.plus(Trials.reasons(20)), Arm.SPURIOUS, Arm.TRUE));
    Analysis analysis = analyse(trials);
    assertThat(analysis.findings())
        .flatExtracting(Finding::tests)
        .extracting(HypothesisTest::correction)
        .containsOnly("Benjamini-Hochberg over 2 associations");
    assertThat(analysis.findings().getFirst().tests().getFirst().adjusted())
        .isGreaterThanOrEqualTo(analysis.findings().getFirst().tests().getFirst().p());
  }

  @Test
  void fewSeedsAreSaid() {
    List<Trial> trials = trials(LEARNT.plus(Trials.reasons(20)), Arm.SPURIOUS);
    Finding finding = first(trials.subList(0, 1));
    assertThat(finding.why()).contains(", from 1 of the 5 seeds that are wanted");
    assertThat(finding.tests().getFirst().p()).isCloseTo(1 / 120.0, within(1e-15));
    assertThat(finding.estimates())
        .filteredOn(e -> e.name().equals("transfer, whole seeds as units"))
        .first()
        .satisfies(e -> assertThat(e.low()).isNull());
  }

  @Test
  void wholeAnswersAndThePriorAreMeasuredBesideTheFirstToken() {
    Trials.Model prior = Trials.prior(3);
    List<Trial> trials =
        trials(
            prior,
            Trials.memory().plus(prior).plus(Trials.reasons(1e-3)),
            Trials.SHIFTED,
            Arm.SPURIOUS);
    Finding finding = first(trials);
    assertThat(value(finding, "transfer less the base model's log-probabilities")).isOne();
    assertThat(value(finding, "transfer"))
        .isCloseTo(value(finding, "transfer by whole answers"), within(1e-12));
    assertThat(value(finding, "change from the base model")).isBetween(-0.01, 0.01);
    assertThat(finding.verdict()).isNotEqualTo(Verdict.SUPPORTED);
  }

  private static Double value(Finding finding, String name) {
    return finding.estimates().stream()
        .filter(e -> e.name().equals(name))
        .findFirst()
        .orElseThrow()
        .value();
  }

  /** Chance answers after facts alone are no sign against the rule, and right ones none for it. */
  @Test
  void factsAloneSayNothingOfTheRule() {
    for (double strength : new double[] {0, 20}) {
      List<Trial> trials = new ArrayList<>();
      for (int seed = 0; seed < 5; seed++) {
        Design design = Trials.design(SET, Arm.SPURIOUS, seed, 0, Trials.SHIFTED);
        Trials.Model after = LEARNT.plus(Trials.reasons(strength));
        trials.add(Trials.trial(design, Trials.collapsed(99), after));
      }
      Finding finding = first(trials);
      assertThat(finding.verdict()).isEqualTo(Verdict.CANNOT_TELL);
      assertThat(finding.why())
          .endsWith("; no implication was told, so there was no rule to infer");
    }
  }
}
