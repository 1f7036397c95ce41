package probe.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RanksTest {
  private static final double[] X = {1, 2, 3, 4, 5};
  private static final double[] Y = {5, 6, 7, 8, 7};

  @Test
  void equalValuesHaveTheMeanOfTheirRanks() {
    assertThat(Ranks.midranks(new double[] {3, 1, 3, 2, 3})).containsExactly(4, 1, 4, 2, 4);
  }

  @Test
  void correlatesAsScipyDoes() {
    // scipy 1.17.1, spearmanr
    assertThat(Ranks.correlation(X, Y)).isCloseTo(0.8207826816681233, within(1e-14));
    assertThat(Ranks.correlation(X, new double[] {2, 2, 2, 1, 0}))
        .isCloseTo(-0.8944271909999159, within(1e-14));
  }

  @Test
  void onlyTheOrderCounts() {
    double[] grown = Arrays.stream(Y).map(y -> Math.exp(3 * y)).toArray();
    assertThat(Ranks.correlation(X, grown)).isEqualTo(Ranks.correlation(X, Y));
    assertThat(Ranks.correlation(Y, X)).isEqualTo(Ranks.correlation(X, Y));
  }

  @Test
  void whatIsTheSameEverywhereGoesWithNothing() {
    assertThat(Ranks.correlation(X, new double[] {1, 1, 1, 1, 1})).isZero();
  }

  @Test
  void refusesWhatIsNoPairOfNumbers() {
    assertThatThrownBy(() -> Ranks.correlation(X, new double[4])).hasMessageContaining("5 != 4");
    assertThatThrownBy(() -> Ranks.correlation(X, new double[] {1, 2, Double.NaN, 4, 5}))
        .hasMessageContaining("pair 2 is (3.0, NaN)");
  }
}
