package probe.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import probe.tensor.Matrix;

class LogOddsTest {
  private static final double[][] Y = {
    {1, 2.5, 0, 3}, {2, 2, 1.5, 4}, {0.5, -1, 0.25, 1}, {3, 3.5, 2, 2.25}, {-1, 0, -2, 1.5}
  };

  private static LogOdds example(int bootstrap) {
    Space space = SmallExample.space();
    double[][] states = NullStates.states(SmallExample.contexts());
    return LogOdds.of(
        space,
        ContextLogits.of(space, states, LogitHead.linear(4)),
        IntStream.range(0, 12).toArray(),
        SmallExample.WORDS,
        200,
        bootstrap,
        5);
  }

  @Test
  void sumsOfAPairAndAContextHaveNoRest() {
    double[][] y = new double[4][5];
    for (int i = 0; i < 4; i++) {
      int pair = i;
      Arrays.setAll(y[i], c -> 10 * pair + c * c);
    }
    LogOddsComponents found = LogOddsComponents.of(y, new int[] {0, 1, 2, 3});

    // variances of 0, 10, 20, 30 and of 0, 1, 4, 9, 16
    assertThat(found.pair()).isCloseTo(500 / 3.0, within(1e-10));
    assertThat(found.context()).isCloseTo(43.5, within(1e-10));
    assertThat(found.rest()).isCloseTo(0, within(1e-10));
    assertThat(found.share()).isCloseTo(1, within(1e-12));
  }

  @Test
  void componentsAreThoseOfTheAnalysisOfVariance() {
    // numpy 2.4.6: mean squares of pairs, contexts and rest; (MSA - MSE) / 4, (MSB - MSE) / 5, MSE
    LogOddsComponents found = LogOddsComponents.of(Y, new int[] {0, 1, 2, 3, 4});

    assertThat(found.pair()).isCloseTo(1.6119791666666665, within(1e-13));
    assertThat(found.context()).isCloseTo(0.5286458333333334, within(1e-13));
    assertThat(found.rest()).isCloseTo(0.7817708333333333, within(1e-13));
    assertThat(found.within()).isCloseTo(1.3104166666666668, within(1e-13));
  }

  @Test
  void pairsWithCommonWordsAreNotHeldAgainstEachOther() {
    // numpy: mean of np.cov(y)[i, k] over pairs of different groups
    assertThat(LogOddsComponents.of(Y, new int[] {0, 0, 1, 2, 3}).context())
        .isCloseTo(0.45543981481481477, within(1e-13));
    assertThat(LogOddsComponents.of(Y, new int[5]).context()).isNaN();
  }

  @Test
  void aWeightedSampleIsThatOfRepeatedContexts() {
    int[] clusters = {0, 1, 2, 3, 4};
    LogOddsComponents weighted =
        LogOddsComponents.of(Y, clusters, new int[] {1, 0, 1, 1, 1}, new int[] {2, 0, 1, 1});
    double[][] repeated =
        IntStream.of(0, 2, 3, 4)
            .mapToObj(i -> new double[] {Y[i][0], Y[i][0], Y[i][2], Y[i][3]})
            .toArray(double[][]::new);
    LogOddsComponents whole = LogOddsComponents.of(repeated, new int[] {0, 1, 2, 3});

    assertThat(weighted.within()).isCloseTo(whole.within(), within(1e-13));
    assertThat(weighted.context()).isCloseTo(whole.context(), within(1e-13));
    assertThat(weighted.pair()).isCloseTo(whole.pair(), within(1e-13));
  }

  @Test
  void statisticsAreThoseOfNumpy() {
    // numpy 2.4.6: y = differences @ states.T; mean of np.var(y, 1, ddof=1), mean covariance of
    // pairs over it, mean variance over squared lengths
    LogOdds found = example(0);

    assertThat(found.untested()).isEmpty();
    assertThat(found.components().within()).isCloseTo(7.9591737689393955, within(1e-12));
    assertThat(found.components().share()).isCloseTo(-0.20550133776329543, within(1e-12));
    assertThat(found.scaled()).isCloseTo(1.5863997107446157, within(1e-12));
    assertThat(found.ratio())
        .isCloseTo(7.9591737689393955 / Directions.mean(found.random()), within(1e-12));
  }

