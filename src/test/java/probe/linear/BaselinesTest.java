package probe.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BaselinesTest {
  private static final int[] ALL = IntStream.range(0, 200).toArray();

  @Test
  void majorityIsThatOfTheTrainingPart() {
    int[] labels = {1, 1, 0, 0, 0, 1};

    assertThat(Baselines.majority(labels, new int[] {0, 1, 2}, new int[] {3, 4, 5}))
        .isEqualTo(1 / 3.0);
    assertThat(Baselines.majority(labels, new int[] {1, 2}, new int[] {3, 4, 5}))
        .isEqualTo(2 / 3.0);
  }

  @Test
  void bagsCountTokensOfTheTrainingPart() {
    int[][] tokens = {{5, 9, 5}, {9}, {7, 5}};

    double[][] bags = Baselines.bagOfWords(tokens, new int[] {0, 1});

    // 5 and 9 are both there twice; 7 only in the test part
    assertThat(bags).isDeepEqualTo(new double[][] {{2, 1}, {0, 1}, {1, 0}});
  }

  @Test
  void aRandomDirectionHasTheBestThresholdAndSign() {
    SplittableRandom random = new SplittableRandom(1);
    for (long seed = 0; seed < 20; seed++) {
      double[][] x = new double[200][];
      int[] labels = new int[200];
      for (int i = 0; i < 200; i++) {
        labels[i] = i % 3 == 0 ? 1 : 0;
        x[i] = new double[] {Math.floor(4 * random.nextGaussian()) + 3 * labels[i], 0};
      }
      LinearProbe probe = Baselines.randomDirection(x, labels, ALL, seed);

      double found = balanced(probe, x, labels);
      double best = 0;
      for (double cut = -20; cut < 20; cut++) {
        double w = probe.weights()[0];
        best = Math.max(best, balanced(new LinearProbe(probe.weights(), -w * cut), x, labels));
        LinearProbe other = new LinearProbe(new double[] {-w, 0}, w * cut);
        best = Math.max(best, balanced(other, x, labels));
      }
      assertThat(found).isCloseTo(best, within(1e-9));
    }
  }

  @Test
  void aConstantDirectionIsChance() {
    double[][] x = new double[200][3];
    int[] labels = IntStream.range(0, 200).map(i -> i % 2).toArray();

    assertThat(balanced(Baselines.randomDirection(x, labels, ALL, 1), x, labels)).isEqualTo(0.5);
  }

  private static double balanced(LinearProbe probe, double[][] x, int[] labels) {
    double[] correct = TestPart.correct(Rows.scores(probe, x, ALL), labels);
    double[] sum = new double[2];
    int[] count = new int[2];
    for (int i = 0; i < correct.length; i++) {
      sum[labels[i]] += correct[i];
      count[labels[i]]++;
    }
    return (sum[0] / count[0] + sum[1] / count[1]) / 2;
  }
}
