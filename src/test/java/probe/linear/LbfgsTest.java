package probe.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LbfgsTest {
  private static double rosenbrock(double[] p, double[] gradient) {
    double a = 1 - p[0];
    double b = p[1] - p[0] * p[0];
    gradient[0] = -2 * a - 400 * p[0] * b;
    gradient[1] = 200 * b;
    return a * a + 100 * b * b;
  }

  @Test
  void rosenbrocksValleyEndsAtOneOne() {
    // scipy 1.17.1's L-BFGS-B needs 46 evaluations from here
    Lbfgs.Minimum minimum =
        new Lbfgs(LbfgsTest::rosenbrock, 1e-12).minimise(new double[] {-1.2, 1}, 1e-8, 200);
    assertThat(minimum.point()).containsExactly(new double[] {1, 1}, within(1e-7));
    assertThat(minimum.gradient()).isLessThanOrEqualTo(1e-8);
    assertThat(minimum.evaluations()).isLessThan(90);
  }

  @Test
  void valuesThatAreRoundedStillLeadToASmallGradient() {
    Objective rounded =
        (p, gradient) -> {
          double sum = 0;
          for (int j = 0; j < p.length; j++) {
            gradient[j] = (j + 1) * (p[j] - j);
            sum += (j + 1) * (p[j] - j) * (p[j] - j) / 2;
          }
          return (float) (1e4 + sum);
        };
    Lbfgs.Minimum minimum = new Lbfgs(rounded, 1e-6).minimise(new double[50], 1e-7, 500);
    assertThat(minimum.gradient()).isLessThanOrEqualTo(1e-7);
    assertThat(minimum.point()[49]).isCloseTo(49, within(1e-8));
  }

  @Test
  void aMinimumIsLeftAlone() {
    Lbfgs.Minimum minimum =
        new Lbfgs(LbfgsTest::rosenbrock, 1e-12).minimise(new double[] {1, 1}, 1e-8, 200);
    assertThat(minimum.iterations()).isZero();
    assertThat(minimum.evaluations()).isEqualTo(1);
  }

  @Test
  void aFunctionWithoutAMinimumEndsWithALargeGradient() {
    Objective line =
        (p, gradient) -> {
          gradient[0] = 1;
          return p[0];
        };
    assertThat(new Lbfgs(line, 1e-12).minimise(new double[1], 1e-6, 20).gradient()).isEqualTo(1);
    Objective nonsense =
        (p, gradient) -> {
          gradient[0] = Double.NaN;
          return Double.NaN;
        };
    assertThat(new Lbfgs(nonsense, 1e-12).minimise(new double[1], 1e-6, 20).gradient()).isNaN();
  }
}
