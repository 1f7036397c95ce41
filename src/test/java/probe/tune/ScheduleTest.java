package probe.tune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Learning rates against transformers 5.18.0's get_*_schedule_with_warmup, 0.8 over ten steps. */
class ScheduleTest {
  @ParameterizedTest
  @CsvSource({
    "CONSTANT, 0, '0.8 0.8 0.8 0.8 0.8 0.8 0.8 0.8 0.8 0.8'",
    "LINEAR, 0, '0.8 0.7200000000000001 0.6400000000000001 0.5599999999999999 0.48 0.4"
        + " 0.32000000000000006 0.24 0.16000000000000003 0.08000000000000002'",
    "COSINE, 0, '0.8 0.7804226065180615 0.723606797749979 0.6351141009169893 0.523606797749979 0.4"
        + " 0.27639320225002106 0.1648858990830108 0.07639320225002107 0.019577393481938588'",
    "CONSTANT, 3, '0.0 0.26666666666666666 0.5333333333333333 0.8 0.8 0.8 0.8 0.8 0.8 0.8'",
    "LINEAR, 3, '0.0 0.26666666666666666 0.5333333333333333 0.8 0.6857142857142857"
        + " 0.5714285714285715 0.45714285714285713 0.34285714285714286 0.22857142857142856"
        + " 0.11428571428571428'",
    "COSINE, 3, '0.0 0.26666666666666666 0.5333333333333333 0.8 0.7603875471609677"
        + " 0.6493959207434935 0.48900837358252575 0.3109916264174743 0.15060407925650662"
        + " 0.03961245283903239'"
  })
  void ratesAreThoseOfTransformers(Schedule schedule, int warmup, String expected) {
    String[] rates = expected.split(" ", -1);
    for (int step = 0; step < rates.length; step++) {
      assertThat(0.8 * schedule.factor(step, warmup, rates.length))
          .isCloseTo(Double.parseDouble(rates[step]), within(1e-15));
    }
  }

  @ParameterizedTest
  @CsvSource({"CONSTANT", "LINEAR", "COSINE"})
  void aWarmupLongerThanTheRunOnlyRises(Schedule schedule) {
    for (int step = 0; step < 5; step++) {
      assertThat(schedule.factor(step, 8, 5)).isEqualTo(step / 8.0);
    }
  }
}