  @Test
  void keptLogitsGiveWhatStatesGive() {
    Space space = SmallExample.space();
    double[][] states = NullStates.states(SmallExample.contexts());
    float[] logits = new float[12 * 16];
    for (int c = 0; c < 12; c++) {
      for (int v = 0; v < 16; v++) {
        logits[c * 16 + v] = (float) Directions.product(states[c], space.vector(v));
      }
    }
    ContextLogits table = ContextLogits.of(Matrix.of(logits, 12, 16).transpose());
    ContextLogits made = ContextLogits.of(space, states, LogitHead.linear(4));

    assertThat(table.contexts()).isEqualTo(12);
    assertThat(table.logOdds(3, 8)).containsExactly(made.logOdds(3, 8), within(1e-5));
    double[] common = {0.5, -0.25, 0, 1};
    assertThat(ContextLogits.of(space, states, LogitHead.capped(common, x -> x)).logOdds(3, 8))
        .containsExactly(made.logOdds(3, 8), within(1e-12));
  }

  @Test
  void theBootstrapCoversTheTruthAndDoesNotDependOnThreads() {
    // y = pair + context + rest with variances 4, 1, 1; 100 tables of 20 pairs and 30 contexts.
    // The pigeonhole bootstrap is known to be wide rather than narrow (Owen 2007).
    Space space = NullModels.space(NullModels.unembedding(NullModels.Shape.ISOTROPIC, 100, 2, 1));
    TokenPairs pairs =
        new TokenPairs("p", IntStream.range(0, 20).toArray(), IntStream.range(20, 40).toArray());
    int covered = 0;
    for (int t = 0; t < 100; t++) {
      SplittableRandom random = new SplittableRandom(t);
      double[] context = IntStream.range(0, 30).mapToDouble(c -> random.nextGaussian()).toArray();
      float[] logits = new float[100 * 30];
      for (int v = 0; v < 100; v++) {
        double pair = 2 * random.nextGaussian();
        for (int c = 0; c < 30; c++) {
          boolean second = v >= 20 && v < 40;
          logits[v * 30 + c] = (float) (second ? pair + context[c] + random.nextGaussian() : 0);
        }
      }
      LogOdds found =
          LogOdds.of(
              space,
              ContextLogits.of(Matrix.of(logits, 100, 30)),
              IntStream.range(0, 30).toArray(),
              pairs,
              19,
              199,
              t);
      double[] share =
          found.replicates().stream().mapToDouble(r -> r.components().share()).sorted().toArray();
      covered += share[4] <= 0.5 && 0.5 <= share[194] ? 1 : 0;
    }
    assertThat(covered / 100.0).isBetween(0.88, 1.0);
    assertThat(example(50).replicates()).isEqualTo(example(50).replicates());
  }

  @Test
  void tooFewPairsOrContextsCannotBeTested() {
    Space space = SmallExample.space();
    double[][] states = NullStates.states(SmallExample.contexts());
    ContextLogits logits = ContextLogits.of(space, states, LogitHead.linear(4));
    int[] groups = IntStream.range(0, 12).map(i -> i / 4).toArray();

    LogOdds few = LogOdds.of(space, logits, groups, SmallExample.WORDS, 9, 9, 1);
    assertThat(few.untested()).isEqualTo("3 groups of contexts, 4 are needed");
    assertThat(few.scaled()).isNaN();
    assertThat(few.random()).isEmpty();
    assertThat(
            LogOdds.of(space, logits, groups, SmallExample.WORDS.only(new int[3]), 9, 9, 1)
                .untested())
        .isEqualTo("3 pairs, 4 are needed");
    TokenPairs hub = new TokenPairs("hub", new int[] {1, 2, 3, 4}, new int[] {5, 5, 5, 5});
    assertThat(LogOdds.of(space, logits, groups, hub, 9, 9, 1).untested())
        .isEqualTo("common words link all pairs in 1 groups, 4 are needed");
    assertThatThrownBy(() -> LogOdds.of(space, logits, new int[3], SmallExample.WORDS, 9, 9, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("3 groups for 12 contexts");
    assertThatThrownBy(() -> ContextLogits.of(space, states, LogitHead.linear(3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("states have 4 dimensions, the head 3, the space 4");
  }
}
