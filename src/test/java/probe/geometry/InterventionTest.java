package probe.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class InterventionTest {
  private static final double[] ALPHAS = {-1, 0.5, 2};
  private static final TokenPairs OTHER =
      new TokenPairs("other", new int[] {10, 11, 12, 13}, new int[] {14, 15, 14, 15});

  private static Intervention example(LogitHead head, double[][] states) {
    return Intervention.of(
        SmallExample.space(),
        SmallExample.WORDS,
        List.of(OTHER),
        new Intervention.Steps(states, head, ALPHAS),
        60,
        30,
        4);
  }

  private static double[][] states() {
    return NullStates.states(SmallExample.contexts());
  }

  @Test
  void valuesAreThoseOfNumpy() {
    // numpy 2.4.6: u_i = unit(np.delete(D, i, 0).mean(0)); u_i @ D[i] and the same over norm(D[i]);
    // for the other concept D @ unit(own.mean(0)) over norms
    Intervention found = example(LogitHead.linear(4), states());

    assertThat(found.cosines())
        .containsExactly(
            new double[] {
              -0.20367145938342382,
              -0.4553436987145472,
              -0.5273786931747635,
              -0.41237377171602146,
              -0.7093663105454473
            },
            within(1e-14));
    assertThat(found.shifts()[3]).isCloseTo(-1.402222423642867, within(1e-14));
    assertThat(found.statistic()).isCloseTo(Directions.mean(found.cosines()), within(1e-14));
    OffTarget other = found.others().getFirst();
    assertThat(other.size()).isCloseTo(0.4731437163898931, within(1e-14));
    assertThat(other.signed()).isCloseTo(-0.40823980900406825, within(1e-14));
    assertThat(other.shift()).isCloseTo(1.2667851923697602, within(1e-14));
    assertThat(other.sizeReplicates()).hasSize(30);
  }

  @Test
  void withoutACapPairsMoveInProportionAndFlipAsCounted() {
    Intervention found = example(LogitHead.linear(4), states());
    double mean = Directions.mean(found.shifts());

    assertThat(found.curve().shift())
        .containsExactly(new double[] {-mean, 0.5 * mean, 2 * mean}, within(1e-13));
    // numpy: np.mean((y > 0) != (y + alpha * shift > 0))
    assertThat(found.curve().flips())
        .containsExactly(
            new double[] {0.18333333333333332, 0.016666666666666666, 0.21666666666666667},
            within(1e-14));
    SteeringCurve.Band band = found.curve().randomShift();
    for (int k = 0; k < 3; k++) {
      assertThat(band.mean()[k]).isBetween(band.low()[k], band.high()[k]);
    }
    assertThat(band.mean()[2]).isCloseTo(-2 * band.mean()[0], within(1e-12));
  }

  @Test
  void underACapShiftsAreThoseOfNumpy() {
    // numpy 2.4.6: cap(l . (g + common)) with cap(x) = 3 tanh(x / 3), mean over pairs and contexts
    LogitHead head = LogitHead.capped(new double[] {0.5, -0.25, 0, 1}, x -> 3 * Math.tanh(x / 3));
    Intervention found = example(head, states());

    assertThat(found.curve().shift())
        .containsExactly(
            new double[] {0.47174198538994205, -0.23752714964160535, -0.933606056348906},
            within(1e-13));
    assertThat(found.curve().size())
        .containsExactly(
            new double[] {0.48339295894215367, 0.24415457555121503, 0.9709745161641136},
            within(1e-13));
    SteeringCurve other = found.others().getFirst().curve();
    assertThat(other.shift())
        .containsExactly(
            new double[] {0.5330046194004313, -0.27093463486318653, -0.9912712823538751},
            within(1e-13));
    assertThat(other.size())
        .containsExactly(
            new double[] {0.8854432479566618, 0.43360613615090987, 1.4931613622149456},
            within(1e-13));
    // an increasing cap changes no order of two words
    assertThat(found.curve().flips())
        .containsExactly(example(LogitHead.linear(4), states()).curve().flips(), within(1e-14));
  }

  @Test
  void withoutContextsShiftsAreTheSameAndNothingFlips() {
    Intervention found = example(LogitHead.linear(4), new double[0][]);

    assertThat(found.curve().shift())
        .containsExactly(example(LogitHead.linear(4), states()).curve().shift(), within(1e-14));
    assertThat(found.curve().flips()).containsOnly(Double.NaN);
    assertThat(found.curve().randomFlips().low()).containsOnly(Double.NaN);
    assertThatThrownBy(() -> example(LogitHead.capped(new double[4], Math::tanh), new double[0][]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the shift under a cap needs at least 1 context, got 0");
  }

  @Test
  void parallelPairsMoveByTheirLengthAndOrthogonalOnesStay() {
    float[] rows = new float[20 * 3];
    for (int i = 0; i < 5; i++) {
      rows[(5 + i) * 3] = i + 1;
      rows[(15 + i) * 3 + 1] = i + 1;
    }
    Space space =
        new Space(
            "euclidean",
            probe.tensor.Matrix.of(rows, 20, 3),
            java.util.stream.IntStream.range(0, 20).toArray());
    int[] from = {0, 1, 2, 3, 4};
    int[] to = {5, 6, 7, 8, 9};
    TokenPairs target = new TokenPairs("x", from, to);
    TokenPairs other =
        new TokenPairs("y", new int[] {10, 11, 12, 13, 14}, new int[] {15, 16, 17, 18, 19});
    Intervention found =
        Intervention.of(
            space,
            target,
            List.of(other),
            new Intervention.Steps(new double[0][], LogitHead.linear(3), ALPHAS),
            9,
            9,
            1);

    assertThat(found.statistic()).isCloseTo(1, within(1e-15));
    assertThat(found.shifts()).containsExactly(new double[] {1, 2, 3, 4, 5}, within(1e-14));
    assertThat(found.others().getFirst().size()).isEqualTo(0);
    assertThat(found.others().getFirst().truth().value()).isEqualTo(0);
    assertThat(found.others().getFirst().curve().size()).containsExactly(0, 0, 0);
  }

  @Test
  void conceptsWithTooFewWordsOfTheirOwnCannotBeTested() {
    TokenPairs shared =
        new TokenPairs("shared", new int[] {0, 1, 12, 13}, new int[] {14, 15, 14, 15});
    Intervention found =
        Intervention.of(
            SmallExample.space(),
            SmallExample.WORDS,
            List.of(shared, OTHER),
            new Intervention.Steps(states(), LogitHead.linear(4), ALPHAS),
            20,
            20,
            1);

    OffTarget other = found.others().getFirst();
    assertThat(other.untested())
        .isEqualTo("3 and 2 pairs share no word with the other concept, 4 are needed");
    assertThat(other.size()).isNaN();
    assertThat(other.randomSize()).isEmpty();
    assertThat(found.others().getLast().untested()).isEmpty();
    Intervention few =
        Intervention.of(
            SmallExample.space(),
            SmallExample.WORDS.only(new int[] {0, 1, 2}),
            List.of(),
            new Intervention.Steps(states(), LogitHead.linear(4), ALPHAS),
            20,
            20,
            1);
    assertThat(few.untested())
        .isEqualTo("3 pairs have two others that share no word with them, 4 are needed");
    assertThat(few.statistic()).isNaN();
    assertThat(few.random()).isEmpty();
    assertThat(few.replicates()).isEmpty();
  }

  @Test
  void headsOfAnotherWidthAreRefused() {
    assertThatThrownBy(() -> example(LogitHead.linear(3), new double[0][]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the head has 3 dimensions, the space 4");
    assertThatThrownBy(() -> new Intervention.Steps(new double[1][4], LogitHead.linear(3), ALPHAS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("states have 4 dimensions, the head 3");
  }
}
