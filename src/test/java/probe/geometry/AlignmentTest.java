package probe.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;

class AlignmentTest {
  private static final List<TokenPairs> WORDS = List.of(SmallExample.WORDS, SmallExample.OTHER);

  private static AlignmentRow row(int... differing) {
    StatePairs contexts = SmallExample.contexts(differing);
    return Alignment.of(SmallExample.space(), List.of(contexts, contexts), WORDS, 50, 40, 3)
        .rows()
        .getFirst();
  }

  @Test
  void statesThatDifferAlongTheDirectionHaveCosineOneAndAreToldApart() {
    Space space = SmallExample.space();
    double[] direction = Directions.unit(space.differences(SmallExample.WORDS), 4);
    double[][] left = new double[5][4];
    double[][] right = new double[5][4];
    for (int i = 0; i < 5; i++) {
      for (int j = 0; j < 4; j++) {
        right[i][j] = (i + 1) * direction[j];
      }
    }
    StatePairs contexts =
        new StatePairs("c", left, right, new int[] {0, 1, 2, 3, 4}, new int[5][0]);
    AlignmentRow found =
        Alignment.of(space, List.of(contexts), List.of(SmallExample.WORDS), 20, 30, 1)
            .rows()
            .getFirst();

    assertThat(found.matching()).isCloseTo(1, within(1e-12));
    assertThat(found.auc()[0]).isEqualTo(1);
    assertThat(found.nonMatching()).isNaN();
    assertThat(Arrays.stream(found.matchingReplicates()))
        .hasSize(30)
        .allMatch(x -> Math.abs(x - 1) < 1e-12);
  }

  @Test
  void valuesAreThoseOfNumpyAndScikitLearn() {
    // numpy 2.4.6, sklearn 1.9.1: np.mean([x @ d / norm(x) for x in R - L]) and
    // roc_auc_score(labels, np.r_[L, R] @ d) with d the normalised mean difference
    AlignmentRow found = row();

    assertThat(found.cosines())
        .containsExactly(new double[] {0.07210974201785277, -0.06538170371765396}, within(1e-14));
    assertThat(found.auc()).containsExactly(new double[] {0.75, 0.4444444444444445}, within(1e-14));
    assertThat(found.nonMatchingSize()).isEqualTo(-found.nonMatching());
    assertThat(found.templates()).isEqualTo(3);
  }

  @Test
  void wordsInWhichContextsDifferAreLeftOut() {
    AlignmentRow found = row(2, 99);

    assertThat(found.excluded()).isEqualTo(1);
    assertThat(found.wordPairs()).isEqualTo(4);
    assertThat(found.matching()).isCloseTo(0.06209227131429244, within(1e-14));
  }

  @Test
  void lengthsOfStateDifferencesAndTheOrderOfPairsDoNotMatter() {
    AlignmentRow once = row();
    StatePairs contexts = SmallExample.contexts();
    double[][] left = new double[6][4];
    double[][] right = new double[6][];
    for (int i = 0; i < 6; i++) {
      int from = 5 - i;
      right[i] = contexts.differences()[from];
      for (int j = 0; j < 4; j++) {
        right[i][j] *= from + 1;
      }
    }
    StatePairs other =
        new StatePairs("x", left, right, new int[] {0, 0, 1, 1, 2, 2}, new int[6][0]);
    AlignmentRow found =
        Alignment.of(SmallExample.space(), List.of(other, other), WORDS, 50, 40, 3)
            .rows()
            .getFirst();

    assertThat(found.cosines()).containsExactly(once.cosines(), within(1e-14));
    assertThat(found.random()).containsExactly(once.random(), within(1e-14));
  }

