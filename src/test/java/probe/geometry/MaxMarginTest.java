package probe.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MaxMarginTest {
  private static StatePairs along(double[] direction, int... differing) {
    double[][] left = new double[3][4];
    double[][] right = new double[3][];
    for (int i = 0; i < 3; i++) {
      double[] row = direction.clone();
      int pair = i;
      Arrays.setAll(row, j -> row[j] * (2 + pair));
      right[i] = row;
    }
    return new StatePairs("c", left, right, new int[] {0, 1, 2}, new int[][] {differing, {}, {}});
  }

  @Test
  void differencesAreHeldAgainstTheSeparatingDirection() {
    Space space = SmallExample.space();
    MaxMargin found =
        MaxMargin.of(space, along(new double[] {0, 1, 0, 0}), SmallExample.WORDS, 40, 20, 1);

    assertThat(found.separable()).isTrue();
    assertThat(found.size()).isCloseTo(1, within(1e-9));
    assertThat(found.agreement()).isCloseTo(1, within(1e-12));
    double[][] differences = space.differences(SmallExample.WORDS);
    for (int i = 0; i < differences.length; i++) {
      assertThat(found.margin().cosines()[i])
          .isCloseTo(differences[i][1] / Vectors.norm(differences[i]), within(1e-12));
    }
    assertThat(found.margin().random()).hasSize(40).containsExactly(found.means().random());
    assertThat(found.margin().replicates()).hasSize(20);
  }

  @Test
  void valuesAreThoseOfNumpyAndScikitLearn() {
    // sklearn 1.9.1: SVC(kernel="linear", C=1e12, tol=1e-12) on the first three context pairs;
    // numpy 2.4.6: 1 / norm(w), np.mean([x @ w / norm(x) / norm(w)]), the same for (R - L).mean(0)
    StatePairs all = SmallExample.contexts();
    StatePairs contexts =
        new StatePairs(
            "three",
            Arrays.copyOf(all.left(), 3),
            Arrays.copyOf(all.right(), 3),
            new int[] {0, 1, 2},
            new int[3][0]);
    MaxMargin found = MaxMargin.of(SmallExample.space(), contexts, SmallExample.WORDS, 10, 10, 1);

    assertThat(found.size()).isCloseTo(0.9013878188662013, within(2e-6));
    assertThat(found.agreement()).isCloseTo(0.8859936733533288, within(2e-3));
    assertThat(found.margin().statistic()).isCloseTo(0.00886662642063878, within(2e-3));
    assertThat(found.means().statistic()).isCloseTo(0.02373299721205535, within(1e-14));
  }

  @Test
  void turningStatesTheOtherWayTurnsTheSign() {
    Space space = SmallExample.space();
    StatePairs once = SmallExample.contexts();
    StatePairs turned =
        new StatePairs("t", once.right(), once.left(), once.templates(), once.differing());
    MaxMargin a = MaxMargin.of(space, once, SmallExample.WORDS, 10, 10, 1);
    MaxMargin b = MaxMargin.of(space, turned, SmallExample.WORDS, 10, 10, 1);

    assertThat(b.means().statistic()).isCloseTo(-a.means().statistic(), within(1e-14));
    assertThat(b.separable()).isEqualTo(a.separable());
  }

  @Test
  void classesThatOverlapLeaveTheDifferenceOfMeans() {
    double[][] left = {{0, 1, 0, 0}, {0, -1, 0, 0}, {0, 0.1, 0, 0}};
    double[][] right = {{1, 0, 0, 0}, {-1, 0, 0, 0}, {0.1, 0, 0, 0}};
    StatePairs contexts = new StatePairs("cross", left, right, new int[] {0, 1, 2}, new int[3][0]);
    MaxMargin found = MaxMargin.of(SmallExample.space(), contexts, SmallExample.WORDS, 10, 10, 1);

    assertThat(found.untested()).isEmpty();
    assertThat(found.separable()).isFalse();
    assertThat(found.size()).isNaN();
    assertThat(found.agreement()).isNaN();
    assertThat(found.margin().random()).isEmpty();
    assertThat(found.margin().statistic()).isNaN();
    assertThat(found.means().random()).hasSize(10);
  }

  @Test
  void tooFewWordsOrContextsCannotBeTested() {
    MaxMargin few =
        MaxMargin.of(
            SmallExample.space(),
            along(new double[] {1, 0, 0, 0}, 0, 9),
            SmallExample.WORDS,
            10,
            10,
            1);

    assertThat(few.excluded()).isEqualTo(2);
    assertThat(few.untested())
        .isEqualTo("3 word pairs have no token in which the contexts differ, 4 are needed");
    assertThat(few.means().statistic()).isNaN();
    StatePairs one =
        new StatePairs("1", new double[1][4], new double[1][4], new int[1], new int[1][0]);
    assertThat(MaxMargin.of(SmallExample.space(), one, SmallExample.WORDS, 10, 10, 1).untested())
        .isEqualTo("1 contexts of each class, 2 are needed");
    StatePairs narrow =
        new StatePairs("n", new double[1][3], new double[1][3], new int[1], new int[1][0]);
    assertThatThrownBy(
            () -> MaxMargin.of(SmallExample.space(), narrow, SmallExample.WORDS, 10, 10, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("n: states have 3 dimensions, the space has 4");
  }
}
