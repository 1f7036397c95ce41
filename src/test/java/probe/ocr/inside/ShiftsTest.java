package probe.ocr.inside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ShiftsTest {
  private static final Unembedding GAMMA =
      new Unembedding(
          new int[] {4, 9, 2}, new float[][] {{3, 0, 1}, {0, 3, 1}, {-3, -3, 1}}, List.of(), 12);

  @Test
  void aPlantedShiftHasCosineOne() {
    double[][] rows = GAMMA.centred(0, 3);
    float[][] before = {{1, 2, 3}, {-1, 0, 5}};
    float[][] after = new float[2][3];
    for (int i = 0; i < 2; i++) {
      for (int k = 0; k < 3; k++) {
        after[i][k] = (float) (before[i][k] + 0.25 * rows[i][k]);
      }
    }

    double[][] found = Shifts.cosines(before, after, rows);

    assertThat(found[0][0]).isCloseTo(1, within(1e-12));
    assertThat(found[1][1]).isCloseTo(1, within(1e-12));
    assertThat(found[0][1]).isCloseTo(0, within(1e-12));
    assertThat(found[0][2]).isCloseTo(-1 / Math.sqrt(2), within(1e-12));
  }

  @Test
  void rowsAreLessTheirMean() {
    double[][] rows = GAMMA.centred(0, 3);

    assertThat(rows[0]).containsExactly(3, 0, 0);
    assertThat(rows[2]).containsExactly(-3, -3, 0);
    assertThat(GAMMA.centred(1, 3)[0]).containsExactly(1.5, 3, 0);
  }

  @Test
  void whatStaysPointsNowhere() {
    float[][] same = {{1, 2, 3}};

    assertThat(Shifts.cosines(same, same, GAMMA.centred(0, 3))[0]).containsOnly(0);
  }

  @Test
  void otherDimensionsAreRefused() {
    assertThatThrownBy(() -> Shifts.cosines(new float[1][3], new float[1][4], GAMMA.centred(0, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3, 4 and 3");
  }

  @Test
  void theFirstIsAmongTheAsked() {
    float[] state = {1, 2, 0};

    assertThat(GAMMA.first(state, 0, 3)).isEqualTo(1);
    assertThat(GAMMA.first(state, 1, 3)).isZero();
    assertThat(GAMMA.first(new float[] {1, 1, 0}, 0, 2)).isEqualTo(-1);
    assertThat(GAMMA.first(new float[] {1, 1, 0}, 0, 3)).isEqualTo(-1);
    assertThat(GAMMA.first(new float[] {-1, -1, 0}, 0, 3)).isEqualTo(2);
  }

  @Test
  void aBiasCounts() {
    float[] bias = new float[12];
    bias[2] = 100;
    Unembedding biased =
        new Unembedding(
            GAMMA.tokens(),
            GAMMA.rows(),
            List.of(new probe.onnx.LogitStep.Bias(bias)),
            GAMMA.vocabulary());

    assertThat(biased.first(new float[] {1, 2, 0}, 0, 3)).isEqualTo(2);
  }
}
