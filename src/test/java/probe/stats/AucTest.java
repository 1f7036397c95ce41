package probe.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AucTest {
  private static final double[] SCORES = {.1, .4, .4, .4, .35, .8, .8, .9, .1, .6, .7, .35};
  private static final boolean[] POSITIVE = {
    false, false, true, true, false, true, false, true, false, false, true, true
  };

  @Test
  void theAreaWithTiesIsThatOfSklearn() {
    // scikit-learn 1.9.1: roc_auc_score(y, s) and with sample_weight
    assertThat(Auc.of(SCORES, POSITIVE)).isCloseTo(0.7222222222222223, within(1e-15));
    assertThat(
            Auc.weighted(SCORES, POSITIVE, Clusters.singletons(12))
                .applyAsDouble(new int[] {2, 0, 1, 3, 1, 1, 2, 0, 1, 4, 1, 2}))
        .isEqualTo(0.5);
  }

  @Test
  void perfectReversedAndConstantScoresAreOneZeroAndHalf() {
    boolean[] positive = {false, false, true, true, true};
    assertThat(Auc.of(new double[] {-1, 0, 1, 2, Double.POSITIVE_INFINITY}, positive)).isOne();
    assertThat(Auc.of(new double[] {5, 4, 3, 2, 1}, positive)).isZero();
    assertThat(Auc.of(new double[] {0, -0.0, 0, -0.0, 0}, positive)).isEqualTo(0.5);
  }

  @Test
  void weightsAreRepeatedItemsAndPairsAreCounted() {
    SplittableRandom random = new SplittableRandom(5);
    for (int trial = 0; trial < 200; trial++) {
      int n = random.nextInt(2, 25);
      double[] scores = random.ints(n, 0, 8).asDoubleStream().toArray();
      boolean[] positive = new boolean[n];
      int[] ids = random.ints(n, 0, 6).toArray();
      for (int i = 0; i < n; i++) {
        positive[i] = random.nextBoolean();
      }
      Clusters clusters = Clusters.of(ids);
      int[] weights = random.ints(clusters.count(), 0, 4).toArray();
      double right = 0;
      double pairs = 0;
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          if (positive[i] && !positive[j]) {
            double weight = weights[clusters.index()[i]] * weights[clusters.index()[j]];
            pairs += weight;
            right += weight * (Math.signum(scores[i] - scores[j]) + 1) / 2;
          }
        }
      }
      double area = Auc.weighted(scores, positive, clusters).applyAsDouble(weights);
      if (pairs == 0) {
        assertThat(area).isNaN();
      } else {
        assertThat(area).isEqualTo(right / pairs);
      }
    }
  }

  @Test
  void anIncreasingMapChangesNothingAndANegativeOneMirrors() {
    double auc = Auc.of(SCORES, POSITIVE);
    assertThat(Auc.of(Arrays.stream(SCORES).map(Math::exp).toArray(), POSITIVE)).isEqualTo(auc);
    assertThat(Auc.of(Arrays.stream(SCORES).map(x -> -x).toArray(), POSITIVE))
        .isCloseTo(1 - auc, within(1e-15));
  }

  @Test
  void intervalsHoldTheirEstimateAndADifferenceOfTheSameIsZero() {
    int[] ids = {1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6};

    Interval interval = Auc.interval(SCORES, POSITIVE, ids, 0.95, 2000, 3);

    assertThat(interval.estimate()).isCloseTo(0.7222222222222223, within(1e-15));
    assertThat(interval.contains(interval.estimate())).isTrue();
    assertThat(interval.clusters()).isEqualTo(6);
    assertThat(interval.low()).isBetween(0.0, 0.7);
    assertThat(interval.high()).isBetween(0.75, 1.0);
    Interval same = Auc.difference(SCORES, SCORES, POSITIVE, ids, 0.95, 200, 3);
    assertThat(same.low()).isZero();
    assertThat(same.high()).isZero();
    double[] reversed = Arrays.stream(SCORES).map(x -> -x).toArray();
    Interval other = Auc.difference(SCORES, reversed, POSITIVE, ids, 0.95, 2000, 3);
    assertThat(other.estimate()).isCloseTo(2 * interval.estimate() - 1, within(1e-14));
    assertThat(other.low()).isCloseTo(2 * interval.low() - 1, within(1e-12));
  }

  @Test
  void aClassWithOneEntityHasNoInterval() {
    Interval interval =
        Auc.interval(
            new double[] {1, 2, 3, 4, 5},
            new boolean[] {false, false, false, false, true},
            new int[] {1, 2, 3, 4, 5},
            0.95,
            2000,
            1);
    assertThat(interval.defined()).isFalse();
    assertThat(interval.estimate()).isOne();
  }

  @Test
  void oneClassAndNanAreRefused() {
    assertThatThrownBy(() -> Auc.of(new double[] {1, 2}, new boolean[] {true, true}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("an AUC needs positive and negative items, got 2 positive of 2");
    assertThatThrownBy(() -> Auc.of(new double[] {1, Double.NaN}, new boolean[] {true, false}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("score 1 is NaN");
    assertThatThrownBy(() -> Auc.of(new double[2], new boolean[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("labels");
  }
}
