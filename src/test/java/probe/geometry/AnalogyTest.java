package probe.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import probe.tensor.Matrix;

class AnalogyTest {
  private static final int[] ONCE = {1, 1, 1, 1, 1};

  /** The input of the reference values: pairs 2 and 3 share their second word. */
  private static final TokenPairs PAIRS =
      new TokenPairs("formula", new int[] {0, 2, 4, 6, 8}, new int[] {1, 3, 5, 5, 9});

  private static Space formula() {
    float[] values = new float[60 * 6];
    for (int v = 0; v < 60; v++) {
      for (int j = 0; j < 6; j++) {
        values[v * 6 + j] = (float) Math.sin(0.5 + 1.7 * v + 2.1 * j + 0.013 * v * v * (j + 1));
      }
    }
    return NullModels.space(Matrix.of(values, 60, 6));
  }

  private static int[] asked(int[][] ranks) {
    return Arrays.stream(ranks).flatMapToInt(Arrays::stream).filter(r -> r > 0).toArray();
  }

  @Test
  void ranksAreThoseOfBruteForce() {
    // numpy 2.4.6, every query against every row by itself, in float64
    AnalogyRanks ranks = AnalogyRanks.of(formula(), new AnalogyQueries(PAIRS));

    assertThat(asked(ranks.analogy()))
        .containsExactly(55, 14, 21, 48, 44, 57, 52, 48, 55, 32, 55, 8, 53, 53, 31, 41, 54, 55);
    assertThat(asked(ranks.open()))
        .containsExactly(57, 16, 22, 51, 46, 59, 55, 51, 57, 34, 58, 9, 55, 56, 33, 43, 56, 57);
    assertThat(asked(ranks.third()))
        .containsExactly(50, 47, 49, 57, 36, 49, 48, 57, 36, 50, 57, 36, 49, 57, 35, 49, 48, 48);
    assertThat(asked(ranks.second()))
        .containsExactly(56, 17, 18, 29, 50, 45, 44, 22, 28, 47, 49, 28, 48, 50, 30, 27, 54, 54);
  }

  @Test
  void advantageAndScoreAreThoseOfBruteForce() {
    Analogy found = Analogy.of(formula(), PAIRS, 9, 5, 1);

    assertThat(found.queries()).isEqualTo(18);
    assertThat(found.clusters()).isEqualTo(4);
    assertThat(found.vocabulary()).isEqualTo(60);
    assertThat(found.advantage()).isCloseTo(0.06976744186046512, within(1e-12));
    assertThat(found.score()).isCloseTo(0.27666666666666667, within(1e-12));
    assertThat(found.rules().getFirst().accuracy()).isZero();
    assertThat(found.rules().getFirst().reciprocalRank())
        .isCloseTo(0.03131351654591814, within(1e-12));
    assertThat(found.rules().getFirst().medianRank()).isEqualTo(50);
  }

  @Test
  void parallelogramsAreAnsweredAndTheThirdWordAloneIsNot() {
    // pair i is (e_i, e_i + 2 e_9); beside each first word lies a decoy that is nearer to it
    int n = 6;
    float[] values = new float[(3 * n + 82) * 10];
    for (int i = 0; i < n; i++) {
      values[i * 10 + i] = 1;
      values[(n + i) * 10 + i] = 1;
      values[(n + i) * 10 + 9] = 2;
      values[(2 * n + i) * 10 + i] = 1;
      values[(2 * n + i) * 10 + 8] = 0.1f;
    }
    for (int v = 3 * n; v < 3 * n + 82; v++) {
      values[v * 10 + 7] = -1 - v;
    }
    Space space = NullModels.space(Matrix.of(values, 3 * n + 82, 10));
    TokenPairs pairs =
        new TokenPairs(
            "shift", IntStream.range(0, n).toArray(), IntStream.range(n, 2 * n).toArray());

    Analogy found = Analogy.of(space, pairs, 19, 50, 1);

    Analogy.Ranks analogy = found.rules().get(0);
    assertThat(analogy.rule()).isEqualTo(Analogy.Rule.ANALOGY);
    assertThat(analogy.accuracy()).isEqualTo(1);
    assertThat(analogy.medianRank()).isEqualTo(1);
    assertThat(analogy.accuracies()).hasSize(50).containsOnly(1);
    assertThat(found.rules().get(2).accuracy()).as("the decoy is nearer").isZero();
    assertThat(found.rules().get(2).reciprocalRank()).isEqualTo(0.5);
    assertThat(found.score()).isEqualTo(1);
    assertThat(found.queries()).isEqualTo(n * (n - 1));
  }

