package probe.kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import probe.result.HypothesisTest;

class CorrectedTest {
  @Test
  void overAllTestsOfTheFamily() {
    // scipy.stats.false_discovery_control([.01, .04, .03, .5])
    double[] expected = {0.04, 0.05333333333333334, 0.05333333333333334, 0.5};
    List<HypothesisTest> corrected =
        Corrected.benjaminiHochberg(
            List.of(
                Fakes.test("a", 0.01),
                Fakes.test("b", 0.04),
                Fakes.test("c", 0.03),
                Fakes.test("d", 0.5)),
            "concepts");
    for (int i = 0; i < expected.length; i++) {
      assertThat(Objects.requireNonNull(corrected.get(i).adjusted()))
          .isEqualTo(expected[i], within(1e-12));
    }
    assertThat(corrected).extracting(HypothesisTest::name).containsExactly("a", "b", "c", "d");
    assertThat(corrected).extracting(HypothesisTest::p).containsExactly(0.01, 0.04, 0.03, 0.5);
    assertThat(corrected)
        .extracting(HypothesisTest::correction)
        .containsOnly("Benjamini-Hochberg over 4 concepts");
    assertThat(Corrected.benjaminiHochberg(List.of(), "concepts")).isEmpty();
  }

  @Test
  void theCorrectedPDecides() {
    assertThat(Corrected.rejects(Fakes.test("a", 0.05))).isTrue();
    assertThat(Corrected.rejects(Fakes.test("a", 0.0501))).isFalse();
    assertThat(Corrected.rejects(Fakes.test("a", 0.01).corrected(0.06, "how"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"0.012, p = .012", "0.0009, p < .001", "0.001, p = .001", "1, p = 1.000"})
  void asPeopleWriteIt(double p, String expected) {
    assertThat(Corrected.text(Fakes.test("a", p))).isEqualTo(expected);
    assertThat(Corrected.text(Fakes.test("a", 0).corrected(p, "how"))).isEqualTo(expected);
  }
}
