package probe.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PlattTest {
  private static final double[] SCORES = {-1.2, .3, .8, -.4, 1.5, .1, -.9, 2};

  @Test
  void findsTheMaximum() {
    // scipy.optimize.minimize (BFGS) of the same penalised likelihood
    Platt platt = Platt.fit(SCORES, new int[] {0, 1, 1, 0, 1, 0, 1, 1}, 8);

    assertThat(platt.slope()).isCloseTo(1.46390803, within(1e-6));
    assertThat(platt.intercept()).isCloseTo(0.33588861, within(1e-6));
  }

  @Test
  void nothingKnownIsThePrior() {
    assertThat(Platt.fit(SCORES, new int[8], 0)).isEqualTo(Platt.PRIOR);
  }

  @Test
  void separableLabelsStayFinite() {
    double[] scores = new double[2000];
    int[] labels = new int[2000];
    for (int i = 0; i < 2000; i++) {
      labels[i] = i % 2;
      scores[i] = labels[i] == 1 ? 5 : -5;
    }

    Platt platt = Platt.fit(scores, labels, 2000);

    assertThat(platt.slope()).isBetween(1.0, 10.0);
    assertThat(platt.probability(5)).isGreaterThan(0.999);
  }

  @Test
  void uselessScoresAreNotBelieved() {
    double[] scores = new double[1000];
    int[] labels = new int[1000];
    for (int i = 0; i < 1000; i++) {
      labels[i] = i % 2;
      scores[i] = i / 2 % 2 == 0 ? 1 : -1;
    }

    assertThat(Platt.fit(scores, labels, 1000).slope()).isCloseTo(0, within(0.01));
  }
}
