package probe.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import probe.onnx.LogitStep.Bias;
import probe.onnx.LogitStep.Scale;
import probe.onnx.LogitStep.Tanh;

class LogitStepTest {
  private static final List<LogitStep> CAP_30 =
      List.of(new Scale(1 / 30.0), new Tanh(), new Scale(30));

  @Test
  void stepsAreAppliedInTheirOrder() {
    double[] logits = {1, 2, 3};
    LogitStep.apply(List.of(new Bias(new float[] {1, 0, -1}), new Scale(2)), logits);
    assertThat(logits).containsExactly(4, 4, 4);

    double[] turned = {1, 2, 3};
    LogitStep.apply(List.of(new Scale(2), new Bias(new float[] {1, 0, -1})), turned);
    assertThat(turned).containsExactly(3, 4, 5);
  }

  @Test
  void aBiasOfOneValueIsAddedToAllLogits() {
    double[] logits = {1, 2, 3};

    LogitStep.apply(List.of(new Bias(new float[] {0.5f})), logits);

    assertThat(logits).containsExactly(1.5, 2.5, 3.5);
  }

  @Test
  void noStepsLeaveTheLogitsAlone() {
    double[] logits = {1, -2};

    LogitStep.apply(List.of(), logits);

    assertThat(logits).containsExactly(1, -2);
  }

  @Test
  void aSoftCapKeepsTheOrderAndStaysBelowTheCap() {
    SplittableRandom random = new SplittableRandom(4);
    double[] logits = random.doubles(500, -200, 200).sorted().toArray();

    LogitStep.apply(CAP_30, logits);

    assertThat(logits).isSorted();
    assertThat(logits[0]).isGreaterThan(-30);
    assertThat(logits[499]).isLessThan(30);
  }

  @Test
  void aBiasAndASoftCapGiveTheValuesOfNumpy() {
    // numpy 2.4.6: 30 * np.tanh((l + b) / 30)
    double[] logits = {-60, -1, 0, 2.5, 45};

    LogitStep.apply(
        List.of(
            new Bias(new float[] {0.5f, -0.25f, 0, 1, 2}),
            new Scale(1 / 30.0),
            new Tanh(),
            new Scale(30)),
        logits);

    assertThat(logits)
        .containsExactly(
            new double[] {
              -28.884928521910698, -1.2492771223645784, 0, 3.4842063524371976, 27.494817754945085
            },
            within(1e-13));
  }

  @Test
  void theCapIsTheFactorAfterTheTangent() {
    assertThat(LogitStep.softcap(CAP_30)).isEqualTo(30);
    assertThat(LogitStep.softcap(List.of(new Scale(2)))).isNull();
    assertThat(LogitStep.softcap(List.of(new Scale(2), new Tanh()))).isNull();
    assertThat(LogitStep.softcap(List.of())).isNull();
  }

  @Test
  void theScaleIsTheProductOfAllFactorsOfAHeadWithoutACap() {
    assertThat(LogitStep.scale(List.of(new Scale(2), new Bias(new float[1]), new Scale(0.25))))
        .isEqualTo(0.5);
    assertThat(LogitStep.scale(List.of(new Bias(new float[1])))).isNull();
    assertThat(LogitStep.scale(List.of())).isNull();
    assertThat(LogitStep.scale(CAP_30)).isNull();
  }

  @Test
  void aBiasIsFoundAmongTheSteps() {
    assertThat(LogitStep.hasBias(List.of(new Scale(2), new Bias(new float[1])))).isTrue();
    assertThat(LogitStep.hasBias(CAP_30)).isFalse();
  }

  @Test
  void aBiasOfAnotherLengthIsRefused() {
    List<LogitStep> steps = List.of(new Bias(new float[] {1, 2}));

    assertThatThrownBy(() -> LogitStep.apply(steps, new double[3]))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
