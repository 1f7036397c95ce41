package probe.stats;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How often 95 % intervals hold the truth, over 1000 samples each: give or take 1.4 %. */
class CoverageTest {
  private static final int[] CLUSTERS = {8, 15, 40};

  @ParameterizedTest
  @EnumSource(names = {"NORMAL", "PAIRED", "PAIRED_SKEWED", "ACCURACY"})
  void clusterBootstrapIntervalsCover(Simulated samples) {
    for (int clusters : CLUSTERS) {
      assertThat(bootstrap(samples, clusters)).as("%d clusters", clusters).isBetween(0.92, 0.98);
    }
  }

  @Test
  void singleItemsPerClusterNeedMoreThanEightOfThem() {
    assertThat(bootstrap(Simulated.PAIRED_SINGLE, 8)).isBetween(0.89, 0.94);
    assertThat(bootstrap(Simulated.PAIRED_SINGLE, 15)).isBetween(0.92, 0.98);
    assertThat(bootstrap(Simulated.PAIRED_SINGLE, 40)).isBetween(0.92, 0.98);
  }

  /** What is known to be missed too often stays as often missed as is written down. */
  @Test
  void verySkewedValuesNeedMoreThanFifteenClusters() {
    assertThat(bootstrap(Simulated.EXPONENTIAL, 8)).isBetween(0.87, 0.92);
    assertThat(bootstrap(Simulated.EXPONENTIAL, 15)).isBetween(0.89, 0.94);
    assertThat(bootstrap(Simulated.EXPONENTIAL, 40)).isBetween(0.91, 0.96);
  }

  @Test
  void plainPercentilesCoverTooLittleForFewClusters() {
    double coverage =
        Simulated.share(
            1000,
            41,
            random -> {
              WeightedRatio sample = Simulated.NORMAL.sample(8, random);
              double[] replicates = ClusterBootstrap.replicates(8, sample, 499, random.nextLong());
              double estimate = sample.applyAsDouble(new int[] {1, 1, 1, 1, 1, 1, 1, 1});
              return ClusterBootstrap.interval(
                      estimate, replicates, 8, 0.95, ClusterBootstrap.Kind.PERCENTILE)
                  .contains(0);
            });
    assertThat(coverage).isBetween(0.85, 0.91);
  }

  private static double bootstrap(Simulated samples, int clusters) {
    return Simulated.share(
        1000,
        41,
        random ->
            ClusterBootstrap.interval(
                    samples.sample(clusters, random), 0.95, 499, random.nextLong())
                .contains(samples.truth));
  }

  @ParameterizedTest
  @EnumSource(names = {"NORMAL", "PAIRED", "PAIRED_SINGLE", "PAIRED_SKEWED"})
  void jackknifeIntervalsCover(Simulated samples) {
    for (int clusters : CLUSTERS) {
      double coverage =
          Simulated.share(
              1000,
              42,
              random ->
                  Jackknife.of(clusters, samples.sample(clusters, random))
                      .interval(0.95)
                      .contains(samples.truth));
      assertThat(coverage).as("%d clusters", clusters).isBetween(0.92, 0.98);
    }
  }

  /** 8 items of each entity, which is positive or negative as a whole. */
  @Test
  void intervalsOfAnAucCover() {
    double truth = Distributions.normal(1 / Math.sqrt(2 * 1.25));
    for (int entities : new int[] {8, 16}) {
      int n = entities * 8;
      double coverage =
          Simulated.share(
              1000,
              43,
              random -> {
                double[] scores = new double[n];
                boolean[] positive = new boolean[n];
                int[] ids = new int[n];
                double effect = 0;
                for (int i = 0; i < n; i++) {
                  effect = i % 8 == 0 ? 0.5 * random.nextGaussian() : effect;
                  ids[i] = i / 8;
                  positive[i] = ids[i] % 2 == 0;
                  scores[i] = effect + random.nextGaussian() + (positive[i] ? 1 : 0);
                }
                return Auc.interval(scores, positive, ids, 0.95, 499, random.nextLong())
                    .contains(truth);
              });
      assertThat(coverage).as("%d entities", entities).isBetween(0.92, 0.98);
    }
  }
}
