package probe.ocr.inside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import probe.result.HypothesisTest;

class PairingTestTest {
  private static double[][] identity(double strength) {
    double[][] out = new double[5][5];
    for (int v = 0; v < 5; v++) {
      out[v][v] = strength;
    }
    return out;
  }

  private static final List<Integer> SAME = List.of(0, 1, 2, 3, 4);

  /** One order in 120 is the identity, and on average one class in five keeps its place. */
  @Test
  void onePerfectSeedIsOneOrderInAllOfThem() {
    HypothesisTest found =
        PairingTest.of("x", List.of(new PairingTest.Board(identity(12), SAME, 60)), 5, 1);

    assertThat(found.observed()).isEqualTo(1);
    assertThat(found.p()).isCloseTo(1 / 120.0, within(0.004));
    assertThat(found.nullMean()).isCloseTo(0.2, within(0.01));
  }

  @Test
  void twoSeedsAreOrderedApart() {
    PairingTest.Board board = new PairingTest.Board(identity(1), SAME, 5);

    assertThat(PairingTest.of("x", List.of(board, board), 10, 1).p())
        .isLessThan(5.0 / 120 / 120 + 4e-4);
  }

  @Test
  void aWrongPairingIsNotBetter() {
    HypothesisTest found =
        PairingTest.of(
            "x", List.of(new PairingTest.Board(identity(1), List.of(1, 2, 3, 4, 0), 5)), 5, 1);

    assertThat(found.observed()).isZero();
    assertThat(found.p()).isEqualTo(1);
  }

  @Test
  void theSameForEveryImplicationIsNeverBetter() {
    double[][] prior = new double[5][];
    for (int v = 0; v < 5; v++) {
      prior[v] = new double[] {0, 0, 7, 0, 0};
    }

    assertThat(PairingTest.of("x", List.of(new PairingTest.Board(prior, SAME, 5)), 5, 1).p())
        .isEqualTo(1);
  }
}
