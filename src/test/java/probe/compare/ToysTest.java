package probe.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import probe.ProbeException;
import probe.algebra.Parallel;

/** What the toys give; they are trained once. */
class ToysTest {
  private static final Toys TOYS = new Toys(2);
  private static final Map<String, Theory> THEORIES = theories(TOYS);

  private static Map<String, Theory> theories(Toys toys) {
    Map<String, Theory> out = new TreeMap<>();
    Predictions.all().forEach(p -> out.put(p.claim().id(), p.theory(toys)));
    return out;
  }

  private static Theory theory(String id) {
    return THEORIES.getOrDefault(id, Theory.exact(Double.NaN, ""));
  }

  @Test
  void everyPredictionHasAValueAndItsSetUp() {
    assertThat(THEORIES)
        .hasSize(13)
        .allSatisfy(
            (id, theory) -> {
              assertThat(theory.interval().estimate()).as(id).isFinite();
              assertThat(theory.interval().low()).as(id).isFinite();
              assertThat(theory.interval().high()).as(id).isFinite();
              assertThat(theory.interval().clusters()).as(id).isEqualTo(id.equals("B2") ? 0 : 2);
              assertThat(theory.setup())
                  .as(id)
                  .matches("(tables of|one layer,|hard-margin problem of) .*\\d.*");
            });
  }

  /** Each lies on the side that its claim says, by what matters. */
  @Test
  void toysDoWhatTheTheorySays() {
    Predictions.all().stream()
        .map(Prediction::claim)
        .forEach(
            claim ->
                assertThat(claim.towards(theory(claim.id()).interval().estimate()))
                    .as(claim.id())
                    .isGreaterThan(claim.matters()));
  }

  @ParameterizedTest
  @CsvSource({"A1, 0.35, 0.55", "A5, 0.85, 1.1", "B2, 0.999999, 1.000001", "B5, 0.95, 1.05"})
  void theValuesAreThoseOfTheTheory(String id, double low, double high) {
    assertThat(theory(id).interval().estimate()).isBetween(low, high);
  }

  @Test
  void aSolvedProblemHasNoSeeds() {
    Theory slope = theory("B2");
    assertThat(slope.interval().low()).isEqualTo(slope.interval().high());
    assertThat(slope.interval().estimate()).isCloseTo(1, within(1e-6));
  }

  @Test
  void theSameSeedsGiveTheSameNumbersOnAnyThreads() {
    int threads = Parallel.threads();
    try {
      Parallel.setThreads(threads == 1 ? 2 : 1);
      Toys again = new Toys(2);
      for (String id : new String[] {"A1", "A3", "A6", "B4"}) {
        assertThat(Documents.prediction(id).theory(again)).as(id).isEqualTo(theory(id));
      }
    } finally {
      Parallel.setThreads(threads);
    }
  }

  @Test
  void oneSeedIsNoDistribution() {
    assertThatThrownBy(() -> new Toys(1))
        .isInstanceOf(ProbeException.class)
        .hasMessage("--seeds must be 2 or more, got 1");
    assertThatThrownBy(() -> Theory.over(new double[] {1, Double.NaN}, "toy"))
        .isInstanceOf(ProbeException.class)
        .hasMessage("toy: 1 of 2 seeds gave a number, 2 are needed");
    assertThat(Theory.over(new double[] {1, Double.NaN, 3}, "toy").interval().estimate())
        .isEqualTo(2);
  }
}
