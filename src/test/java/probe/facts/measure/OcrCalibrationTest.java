package probe.facts.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.Test;
import probe.facts.Arm;
import probe.facts.Design;
import probe.facts.FactSet;
import probe.result.Finding;
import probe.result.Verdict;

/**
 * How often verdicts are wrong for models that learnt what they were told and infer nothing, and
 * how often they are right for models that infer: five classes, five seeds, names of a class
 * collapse on one order of answers.
 *
 * <p>Measured with 2,000 experiments of each: see {@code docs/ocr-measures.md}.
 */
class OcrCalibrationTest {
  private static final int RUNS = 250;
  private static final FactSet SET = Trials.set("city", 5, 4, 2);
  private static final OcrSettings SETTINGS = new OcrSettings(false, 0.1, 0.2, 0.5, 300, 99);

  /**
   * Five seeds of each arm.
   *
   * @param inferred share of the cells of an arm with a rule that answer by the rule
   * @param prior whether the order is the same in all seeds and arms
   */
  private static List<Trial> trials(Random random, double inferred, boolean prior, Arm... arms) {
    double[][] liked = orders(random);
    List<Trial> trials = new ArrayList<>();
    for (int seed = 0; seed < 5; seed++) {
      for (Arm arm : arms) {
        double[][] likes = prior ? liked : orders(random);
        boolean[] infers = new boolean[5];
        for (int v = 0; v < 5; v++) {
          infers[v] = !arm.control() && random.nextDouble() < inferred;
        }
        Trials.Model after =
            Trials.memory()
                .plus(
                    (d, q, s, c) ->
                        c < 5
                            ? 0
                            : likes[s.value()][c - 5]
                                + (infers[s.value()] && c == 5 + d.judged().get(s.value())
                                    ? 9
                                    : 0));
        Trials.Model before = (d, q, s, c) -> c < 5 ? 0 : liked[s.value()][c - 5];
        Design design = Trials.design(SET, arm, seed, 2, Trials.SHIFTED);
        trials.add(Trials.trial(design, before, after));
      }
    }
    return trials;
  }

  private static double[][] orders(Random random) {
    double[][] orders = new double[5][];
    for (int v = 0; v < 5; v++) {
      orders[v] = random.doubles(5).toArray();
    }
    return orders;
  }

  private static double share(
      double inferred, boolean prior, BiPredicate<List<Finding>, List<Finding>> hit, Arm... arms) {
    int hits = 0;
    for (int run = 0; run < RUNS; run++) {
      Random random = new Random(1000L * arms.length + run);
      List<Association> associations =
          new Runs(Trials.experiment(trials(random, inferred, prior, arms))).associations();
      List<Evidence> evidence =
          List.of(Evidence.of(associations.getFirst(), SETTINGS, random.nextLong()));
      List<Finding> transfers = new TransferFindings("ocr", SETTINGS).of(evidence);
      List<Finding> controls = new ControlFindings("ocr", SETTINGS).of(evidence);
      hits += hit.test(transfers, controls) ? 1 : 0;
    }
    return (double) hits / RUNS;
  }

  private static BiPredicate<List<Finding>, List<Finding>> is(Verdict verdict) {
    return (transfers, controls) -> transfers.getFirst().verdict() == verdict;
  }

  private static BiPredicate<List<Finding>, List<Finding>> control(Verdict verdict) {
    return (transfers, controls) -> controls.getFirst().verdict() == verdict;
  }

  @Test
  void modelsThatInferNothingAreSeldomSupported() {
    assertThat(share(0, false, is(Verdict.SUPPORTED), Arm.SPURIOUS)).isLessThan(0.06);
    assertThat(
            share(0, false, is(Verdict.SUPPORTED), Arm.SPURIOUS, Arm.NO_IMPLICATION, Arm.SHUFFLED))
        .isLessThan(0.02);
    assertThat(share(0, true, is(Verdict.SUPPORTED), Arm.SPURIOUS, Arm.NO_IMPLICATION)).isZero();
    assertThat(share(0, true, is(Verdict.SUPPORTED), Arm.SPURIOUS)).as("the base model").isZero();
  }

  /** One test, so that it rejects as often as it says. */
  @Test
  void theExactTestRejectsAtItsLevel() {
    assertThat(share(0, false, (t, c) -> t.getFirst().tests().getFirst().p() <= 0.05, Arm.SPURIOUS))
        .isBetween(0.02, 0.085);
  }

  @Test
  void modelsThatInferAreSupported() {
    assertThat(
            share(
                0.8, false, is(Verdict.SUPPORTED), Arm.SPURIOUS, Arm.NO_IMPLICATION, Arm.SHUFFLED))
        .isGreaterThan(0.95);
    assertThat(share(0.8, false, is(Verdict.NOT_SUPPORTED), Arm.SPURIOUS, Arm.NO_IMPLICATION))
        .isZero();
  }

  @Test
  void controlsOfModelsThatInferNothingAreSeldomFlagged() {
    assertThat(share(0, false, control(Verdict.NOT_SUPPORTED), Arm.SPURIOUS, Arm.SHUFFLED))
        .isLessThan(0.06);
    assertThat(share(0, false, control(Verdict.SUPPORTED), Arm.SPURIOUS, Arm.SHUFFLED))
        .isGreaterThan(0.6);
  }
}
