package probe.stats;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Clustered samples whose true mean is known, for the calibration tests. */
enum Simulated {
  /** One normal value per cluster. */
  NORMAL(0) {
    @Override
    double value(SplittableRandom random, double[] effects) {
      return random.nextGaussian();
    }
  },
  /** One exponential value per cluster: skewness 2. */
  EXPONENTIAL(1) {
    @Override
    double value(SplittableRandom random, double[] effects) {
      return -Math.log(1 - random.nextDouble());
    }
  },
  /** One item per cluster, right by 75 % and 62.5 % of two methods. */
  PAIRED_SINGLE(0.125) {
    @Override
    double value(SplittableRandom random, double[] effects) {
      return (random.nextDouble() < 0.75 ? 1 : 0) - (random.nextDouble() < 0.625 ? 1 : 0);
    }
  },
  /** 5 to 20 items per cluster, right by 75 % and 62.5 % of two methods, by cluster. */
  PAIRED(0.125) {
    @Override
    double[] effects(SplittableRandom random) {
      return new double[] {beta(6, 2, random), beta(5, 3, random)};
    }
  },
  /** The same near the ceiling: 95 % and 85 %, skewed. */
  PAIRED_SKEWED(0.1) {
    @Override
    double[] effects(SplittableRandom random) {
      return new double[] {beta(19, 1, random), beta(17, 3, random)};
    }
  },
  /** 5 to 20 items per cluster, right by 80 %, but by very different shares of each cluster. */
  ACCURACY(0.8) {
    @Override
    double[] effects(SplittableRandom random) {
      return new double[] {beta(4, 1, random)};
    }
  };

  final double truth;

  Simulated(double truth) {
    this.truth = truth;
  }

  double[] effects(SplittableRandom random) {
    return new double[0];
  }

  double value(SplittableRandom random, double[] effects) {
    double value = random.nextDouble() < effects[0] ? 1 : 0;
    return effects.length == 1 ? value : value - (random.nextDouble() < effects[1] ? 1 : 0);
  }

  /** A sample of {@code clusters} clusters as a mean over items. */
  WeightedRatio sample(int clusters, SplittableRandom random) {
    double[] values = new double[clusters];
    double[] items = new double[clusters];
    for (int g = 0; g < clusters; g++) {
      double[] effects = effects(random);
      items[g] = effects.length == 0 ? 1 : random.nextInt(5, 21);
      for (int i = 0; i < items[g]; i++) {
        values[g] += value(random, effects);
      }
    }
    return WeightedRatio.ratio(values, items, Clusters.singletons(clusters));
  }

  /** Share of {@code trials} for which {@code trial} says yes, each with its own generator. */
  static double share(int trials, long seed, Trial trial) {
    int yes = 0;
    for (int i = 0; i < trials; i++) {
      yes += trial.run(new SplittableRandom(Seeds.of(seed, i))) ? 1 : 0;
    }
    return (double) yes / trials;
  }

  /** One simulated experiment. */
  interface Trial {
    boolean run(SplittableRandom random);
  }

  /** Beta(a, b) for whole numbers: the a-th smallest of a + b - 1 uniform numbers. */
  private static double beta(int a, int b, SplittableRandom random) {
    double[] uniform = random.doubles(a + b - 1).sorted().toArray();
    return uniform[a - 1];
  }

  static double[] gaussians(int n, SplittableRandom random) {
    double[] values = new double[n];
    Arrays.setAll(values, i -> random.nextGaussian());
    return values;
  }

  /** Puts {@code values} into a random order, [0] to [n - 1]. */
  static void shuffle(double[] values, SplittableRandom random) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      double held = values[i];
      values[i] = values[j];
      values[j] = held;
    }
  }
}
