package probe.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import probe.ProbeException;

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
    LatentOutcome outcome = train(options(3, 3, 1, false, LatentOptions.Optimizer.GD, 3000), 1);

    assertThat(outcome.excess()).isBetween(0.0, .03);
    assertThat(outcome.measures().unembedding()).isGreaterThan(.95);
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
  void aConceptThatNoContextKnowsHasNoEmbeddingDirection() {
    LatentOutcome outcome = train(options(4, 4, 1, true, LatentOptions.Optimizer.ADAM, 1500), 1);

    assertThat(outcome.contexts()).isEqualTo(27);
    assertThat(outcome.measures().concepts().getLast().embedding()).isNaN();
    assertThat(outcome.measures().concepts().getLast().alignment()).isNaN();
    assertThat(outcome.measures().concepts().getFirst().alignment()).isGreaterThan(.5);
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
