package probe.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BinomialIntervalTest {
  @ParameterizedTest
  @CsvSource({ // scipy 1.17.1: binomtest(k, n).proportion_ci(0.95, "exact") and (..., "wilson")
    "0, 10, 0.0, 0.30849710781876294, 0.0, 0.27753279986288926",
    "7, 20, 0.1539092047845412, 0.5921885345328283, 0.1811918241010821, 0.5671457233147637",
    "10, 10, 0.6915028921812371, 1.0, 0.7224672001371109, 1.0",
    "99, 100, 0.9455406146079194, 0.9997468539673181, 0.9455138038212946, 0.9982325679358593",
    "1, 1, 0.025, 1.0, 0.20654931437723745, 1.0"
  })
  void bothAreThoseOfScipy(int k, int n, double low, double high, double wLow, double wHigh) {
    Interval exact = BinomialInterval.clopperPearson(k, n, 0.95);
    assertThat(exact.low()).isCloseTo(low, within(1e-11));
    assertThat(exact.high()).isCloseTo(high, within(1e-11));

    Interval wilson = BinomialInterval.wilson(k, n, 0.95);
    assertThat(wilson.low()).isCloseTo(wLow, within(1e-11));
    assertThat(wilson.high()).isCloseTo(wHigh, within(1e-11));
    assertThat(wilson.estimate()).isEqualTo((double) k / n);
    assertThat(wilson.clusters()).isEqualTo(n);
  }

  @Test
  void noSuccessesLeaveTheClosedForm() {
    // (1 - high)^n = tail
    assertThat(BinomialInterval.clopperPearson(0, 30, 0.9).high())
        .isCloseTo(1 - Math.pow(0.05, 1 / 30.0), within(1e-12));
  }

  @Test
  void successesAndFailuresMirrorEachOther() {
    for (int k = 0; k <= 17; k++) {
      Interval a = BinomialInterval.clopperPearson(k, 17, 0.99);
      Interval b = BinomialInterval.clopperPearson(17 - k, 17, 0.99);
      assertThat(a.low()).isCloseTo(1 - b.high(), within(1e-11));
      Interval c = BinomialInterval.wilson(k, 17, 0.99);
      assertThat(c.high())
          .isCloseTo(1 - BinomialInterval.wilson(17 - k, 17, 0.99).low(), within(1e-12));
      assertThat(c.contains(k / 17.0)).isTrue();
    }
  }

  /** Coverage without simulation: the sum of the binomial probabilities of the covering k. */
  @Test
  void clopperPearsonCoversAtLeastItsLevelAndWilsonOnAverage() {
    int n = 25;
    double wilson = 0;
    int shares = 0;
    for (double p = 0.02; p < 0.99; p += 0.01) {
      double exact = 0;
      double probability = Math.pow(1 - p, n);
      for (int k = 0; k <= n; k++) {
        exact += BinomialInterval.clopperPearson(k, n, 0.95).contains(p) ? probability : 0;
        wilson += BinomialInterval.wilson(k, n, 0.95).contains(p) ? probability : 0;
        probability *= (n - k) / (k + 1.0) * p / (1 - p);
      }
      assertThat(exact).isGreaterThanOrEqualTo(0.95);
      shares++;
    }
    assertThat(wilson / shares).isBetween(0.94, 0.96);
  }

  @Test
  void impossibleCountsAndLevelsAreRefused() {
    assertThatThrownBy(() -> BinomialInterval.wilson(4, 3, 0.95))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got 4 of 3");
    assertThatThrownBy(() -> BinomialInterval.clopperPearson(0, 0, 0.95))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> BinomialInterval.clopperPearson(1, 3, 95))
        .hasMessage("level must be between 0 and 1, got 95.0");
  }
}
