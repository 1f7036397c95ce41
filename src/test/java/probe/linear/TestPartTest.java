package probe.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import probe.stats.Auc;
import probe.stats.Interval;
import probe.stats.Ranks;

class TestPartTest {
  private static final int[] LABELS = {0, 0, 1, 1, 0, 1, 0, 0, 0, 1, 1, 0};
  private static final double[] SCORES = {.1, .4, .35, .8, .4, .2, .9, .4, .1, .7, .3, .05};

  @Test
  void aucAgreesWithDeLong() {
    // scikit-learn's roc_auc_score .6; DeLong's standard error .18405855323893036 by numpy
    int[] own = IntStream.range(0, 12).toArray();

    Interval interval = new TestPart(LABELS, own, 0.95).auc(SCORES);

    assertThat(interval.estimate()).isCloseTo(0.6, within(1e-12));
    double trials = 0.24 / (0.18405855323893036 * 0.18405855323893036);
    double t = 2.32; // about t(7.8)
    double centre = (0.6 + t * t / (2 * trials)) / (1 + t * t / trials);
    assertThat((interval.low() + interval.high()) / 2).isCloseTo(centre, within(0.01));
  }

  @Test
  void ranksGiveTheAucForAnyLabels() {
    SplittableRandom random = new SplittableRandom(3);
    for (int run = 0; run < 50; run++) {
      int n = 20;
      double[] scores = random.doubles(n).map(s -> Math.floor(8 * s)).toArray();
      int[] labels = IntStream.range(0, n).map(i -> i < 6 ? 1 : 0).toArray();
      Simulated.shuffle(labels, random);
      boolean[] positive = new boolean[n];
      for (int i = 0; i < n; i++) {
        positive[i] = labels[i] == 1;
      }

      assertThat(TestPart.auc(Ranks.midranks(scores), labels))
          .isCloseTo(Auc.of(scores, positive), within(1e-12));
    }
  }

  @Test
  void balancedAccuracyWeighsClassesAlike() {
    int[] labels = {1, 1, 0, 0, 0, 0, 0, 0};
    double[] scores = {1, -1, -1, -1, -1, -1, -1, 1};

    Interval interval =
        new TestPart(labels, IntStream.range(0, 8).toArray(), 0.95).balancedAccuracy(scores);

    assertThat(interval.estimate()).isCloseTo((0.5 + 5 / 6.0) / 2, within(1e-12));
    assertThat(TestPart.accuracy(scores, labels)).isEqualTo(0.75);
  }

  @Test
  void aConstantScoreIsChance() {
    TestPart part = new TestPart(LABELS, IntStream.range(0, 12).toArray(), 0.95);

    assertThat(part.balancedAccuracy(new double[12]).estimate()).isEqualTo(0.5);
    assertThat(part.auc(new double[12]).estimate()).isEqualTo(0.5);
  }

  @Test
  void aPairedDifferenceIsNarrowerThanItsParts() {
    double[] other = SCORES.clone();
    other[0] = 0.5;
    TestPart part = new TestPart(LABELS, IntStream.range(0, 12).toArray(), 0.95);

    Interval difference = part.aucOver(SCORES, other);
    Interval alone = part.auc(SCORES);

    assertThat(difference.estimate())
        .isCloseTo(alone.estimate() - part.auc(other).estimate(), within(1e-12));
    assertThat(difference.high() - difference.low()).isLessThan(alone.high() - alone.low());
    assertThat(part.balancedAccuracyOver(SCORES, SCORES).contains(0)).isTrue();
  }
}