  @Test
  void scaleAndTheOrderOfPairsChangeNothing() {
    Matrix gamma = NullModels.unembedding(NullModels.Shape.POWER_LAW, 300, 16, 5);
    TokenPairs pairs = NullModels.concepts(1, 8, 300, 5).getFirst();
    float[] values = new float[300 * 16];
    gamma.copyRows(0, 300, values);
    for (int i = 0; i < values.length; i++) {
      values[i] *= 4;
    }

    Analogy once = Analogy.of(NullModels.space(gamma), pairs, 0, 0, 1);
    Analogy scaled = Analogy.of(NullModels.space(Matrix.of(values, 300, 16)), pairs, 0, 0, 1);
    Analogy turned =
        Analogy.of(
            NullModels.space(gamma), pairs.only(new int[] {7, 6, 5, 4, 3, 2, 1, 0}), 0, 0, 1);

    assertThat(scaled.rules().getFirst().medianRank())
        .isEqualTo(once.rules().getFirst().medianRank());
    assertThat(scaled.advantage()).isCloseTo(once.advantage(), within(1e-12));
    assertThat(turned.advantage()).isCloseTo(once.advantage(), within(1e-12));
    assertThat(turned.score()).isCloseTo(once.score(), within(1e-12));
    for (int r = 0; r < 4; r++) {
      assertThat(turned.rules().get(r).reciprocalRank())
          .isCloseTo(once.rules().get(r).reciprocalRank(), within(1e-12));
    }
  }

  @Test
  void weightsCountPairsThatStandSeveralTimes() {
    double nan = Double.NaN;
    double[][] values = {{nan, 1, 2}, {3, nan, 4}, {5, 6, nan}};

    assertThat(AnalogyQueries.mean(values, new int[] {1, 1, 1}))
        .isCloseTo((4 + 3.5 + 3) / 3, within(1e-15));
    // pair 0: (3 * 1) / 1; pair 1: (1 * 2) / 2, once; pair 0 stands twice; pair 2 is gone
    assertThat(AnalogyQueries.mean(values, new int[] {2, 1, 0}))
        .isCloseTo((2 * 3 + 1) / 3.0, within(1e-15));
    assertThat(AnalogyQueries.mean(values, new int[] {3, 0, 0})).isNaN();
  }

  @Test
  void theTrueOrderOfPartnersGivesTheScore() {
    Space space = formula();
    AnalogyQueries queries = new AnalogyQueries(PAIRS);
    double[][] products = AnalogyQueries.products(space, queries.words());

    assertThat(queries.meanScore(products, new int[] {0, 1, 2, 3, 4}))
        .isCloseTo(Analogy.of(space, PAIRS, 0, 0, 1).score(), within(1e-15));
    assertThat(queries.contest(products).advantage(ONCE)).isBetween(-1.0, 1.0);
  }

  @Test
  void theSameSeedGivesTheSameDraws() {
    Analogy once = Analogy.of(formula(), PAIRS, 19, 19, 3);
    Analogy again = Analogy.of(formula(), PAIRS, 19, 19, 3);

    assertThat(again.random()).containsExactly(once.random());
    assertThat(again.shuffled()).containsExactly(once.shuffled());
    assertThat(again.replicates()).containsExactly(once.replicates());
  }

  @Test
  void pairsThatAllShareAWordAskNothing() {
    TokenPairs star = new TokenPairs("star", new int[] {1, 2, 3, 4}, new int[] {5, 5, 5, 5});

    Analogy found = Analogy.of(formula(), star, 9, 9, 1);

    assertThat(found.queries()).isZero();
    assertThat(found.advantage()).isNaN();
    assertThat(found.score()).isNaN();
    assertThat(found.rules().getFirst().accuracy()).isNaN();
    assertThat(found.rules().getFirst().medianRank()).isNaN();
  }

  @Test
  void tooFewPairsEqualWordsAndUndeclaredWordsAreRefused() {
    assertThatThrownBy(() -> Analogy.of(formula(), PAIRS.only(new int[] {0, 1, 2}), 9, 9, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("formula: analogies need at least 4 pairs, got 3");
    assertThatThrownBy(
            () ->
                Analogy.of(
                    formula(),
                    new TokenPairs("x", new int[] {1, 2, 3, 4}, new int[] {5, 6, 3, 8}),
                    9,
                    9,
                    1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("x: pair 2 is token 3 twice");
    Space few = new Space("few", Matrix.of(new float[60 * 6], 60, 6), new int[] {0, 1, 2, 3});
    assertThatThrownBy(() -> Analogy.of(few, PAIRS, 9, 9, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("formula: token 4 is not declared");
  }
}
