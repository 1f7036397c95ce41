package probe.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import probe.stats.Interval;

class RowTest {
  private static final Subject MODEL = new Subject("it", Rung.PRETRAINED, List.of(), List.of());

  private static Interval interval(double value, double low, double high) {
    return new Interval(value, low, high, Theory.LEVEL, 7, 0, "");
  }

  private static Row row(Claim claim, Interval measured, double theory) {
    return Row.of(
        claim,
        MODEL,
        new Theory(interval(theory, theory - 0.01, theory + 0.01), "toy"),
        new Measured.Value(measured, "units", "here", List.of()));
  }

  private static Claim direction(Claim.Side side) {
    return Claim.direction("A1", "says", "statistic", 0, side, 0.1);
  }

  @ParameterizedTest
  @CsvSource({
    "0.3, 0.2, 0.4, HOLDS",
    "0.3, 0.01, 0.6, HOLDS",
    "0.3, -0.01, 0.6, CANNOT_TELL",
    "0.3, 0, 0.6, CANNOT_TELL",
    "0.05, 0.02, 0.08, FAILS",
    "0.0, -0.05, 0.05, FAILS",
    "-0.3, -0.4, -0.2, FAILS",
    "0.0, -0.5, 0.5, CANNOT_TELL"
  })
  void aDirectionIsJudgedByItsInterval(double value, double low, double high, Outcome outcome) {
    assertThat(row(direction(Claim.Side.ABOVE), interval(value, low, high), 1).outcome())
        .isEqualTo(outcome);
    // the other way round it is the same
    assertThat(row(direction(Claim.Side.BELOW), interval(-value, -high, -low), -1).outcome())
        .isEqualTo(outcome);
  }

  @ParameterizedTest
  @CsvSource({
    "1.0, 0.95, 1.05, HOLDS",
    "1.0, 0.6, 1.4, CANNOT_TELL",
    "0.5, 0.45, 0.55, FAILS",
    "1.6, 1.5, 1.7, FAILS",
    "0.1, -0.2, 0.9, CANNOT_TELL"
  })
  void aSizeHasToBeNearTheTheorys(double value, double low, double high, Outcome outcome) {
    Claim size = new Claim("B3", "says", "statistic", 0, Claim.Side.ABOVE, 0.1, 0.25);
    assertThat(row(size, interval(value, low, high), 1).outcome()).isEqualTo(outcome);
  }

  @Test
  void nothingHoldsWhoseIntervalHasNothingInIt() {
    SplittableRandom random = new SplittableRandom(11);
    int held = 0;
    for (int k = 0; k < 20_000; k++) {
      double nothing = random.nextDouble(-1, 1);
      Claim claim =
          new Claim(
              "X",
              "says",
              "statistic",
              nothing,
              random.nextBoolean() ? Claim.Side.ABOVE : Claim.Side.BELOW,
              random.nextDouble(0.3),
              random.nextBoolean() ? Double.NaN : random.nextDouble(0.05, 3));
      double value = random.nextDouble(-2, 2);
      Interval measured =
          interval(value, value - random.nextDouble(1), value + random.nextDouble(1));
      Row row = row(claim, measured, random.nextDouble(-2, 2));
      if (measured.contains(nothing)) {
        assertThat(row.outcome()).isNotEqualTo(Outcome.HOLDS);
      }
      held += row.outcome() == Outcome.HOLDS ? 1 : 0;
    }
    assertThat(held).isBetween(2000, 12_000); // else the above would be empty
  }

  @Test
  void withoutAnIntervalNothingCanBeTold() {
    Interval none = interval(5, Double.NaN, Double.NaN);
    Row row = row(direction(Claim.Side.ABOVE), none, 1);
    assertThat(row.outcome()).isEqualTo(Outcome.CANNOT_TELL);
    assertThat(row.discrepancy()).isNull();
    Row untested =
        Row.of(
            direction(Claim.Side.ABOVE),
            MODEL,
            new Theory(interval(1, 1, 1), "toy"),
            Measured.untested("nothing is there"));
    assertThat(untested.outcome()).isEqualTo(Outcome.CANNOT_TELL);
  }

  @Test
  void theDiscrepancyIsMeasuredLessTheory() {
    Row row = row(direction(Claim.Side.ABOVE), interval(0.3, 0.2, 0.4), 1);
    assertThat(row.discrepancy()).isNotNull();
    assertThat(row.discrepancy().estimate()).isEqualTo(-0.7);
    assertThat(row.discrepancy().high()).isGreaterThan(-0.6);
  }
}
