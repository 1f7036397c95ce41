package probe.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import probe.ProbeException;

class OcrToyTest {
  private static final MarginProblem PROBLEM = new MarginProblem(5, 1, 3);
  private static final OcrTask TASK = new OcrTask(PROBLEM, 5, 16);

  private static OcrOptions options(OcrOptions.Model model, int head, boolean learned, int steps) {
    return new OcrOptions(TASK, model, head, learned, steps, .005, .03, model.defaultInit(TASK));
  }

  private static OcrOutcome train(OcrOptions options, long seed) {
    return OcrToy.train(options, seed, step -> {});
  }

  @Test
  void factorsInferTheImplicationsOfTestSubjects() {
    for (boolean learned : new boolean[] {false, true}) {
      OcrOutcome outcome =
          train(options(OcrOptions.Model.FACTORISED, 16, learned, learned ? 1200 : 2500), 1);

      assertThat(outcome.loss(OcrTask.Group.TRAIN_FACTS)).isLessThan(.01);
      assertThat(outcome.loss(OcrTask.Group.TRAIN_IMPLICATIONS)).isLessThan(.01);
      assertThat(outcome.loss(OcrTask.Group.TEST_IMPLICATIONS)).isLessThan(.1);
      assertThat(outcome.meanRank()).isZero();
      assertThat(outcome.accuracy()).isEqualTo(1);
      assertThat(outcome.marginRatio()).isBetween(.2, 1.1);
      assertThat(outcome.singularValues())
          .hasSize(10)
          .isSortedAccordingTo((a, b) -> Double.compare(b, a));
    }
  }

  @Test
  void theProductLearnsByHeartAndStaysAboveTheBound() {
    for (boolean learned : new boolean[] {false, true}) {
      OcrOutcome outcome =
          train(options(OcrOptions.Model.PRODUCT, 1, learned, learned ? 1500 : 3000), 1);

      assertThat(outcome.loss(OcrTask.Group.TRAIN_FACTS)).isLessThan(.05);
      assertThat(outcome.loss(OcrTask.Group.TRAIN_IMPLICATIONS)).isLessThan(.05);
      // theorem 3
      assertThat(outcome.curve())
          .hasSizeGreaterThan(40)
          .allSatisfy(logged -> assertThat(logged.losses()[3]).isGreaterThan(Math.log(5) - .02));
      assertThat(outcome.meanRank()).isCloseTo(2, within(.5));
      assertThat(outcome.marginRatio()).isLessThan(.05);
    }
  }

  @Test
  void answersThatTieCountHalf() {
    // the product starts with equal entries, and full batches treat all classes alike
    OcrOutcome outcome = train(options(OcrOptions.Model.PRODUCT, 1, false, 50), 1);

    assertThat(outcome.meanRank()).isCloseTo(2, within(1e-12));
    assertThat(outcome.accuracy()).isZero();
  }

  @Test
  void withoutTrainingImplicationsThereIsNothingToInfer() {
    OcrTask none = new OcrTask(new MarginProblem(5, 0, 3), 5, 16);
    OcrOutcome outcome =
        train(new OcrOptions(none, OcrOptions.Model.FACTORISED, 16, true, 800, .005, .03, .1), 2);

    assertThat(outcome.loss(OcrTask.Group.TEST_FACTS)).isLessThan(.05);
    assertThat(outcome.loss(OcrTask.Group.TEST_IMPLICATIONS)).isGreaterThan(2);
    assertThat(outcome.loss(OcrTask.Group.TRAIN_FACTS)).isNaN();
  }

  @Test
  void theSameSeedGivesTheSameNumbersAndAnotherOthers() {
    OcrOptions options = options(OcrOptions.Model.FACTORISED, 8, true, 60);
    OcrOutcome first = train(options, 3);
    AtomicInteger steps = new AtomicInteger();

    assertThat(OcrToy.train(options, 3, step -> steps.incrementAndGet()).singularValues())
        .isEqualTo(first.singularValues());
    assertThat(steps).hasValue(60);
    assertThat(train(options, 4).singularValues()).isNotEqualTo(first.singularValues());
  }

  @Test
  void anAttendedMapHasTheMarginsOfTheLogits() {
    OcrOutcome outcome = train(options(OcrOptions.Model.FACTORISED, 8, false, 300), 5);

    assertThat(MarginProblem.margin(outcome.map(), PROBLEM.test(), 5, 10))
        .isEqualTo(outcome.testMargin());
    assertThat(outcome.marginRatio()).isEqualTo(outcome.testMargin() / outcome.trainMargin());
  }

  @Test
  void optionsOutOfRangeAreRefused() {
    OcrOptions.Model model = OcrOptions.Model.FACTORISED;
    assertThatThrownBy(() -> new OcrOptions(TASK, model, 0, true, 1, .1, 0, 1))
        .isInstanceOf(ProbeException.class)
        .hasMessage("--head-dim must be 1 or more, got 0");
    assertThatThrownBy(() -> new OcrOptions(TASK, model, 1, true, 0, .1, 0, 1))
        .hasMessage("--steps must be 1 or more, got 0");
    assertThatThrownBy(() -> new OcrOptions(TASK, model, 1, true, 1, -1, 0, 1))
        .hasMessage("--lr must be above 0, got -1.0");
    assertThatThrownBy(() -> new OcrOptions(TASK, model, 1, true, 1, .1, 10, 1))
        .hasMessage("--weight-decay must be 0 or more, and less than 1 / lr, got 10.0");
    assertThatThrownBy(() -> new OcrOptions(TASK, model, 1, true, 1, .1, 0, 0))
        .hasMessage("--init must be above 0, got 0.0");
    assertThatThrownBy(() -> new OcrTask(PROBLEM, 0, 16))
        .hasMessage("--noise must be 1 or more, got 0");
    assertThatThrownBy(() -> new OcrTask(PROBLEM, 1, 2))
        .hasMessage("--length must be 3 or more, got 2");
  }

  @Test
  void aLossThatIsNoNumberSaysWhere() {
    OcrOptions wild = new OcrOptions(TASK, OcrOptions.Model.FACTORISED, 4, false, 50, 1e200, 0, .1);

    assertThatThrownBy(() -> train(wild, 1))
        .isInstanceOf(ProbeException.class)
        .hasMessageContaining("the loss of the factorised model is NaN at step")
        .hasMessageContaining("with seed 1; try a lower --lr");
  }
}