  @Test
  void theSameSeedGivesTheSameDrawsOnAnyNumberOfThreads() throws Exception {
    try (ForkJoinPool one = new ForkJoinPool(1)) {
      AlignmentRow alone = one.submit(() -> row()).get();
      assertThat(alone.random()).containsExactly(row().random());
      assertThat(alone.aucReplicates()).isDeepEqualTo(row().aucReplicates());
    }
    assertThat(row().random()).containsExactly(row().random());
    assertThat(row().replicates()).isDeepEqualTo(row().replicates());
    AlignmentRow found = row();
    double[] excess = found.excessReplicates();
    for (int b = 0; b < excess.length; b++) {
      assertThat(excess[b])
          .isEqualTo(found.matchingReplicates()[b] - found.nonMatchingReplicates()[b]);
    }
  }

  @Test
  void tooFewWordsOrTemplatesCannotBeTested() {
    AlignmentRow few = row(2, 8);
    assertThat(few.untested())
        .isEqualTo("3 word pairs have no token in which the contexts differ, 4 are needed");
    assertThat(few.matching()).isNaN();
    assertThat(few.random()).isEmpty();
    assertThat(few.replicates()).isEmpty();

    StatePairs same = SmallExample.contexts();
    StatePairs unmoved =
        new StatePairs("same", same.left(), same.left(), same.templates(), same.differing());
    AlignmentRow still =
        Alignment.of(SmallExample.space(), List.of(unmoved, same), WORDS, 9, 9, 3)
            .rows()
            .getFirst();
    assertThat(still.unmoved()).isEqualTo(6);
    assertThat(still.untested())
        .isEqualTo("states differ in contexts of 0 templates, 3 are needed");
  }

  @Test
  void listsAndStatesThatDoNotFitAreRefused() {
    StatePairs contexts = SmallExample.contexts();
    assertThatThrownBy(() -> Alignment.of(SmallExample.space(), List.of(contexts), WORDS, 9, 9, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("1 concepts as contexts, 2 as words");
    StatePairs narrow =
        new StatePairs("n", new double[1][3], new double[1][3], new int[1], new int[1][0]);
    assertThatThrownBy(
            () -> Alignment.of(SmallExample.space(), List.of(narrow, narrow), WORDS, 9, 9, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("n: states have 3 dimensions, the space has 4");
    assertThatThrownBy(
            () ->
                new StatePairs("u", new double[2][3], new double[1][3], new int[2], new int[2][0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("u: 2 left and 1 right contexts, 2 templates, 2 lists of differing tokens");
    assertThatThrownBy(
            () ->
                new StatePairs("u", new double[1][3], new double[1][2], new int[1], new int[1][0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("u: vector dimensions differ: 3 != 2");
  }

  @Test
  void directionsAreExchangedInAllOrders() {
    double[][] cosines = new double[4][4];
    for (int k = 0; k < 4; k++) {
      cosines[k][k] = 1;
    }
    LabelTest found = Objects.requireNonNull(LabelTest.of(cosines, 10, 1));

    assertThat(found.observed()).isEqualTo(1);
    assertThat(found.all()).isTrue();
    assertThat(Arrays.stream(found.draws())).hasSize(23).allMatch(x -> x < 1);
    // nine orders leave none in its place: matching 0, others 4 of 12
    assertThat(Arrays.stream(found.draws()).filter(x -> Math.abs(x + 1 / 3.0) < 1e-12)).hasSize(9);
    assertThat(found.lowest()).isEqualTo(1 / 24.0);
  }

  @Test
  void orderMayBeSampledAndConceptsWithoutADirectionAreOut() {
    double[][] many = new double[8][8];
    Arrays.setAll(many, k -> NullStates.direction(8, k));
    LabelTest sampled = Objects.requireNonNull(LabelTest.of(many, 99, 1));
    assertThat(sampled.all()).isFalse();
    assertThat(sampled.draws()).hasSize(99);
    for (int k = 0; k < 5; k++) {
      many[k][k] = Double.NaN;
    }
    assertThat(LabelTest.of(many, 99, 1)).isNull();
  }
}
