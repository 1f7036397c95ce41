package probe.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import probe.ProbeException;
import probe.stats.Summary;

class LatentToyTest {
  private static LatentOptions options(
      int m, int dim, double share, boolean control, LatentOptions.Optimizer how, int steps) {
    return new LatentOptions(m, dim, share, share, control, how, how.defaultRate(m), steps, .001);
  }

  private static LatentOutcome train(LatentOptions options, long seed) {
    return LatentToy.train(
        options, random -> ConceptGraph.random(options.concepts(), random), seed, step -> {});
  }

  @Test
  void conceptsBecomeDirectionsAsTheLossFallsToTheFloor() {
    LatentOutcome outcome = train(options(4, 4, 1, false, LatentOptions.Optimizer.ADAM, 3000), 1);

    assertThat(outcome.contexts()).isEqualTo(81);
    assertThat(outcome.tokens()).isEqualTo(16);
    assertThat(outcome.excess()).isBetween(0.0, .005);
    assertThat(outcome.measures().unembedding()).isGreaterThan(.95);
    assertThat(outcome.measures().embedding()).isGreaterThan(.9);
    assertThat(outcome.measures().alignment()).isGreaterThan(.9);
    assertThat(outcome.measures().orthogonalityUnembedding()).isLessThan(.2);
    assertThat(outcome.checks().maxMargin()).isGreaterThan(.95);
    assertThat(outcome.checks().logOddsBetween())
        .isCloseTo(outcome.checks().logOddsBetweenExact(), within(.1));
    LatentOutcome.Logged first = outcome.curve().getFirst();
    assertThat(first.excess()).isGreaterThan(.3);
    assertThat(first.measures().unembedding()).isLessThan(.5);
  }

  @Test
  void gradientDescentGetsThereToo() {
    List<LatentOutcome> all = seeds(5, options(3, 3, 1, false, LatentOptions.Optimizer.GD, 3000));

    // the medians of five seeds, of which the first stalls in a local optimum
    assertThat(Summary.of(LatentMeasure.EXCESS.of(all)).median()).isBetween(0.0, .01);
    assertThat(Summary.of(LatentMeasure.L_UN.of(all)).median()).isGreaterThan(.95);
    assertThat(all.getFirst().excess()).isGreaterThan(.03);
    assertThat(all.getFirst().measures().unembedding()).isLessThan(.7);
  }

  @Test
  void theLossIsNeverBelowTheFloor() {
    for (int seed = 1; seed <= 5; seed++) {
      LatentOutcome outcome =
          train(options(4, 6, .6, false, LatentOptions.Optimizer.ADAM, 400), seed);
      assertThat(outcome.curve()).allSatisfy(logged -> assertThat(logged.excess()).isPositive());
    }
  }

  @Test
  void tooFewDimensionsCannotHoldTheConditionals() {
    LatentOutcome outcome = train(options(4, 2, 1, false, LatentOptions.Optimizer.ADAM, 2000), 1);

    assertThat(outcome.excess()).isGreaterThan(.2);
  }

  @Test
  void aConceptThatNoContextKnowsIsNotPulled() {
    List<LatentOutcome> all = seeds(5, options(4, 4, 1, true, LatentOptions.Optimizer.ADAM, 1500));

    for (LatentOutcome outcome : all) {
      assertThat(outcome.contexts()).isEqualTo(27);
      assertThat(outcome.measures().concepts())
          .extracting(LatentMeasures.Concept::control)
          .containsExactly(false, false, false, true);
      LatentMeasures.Concept control = outcome.measures().concepts().getLast();
      assertThat(control.embedding()).isNaN();
      assertThat(control.alignment()).isNaN();
      // the mean is that of the others alone
      assertThat(outcome.measures().unembedding())
          .isCloseTo(
              outcome.measures().concepts().subList(0, 3).stream()
                  .mapToDouble(LatentMeasures.Concept::unembedding)
                  .average()
                  .orElseThrow(),
              within(1e-12));
      assertThat(control.unembedding()).isLessThan(outcome.measures().unembedding());
      assertThat(control.length())
          .isLessThan(.5 * outcome.measures().concepts().getFirst().length());
    }
    double control =
        all.stream()
            .mapToDouble(o -> o.measures().concepts().getLast().unembedding())
            .average()
            .orElseThrow();
    assertThat(control).isLessThan(.4);
    assertThat(mean(all, LatentMeasure.L_UN)).isGreaterThan(control + .25);
  }

