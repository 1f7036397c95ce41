package probe.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WeightedRatioTest {
  @Test
  void weightsAreCopiesOfClusters() {
    Clusters clusters = Clusters.of(new int[] {1, 1, 2, 3});
    WeightedRatio mean = WeightedRatio.mean(new double[] {1, 2, 10, 100}, clusters);

    assertThat(mean.applyAsDouble(new int[] {1, 1, 1})).isEqualTo(113 / 4.0);
    assertThat(mean.applyAsDouble(new int[] {2, 0, 1})).isEqualTo((1 + 2 + 1 + 2 + 100) / 5.0);
    assertThat(mean.clusters()).isEqualTo(3);
  }

  @Test
  void aRatioOfRepeatedItemsIsThatOfTheWeights() {
    SplittableRandom random = new SplittableRandom(3);
    for (int trial = 0; trial < 100; trial++) {
      int n = random.nextInt(1, 20);
      int[] ids = random.ints(n, 0, 5).toArray();
      double[] top = Simulated.gaussians(n, random);
      double[] bottom = random.doubles(n, 0.1, 2).toArray();
      Clusters clusters = Clusters.of(ids);
      int[] weights = random.ints(clusters.count(), 0, 4).toArray();
      double a = 0;
      double b = 0;
      for (int i = 0; i < n; i++) {
        a += weights[clusters.index()[i]] * top[i];
        b += weights[clusters.index()[i]] * bottom[i];
      }
      double ratio = WeightedRatio.ratio(top, bottom, clusters).applyAsDouble(weights);
      if (b == 0) {
        assertThat(ratio).isNaN();
      } else {
        assertThat(ratio).isCloseTo(a / b, within(1e-10));
      }
    }
  }

  @Test
  void aDifferenceIsThatOfTheAccuracies() {
    boolean[] first = {true, true, false, true, true};
    boolean[] second = {true, false, false, false, true};
    Clusters clusters = Clusters.of(new int[] {1, 1, 2, 2, 2});

    WeightedRatio difference = WeightedRatio.difference(first, second, clusters);

    assertThat(difference.applyAsDouble(clusters.once()))
        .isCloseTo(4 / 5.0 - 2 / 5.0, within(1e-15));
  }

  @Test
  void aResampleIsTheMeanOfSomeClusters() {
    WeightedRatio mean = WeightedRatio.mean(new double[] {0, 8}, Clusters.singletons(2));
    SplittableRandom random = new SplittableRandom(1);
    int[] counts = new int[9];
    for (int i = 0; i < 4000; i++) {
      counts[(int) mean.resampled(random)]++;
    }
    assertThat(Arrays.stream(counts).sum()).isEqualTo(counts[0] + counts[4] + counts[8]);
    assertThat(counts[4] / 4000.0).isBetween(.47, .53);
  }

  @Test
  void whatDoesNotFitIsRefused() {
    Clusters two = Clusters.singletons(2);
    assertThatThrownBy(() -> WeightedRatio.mean(new double[3], two))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3 != 2");
    assertThatThrownBy(() -> WeightedRatio.ratio(new double[2], new double[] {1, Double.NaN}, two))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("item 1 is 0.0 / NaN");
    assertThatThrownBy(() -> WeightedRatio.difference(new boolean[2], new boolean[1], two))
        .hasMessageContaining("second answers");
    assertThatThrownBy(() -> WeightedRatio.mean(new double[2], two).applyAsDouble(new int[3]))
        .hasMessage("weights and clusters differ in number: 3 != 2");
  }
}
