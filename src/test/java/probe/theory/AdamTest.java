package probe.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AdamTest {
  @Test
  void theFirstStepIsTheRateWhateverTheGradient() {
    double[] weights = {1, 1, 1};
    new Adam(3, .01, 0).step(weights, new double[] {1e-3, -50, 0});

    assertThat(weights).containsExactly(new double[] {.99, 1.01, 1}, within(1e-6));
  }

  @Test
  void fiveStepsAreThoseOfAnotherImplementation() {
    double[] weights = {1, -2};
    Adam adam = new Adam(2, .1, .3);
    for (int step = 0; step < 5; step++) {
      adam.step(weights, new double[] {3 * weights[0] * weights[0], Math.cos(weights[1])});
    }
    // NumPy 2.4, from the formulas of the paper
    assertThat(weights)
        .containsExactly(new double[] {0.41646657614110527, -1.34919751524154}, within(1e-12));
  }

  @Test
  void decayIsApartFromTheGradient() {
    double[] weights = {2};
    Adam adam = new Adam(1, .1, .5);
    for (int step = 0; step < 10; step++) {
      adam.step(weights, new double[] {0});
    }
    assertThat(weights[0]).isCloseTo(2 * Math.pow(.95, 10), within(1e-12));
  }

  @Test
  void aBowlIsDescendedToItsBottom() {
    double[] weights = {5, -3};
    Adam adam = new Adam(2, .05, 0);
    for (int step = 0; step < 2000; step++) {
      adam.step(weights, new double[] {weights[0] - 1, 10 * (weights[1] - 2)});
    }
    assertThat(weights).containsExactly(new double[] {1, 2}, within(1e-3));
  }
}