  @Test
  void independentConceptsAreNearerToOrthogonalThanCorrelatedOnes() {
    LatentOptions options = options(3, 3, 1, false, LatentOptions.Optimizer.ADAM, 1500);
    List<LatentOutcome> correlated = seeds(10, options);
    List<LatentOutcome> independent =
        IntStream.rangeClosed(1, 10)
            .mapToObj(
                seed ->
                    LatentToy.train(options, r -> ConceptGraph.independent(3, r), seed, step -> {}))
            .toList();

    assertThat(correlated.stream().flatMap(o -> o.relations().stream()))
        .anyMatch(relation -> Math.abs(relation.correlation()) > .1);
    // medians, as some seeds stall in a local optimum
    assertThat(median(independent)).isLessThan(.6 * median(correlated));
  }

  private static List<LatentOutcome> seeds(int count, LatentOptions options) {
    return IntStream.rangeClosed(1, count).mapToObj(seed -> train(options, seed)).toList();
  }

  private static double mean(List<LatentOutcome> all, LatentMeasure measure) {
    return Summary.of(measure.of(all)).mean();
  }

  private static double median(List<LatentOutcome> all) {
    return Summary.of(LatentMeasure.OR_UN.of(all)).median();
  }

  @Test
  void untrainedTablesHaveTheCosinesOfRandomVectors() {
    List<LatentOutcome> all = seeds(40, options(3, 3, 1, false, LatentOptions.Optimizer.ADAM, 1));

    double[] cosines = LatentMeasure.L_UN.untrained(all);
    double[] between = LatentMeasure.OR_UN.untrained(all);
    // the mean |cosine| of two random vectors of three dimensions is one half
    assertThat(Summary.of(cosines).mean()).isCloseTo(0, within(.1));
    assertThat(Summary.of(between).mean()).isCloseTo(.5, within(.1));
    // which no scale of the tables changes
    LatentOptions wide =
        new LatentOptions(
            3, 3, 1, 1, false, LatentOptions.Optimizer.ADAM, .005, 1, 1 / Math.sqrt(3));
    assertThat(train(wide, 1).untrained().unembedding())
        .isCloseTo(all.getFirst().untrained().unembedding(), within(1e-9));
  }

  @Test
  void theSameSeedGivesTheSameNumbersAndAnotherOthers() {
    LatentOptions options = options(3, 3, 1, false, LatentOptions.Optimizer.ADAM, 50);
    AtomicInteger steps = new AtomicInteger();
    LatentOutcome again =
        LatentToy.train(
            options, random -> ConceptGraph.random(3, random), 7, step -> steps.incrementAndGet());

    assertThat(train(options, 7)).isEqualTo(again);
    assertThat(steps).hasValue(50);
    assertThat(train(options, 8).excess()).isNotEqualTo(again.excess());
  }

  @Test
  void optionsOutOfRangeAreRefused() {
    LatentOptions.Optimizer adam = LatentOptions.Optimizer.ADAM;
    assertThatThrownBy(() -> options(3, 0, 1, false, adam, 1))
        .isInstanceOf(ProbeException.class)
        .hasMessage("--dim must be 1 or more, got 0");
    assertThatThrownBy(() -> options(3, 3, 1.5, false, adam, 1))
        .hasMessage("--contexts must be all, half or a share within (0, 1], got 1.5");
    assertThatThrownBy(() -> new LatentOptions(3, 3, 1, Double.NaN, false, adam, 1, 1, 1))
        .hasMessage("--tokens must be all, half or a share within (0, 1], got NaN");
    assertThatThrownBy(() -> options(3, 3, 1, false, adam, 0))
        .hasMessage("--steps must be 1 or more, got 0");
    assertThatThrownBy(() -> new LatentOptions(3, 3, 1, 1, false, adam, 0, 1, 1))
        .hasMessage("--lr must be above 0, got 0.0");
    assertThatThrownBy(() -> new LatentOptions(3, 3, 1, 1, false, adam, 1, 1, -1))
        .hasMessage("--init must be above 0, got -1.0");
  }

  @Test
  void aLossThatIsNoNumberSaysWhere() {
    LatentOptions wild =
        new LatentOptions(3, 3, 1, 1, false, LatentOptions.Optimizer.GD, 1e200, 50, .1);

    assertThatThrownBy(() -> train(wild, 4))
        .isInstanceOf(ProbeException.class)
        .hasMessageContaining("with seed 4; try a lower --lr than 1.0E200");
  }
}
