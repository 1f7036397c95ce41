package probe.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DistributionsTest {
  @ParameterizedTest
  @CsvSource({ // scipy 1.17.1: special.ndtr
    "-8, 6.22096057427174e-16",
    "-3.5, 0.00023262907903552502",
    "-1, 0.15865525393145707",
    "-0.25, 0.4012936743170763",
    "0, 0.5",
    "0.7, 0.758036347776927",
    "2.5, 0.9937903346742238",
    "3.2, 0.9993128620620841",
    "6, 0.9999999990134123"
  })
  void normalIsThatOfScipy(double x, double p) {
    assertThat(Distributions.normal(x)).isCloseTo(p, within(1e-12 * p));
  }

  @ParameterizedTest
  @CsvSource({ // scipy 1.17.1: special.ndtri
    "1e-12, -7.034483825301131",
    "1e-4, -3.7190164854556804",
    "0.025, -1.9599639845400545",
    "0.3, -0.5244005127080409",
    "0.5, 0",
    "0.9, 1.2815515655446004",
    "0.9995, 3.2905267314919255"
  })
  void normalQuantileIsThatOfScipy(double p, double x) {
    assertThat(Distributions.normalQuantile(p)).isCloseTo(x, within(1e-11));
  }

  @ParameterizedTest
  @CsvSource({ // scipy 1.17.1: stats.t.cdf
    "-12.7, 1, 0.025012163844672083",
    "-2.5, 7, 0.020496109292876444",
    "-0.3, 14, 0.38429269157450296",
    "0, 3, 0.5",
    "1.7, 39, 0.9514528871343688",
    "4, 2.5, 0.9804935120793409",
    "-6, 200, 4.557560174405173e-09"
  })
  void studentTIsThatOfScipy(double x, double df, double p) {
    assertThat(Distributions.t(x, df)).isCloseTo(p, within(1e-11 * p));
  }

  @ParameterizedTest
  @CsvSource({ // scipy 1.17.1: stats.t.ppf
    "0.975, 1, 12.706204736174694",
    "0.975, 7, 2.364624251592784",
    "0.05, 14, -1.7613101357748915",
    "0.9995, 39, 3.5581200813327714",
    "1e-6, 4, -41.577854150450975",
    "0.6, 1000, 0.25341451583949876"
  })
  void studentTQuantileIsThatOfScipy(double p, double df, double x) {
    assertThat(Distributions.tQuantile(p, df)).isCloseTo(x, within(1e-10 * Math.abs(x)));
  }

  @ParameterizedTest
  @CsvSource({ // scipy 1.17.1: special.betainc
    "0.4, 2, 3, 0.5247999999999999",
    "0.1, 0.5, 0.5, 0.20483276469913345",
    "0.45, 50, 70, 0.7717610017525626",
    "0.2, 1, 9, 0.865782272",
    "0.001, 0.3, 40, 0.4193450007349808",
    "0.99, 400, 3, 0.23371620364108803"
  })
  void betaIsThatOfScipy(double x, double a, double b, double p) {
    assertThat(Distributions.beta(x, a, b)).isCloseTo(p, within(1e-12));
    assertThat(Distributions.betaQuantile(p, a, b)).isCloseTo(x, within(1e-11));
  }

  @Test
  void oneDegreeOfFreedomIsCauchysArcTangent() {
    for (double x = -20; x <= 20; x += 0.37) {
      assertThat(Distributions.t(x, 1)).isCloseTo(0.5 + Math.atan(x) / Math.PI, within(1e-13));
    }
  }

  @Test
  void quantilesUndoTheirFunctionsAndAreSymmetric() {
    for (double p = 0.001; p < 0.5; p += 0.013) {
      double z = Distributions.normalQuantile(p);
      assertThat(Distributions.normal(z)).isCloseTo(p, within(1e-13));
      assertThat(Distributions.normalQuantile(1 - p)).isCloseTo(-z, within(1e-10));
      assertThat(Distributions.t(Distributions.tQuantile(p, 6.5), 6.5)).isCloseTo(p, within(1e-13));
      double x = Distributions.betaQuantile(p, 3, 0.7);
      assertThat(Distributions.beta(x, 3, 0.7)).isCloseTo(p, within(1e-13));
      assertThat(Distributions.beta(1 - x, 0.7, 3)).isCloseTo(1 - p, within(1e-12));
    }
  }

  @Test
  void theEndsOfTheBetaAreItsLimits() {
    assertThat(Distributions.beta(0, 2, 3)).isZero();
    assertThat(Distributions.beta(1, 2, 3)).isOne();
  }

  @Test
  void aProbabilityOutsideZeroToOneHasNoQuantile() {
    for (double p : new double[] {0, 1, -0.1, Double.NaN}) {
      assertThatThrownBy(() -> Distributions.normalQuantile(p))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("probability must be between 0 and 1, got " + p);
      assertThatThrownBy(() -> Distributions.tQuantile(p, 3))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
