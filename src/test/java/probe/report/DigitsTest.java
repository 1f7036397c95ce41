package probe.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DigitsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "0# 0",
        "-0.0# 0",
        "1# 1",
        "0.68234# 0.682",
        "-0.0512# -0.051",
        "12.3456# 12.35",
        "123.456# 123.5",
        "1234.5678# 1,234.6",
        "50257# 50,257",
        "0.0005# 0.001",
        "0.00049# 4.9e-4",
        "4.6e-7# 4.6e-7",
        "1e-4# 1e-4",
        "-1e10# -1e10",
        "1.5e+17# 1.5e17"
      })
  void numbersHaveAFewDigits(double value, String text) {
    assertThat(Digits.number(value)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      value = {
        "0.001# p = .001",
        "0.00099# p < .001",
        "0# p < .001",
        "0.0125# p = .013",
        "0.05# p = .050",
        "0.9994# p = .999",
        "0.9996# p > .999",
        "1# p = 1"
      })
  void probabilitiesHaveThree(double value, String text) {
    assertThat(Digits.withP(value)).isEqualTo(text);
  }

  @Test
  void whatIsNotThereIsADash() {
    assertThat(Digits.number(null)).isEqualTo("–");
    assertThat(Digits.p(null)).isEqualTo("–");
    assertThat(Digits.interval(null, null)).isEqualTo("–");
    assertThat(Digits.interval(0.25, 0.5)).isEqualTo("0.250 to 0.500");
    assertThat(Digits.percent(0.95)).isEqualTo("95 %");
    assertThat(Digits.level(0.05)).isEqualTo(".05");
    assertThat(Digits.mean(0.5)).isEqualTo("0.5");
    assertThat(Digits.mean(1220.25)).isEqualTo("1,220.25");
    assertThat(Digits.plural(1, "test")).isEqualTo("1 test");
    assertThat(Digits.plural(1200, "test")).isEqualTo("1,200 tests");
  }
}
