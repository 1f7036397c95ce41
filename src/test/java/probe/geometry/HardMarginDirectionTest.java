package probe.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HardMarginDirectionTest {
  private static double[][] gaussian(int n, int d, double shift, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] out = new double[n][d];
    for (double[] row : out) {
      Arrays.setAll(row, j -> random.nextGaussian() + (j == 0 ? shift : 0));
    }
    return out;
  }

  @Test
  void twoPointsAreSeparatedAlongTheirDifference() {
    HardMarginDirection found =
        HardMarginDirection.of(new double[][] {{1, 1}}, new double[][] {{4, 5}});

    assertThat(found.separable()).isTrue();
    assertThat(found.direction()).containsExactly(new double[] {0.6, 0.8}, within(1e-12));
    assertThat(found.margin()).isCloseTo(2.5, within(1e-12));
    assertThat(found.supports()).isEqualTo(2);
  }

  @Test
  void nearestPointsMayLieBetweenPoints() {
    // the segment from (0, -1) to (0, 3) and the point (2, 0)
    HardMarginDirection found =
        HardMarginDirection.of(new double[][] {{0, -1}, {0, 3}}, new double[][] {{2, 0}});

    assertThat(found.direction()).containsExactly(new double[] {1, 0}, within(1e-9));
    assertThat(found.margin()).isCloseTo(1, within(1e-9));
  }

  @Test
  void directionIsThatOfASupportVectorMachine() {
    // sklearn 1.9.1: SVC(kernel="linear", C=1e12, tol=1e-12); coef_ / norm, 1 / norm
    HardMarginDirection found =
        HardMarginDirection.of(
            new double[][] {{1, 2, 0.5}, {0.5, -1, 2}, {2, 0.25, 1}, {-0.75, 1.5, 0.125}},
            new double[][] {{3, 2, 3.5}, {2.5, 3, 2}, {4, 1.25, 2}, {1.75, 3.5, 2.125}});

    assertThat(found.direction())
        .containsExactly(
            new double[] {0.5389757823427507, 0.5013728207838632, 0.676853308056666}, within(2e-3));
    assertThat(found.margin()).isCloseTo(1.1280888467628083, within(2e-6));
    assertThat(found.gap()).isLessThanOrEqualTo(HardMarginDirection.TOLERANCE);
    assertThat(found.supports()).isEqualTo(4);
  }

  @Test
  void noOtherDirectionHasALargerMarginAndTheGapIsKept() {
    for (int d : new int[] {3, 10, 300}) {
      double[][] first = gaussian(60, d, 0, d);
      double[][] second = gaussian(80, d, 9, d + 1);
      HardMarginDirection found = HardMarginDirection.of(first, second);

      assertThat(found.separable()).isTrue();
      assertThat(found.gap()).isLessThanOrEqualTo(1e-6);
      assertThat(margin(first, second, found.direction())).isCloseTo(found.margin(), within(1e-9));
      SplittableRandom random = new SplittableRandom(d);
      for (int trial = 0; trial < 100; trial++) {
        double[] other = found.direction().clone();
        Arrays.setAll(other, j -> other[j] + 0.02 * random.nextGaussian());
        assertThat(margin(first, second, Vectors.normalise(other)))
            .isLessThan(found.margin() * (1 + 1e-6));
      }
    }
  }

  @Test
  void movingAndScalingPointsChangesTheMarginOnly() {
    double[][] first = gaussian(20, 5, 0, 1);
    double[][] second = gaussian(20, 5, 8, 2);
    HardMarginDirection once = HardMarginDirection.of(first, second);
    for (double[][] side : new double[][][] {first, second}) {
      for (double[] row : side) {
        Arrays.setAll(row, j -> 1e4 + 3 * row[j]);
      }
    }
    HardMarginDirection moved = HardMarginDirection.of(first, second);

    assertThat(moved.margin()).isCloseTo(3 * once.margin(), within(1e-5));
    assertThat(moved.direction()).containsExactly(once.direction(), within(3e-3));
  }

  @Test
  void hullsThatMeetAreNotSeparable() {
    // a cross
    double[][] up = {{0, 1}, {0, -1}};
    double[][] across = {{1, 0}, {-1, 0}};
    assertThat(HardMarginDirection.of(up, across).separable()).isFalse();
    // one class inside the other, and a point of one on the edge of the other
    assertThat(HardMarginDirection.of(gaussian(50, 2, 0, 1), gaussian(50, 2, 0, 2)).separable())
        .isFalse();
    double[][] edge = {{0, 0}, {2, 0}};
    assertThat(HardMarginDirection.of(edge, new double[][] {{1, 0}, {1, 5}}).separable()).isFalse();
    assertThat(HardMarginDirection.of(gaussian(300, 20, 0, 3), gaussian(300, 20, 1, 4)))
        .satisfies(
            x -> assertThat(x.separable()).isFalse(),
            x -> assertThat(x.direction()).isEmpty(),
            x -> assertThat(x.margin()).isNaN());
  }

  @Test
  void withMoreDimensionsThanPointsAnyClassesAreSeparable() {
    HardMarginDirection found =
        HardMarginDirection.of(gaussian(100, 400, 0, 5), gaussian(100, 400, 0, 6));

    assertThat(found.separable()).isTrue();
    assertThat(found.gap()).isLessThanOrEqualTo(1e-6);
  }

  @Test
  void stepsThatRunOutLeaveAStatedGap() {
    HardMarginDirection found =
        HardMarginDirection.of(gaussian(60, 10, 0, 7), gaussian(60, 10, 9, 8), 5);

    assertThat(found.steps()).isEqualTo(5);
    assertThat(!found.separable() || found.gap() > 1e-6).isTrue();
  }

  @Test
  void emptyClassesAndOddPointsAreRefused() {
    assertThatThrownBy(() -> HardMarginDirection.of(new double[0][], new double[][] {{1}}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("two classes are needed, got 0 and 1 points");
    assertThatThrownBy(() -> HardMarginDirection.of(new double[][] {{1, 2}}, new double[][] {{1}}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("vector dimensions differ: 2 != 1");
    assertThatThrownBy(
            () -> HardMarginDirection.of(new double[][] {{Double.NaN}}, new double[][] {{1}}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("point 0 is not finite");
  }

  private static double margin(double[][] first, double[][] second, double[] direction) {
    double low = Arrays.stream(Directions.projections(second, direction)).min().orElseThrow();
    double high = Arrays.stream(Directions.projections(first, direction)).max().orElseThrow();
    return (low - high) / 2;
  }
}
