package probe.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClassReadoutTest {
  private static final int[] CLASSES = IntStream.range(0, 60).map(i -> i / 12).toArray();

  /** Noise, and {@code strength} times a direction for each class. */
  private static double[][] states(double strength, int d, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] means = new double[5][d];
    for (double[] mean : means) {
      Arrays.setAll(mean, k -> random.nextGaussian());
    }
    double[][] x = new double[CLASSES.length][d];
    for (int i = 0; i < x.length; i++) {
      double[] mean = means[CLASSES[i]];
      Arrays.setAll(x[i], k -> strength * mean[k] + random.nextGaussian());
    }
    return x;
  }

  private static double accuracy(int[] told, int[] classes) {
    return IntStream.range(0, told.length).filter(i -> told[i] == classes[i]).count()
        / (double) told.length;
  }

  @Test
  void plantedClassesAreRead() {
    int[] folds = ClassReadout.folds(CLASSES, 1);

    int[][] told = ClassReadout.predictions(states(3, 128, 5), new int[][] {CLASSES}, 5, folds);

    assertThat(told[0]).isEqualTo(CLASSES);
  }

  @Test
  void shuffledLabelsAreReadAtChance() {
    double real = 0;
    double control = 0;
    int runs = 40;
    for (int run = 0; run < runs; run++) {
      int[] folds = ClassReadout.folds(CLASSES, run);
      int[] shuffled = ClassReadout.control(CLASSES, folds, run);
      int[][] told =
          ClassReadout.predictions(states(3, 64, run), new int[][] {CLASSES, shuffled}, 5, folds);
      real += accuracy(told[0], CLASSES) / runs;
      control += accuracy(told[1], shuffled) / runs;
    }

    assertThat(real).isGreaterThan(0.99);
    // the mean of 2,400 answers, of which those of a run depend on one another
    assertThat(control).isBetween(0.16, 0.24);
  }

  @Test
  void noiseIsReadAtChance() {
    double mean = 0;
    int runs = 40;
    for (int run = 0; run < runs; run++) {
      int[] folds = ClassReadout.folds(CLASSES, run);
      int[] told =
          ClassReadout.predictions(states(0, 128, run), new int[][] {CLASSES}, 5, folds)[0];
      mean += accuracy(told, CLASSES) / runs;
    }

    assertThat(mean).isBetween(0.17, 0.23);
  }

  @Test
  void foldsHaveAllClassesAlike() {
    int[] folds = ClassReadout.folds(CLASSES, 7);

    for (int fold = 0; fold < 6; fold++) {
      for (int c = 0; c < 5; c++) {
        int f = fold;
        int k = c;
        assertThat(IntStream.range(0, 60).filter(i -> folds[i] == f && CLASSES[i] == k).count())
            .isEqualTo(2);
      }
    }
    assertThat(ClassReadout.folds(CLASSES, 7)).isEqualTo(folds);
    assertThat(ClassReadout.folds(CLASSES, 8)).isNotEqualTo(folds);
  }

  @Test
  void aControlKeepsEveryFold() {
    int[] folds = ClassReadout.folds(CLASSES, 7);
    int[] control = ClassReadout.control(CLASSES, folds, 3);

    assertThat(control).isNotEqualTo(CLASSES);
    for (int fold = 0; fold < 6; fold++) {
      int f = fold;
      int[] rows = IntStream.range(0, 60).filter(i -> folds[i] == f).toArray();
      assertThat(IntStream.of(rows).map(i -> control[i]).sorted().toArray())
          .isEqualTo(IntStream.of(rows).map(i -> CLASSES[i]).sorted().toArray());
    }
  }

  /** A row's own fold has no part in what is told of it. */
  @Test
  void whatIsToldOfARowDoesNotDependOnItsLabel() {
    double[][] x = states(1, 32, 3);
    int[] folds = ClassReadout.folds(CLASSES, 1);
    int[] other = CLASSES.clone();
    for (int i = 0; i < 60; i++) {
      if (folds[i] == 2) {
        other[i] = (other[i] + 1) % 5;
      }
    }

    int[][] told = ClassReadout.predictions(x, new int[][] {CLASSES, other}, 5, folds);

    for (int i = 0; i < 60; i++) {
      if (folds[i] == 2) {
        assertThat(told[1][i]).isEqualTo(told[0][i]);
      }
    }
  }

  @Test
  void shiftedAndScaledColumnsAreReadAlike() {
    double[][] x = states(0.5, 32, 9);
    double[][] moved = new double[60][32];
    for (int i = 0; i < 60; i++) {
      for (int k = 0; k < 32; k++) {
        moved[i][k] = x[i][k] * (1 + k) + 100 * k;
      }
    }
    int[] folds = ClassReadout.folds(CLASSES, 1);

    assertThat(ClassReadout.predictions(moved, new int[][] {CLASSES}, 5, folds)[0])
        .isEqualTo(ClassReadout.predictions(x, new int[][] {CLASSES}, 5, folds)[0]);
  }

  @Test
  void rowsThatAreAllAlikeAreTied() {
    double[][] x = new double[60][8];
    for (double[] row : x) {
      Arrays.fill(row, 0.1f);
    }

    int[] told =
        ClassReadout.predictions(x, new int[][] {CLASSES}, 5, ClassReadout.folds(CLASSES, 1))[0];

    assertThat(told).containsOnly(ClassReadout.TIED);
  }

  /** Of two classes, one-hot labels are those of a binary ridge; every row is left out in turn. */
  @Test
  void twoClassesAreRidgeWithThePenaltyOfLeavingOneOut() {
    int n = 24;
    SplittableRandom random = new SplittableRandom(3);
    int[] classes = IntStream.range(0, n).map(i -> i / 12).toArray();
    double[][] x = new double[n][40];
    for (int i = 0; i < n; i++) {
      double by = classes[i] == 0 ? 0.25 : -0.25;
      Arrays.setAll(x[i], k -> random.nextGaussian() * (1 + k % 3) + by);
    }
    int[] folds = ClassReadout.folds(classes, 5);

    int[] found = ClassReadout.predictions(x, new int[][] {classes}, 2, folds)[0];

    for (int fold = 0; fold < 6; fold++) {
      int f = fold;
      int[] train = IntStream.range(0, n).filter(i -> folds[i] != f).toArray();
      Scaling scaling = Scaling.of(probe.algebra.Dense.of(Rows.of(x, train)));
      double[][] scaled = new double[n][];
      for (int i = 0; i < n; i++) {
        scaled[i] = scaling.apply(probe.algebra.Dense.of(new double[][] {x[i]})).row(0);
      }
      // of standardised columns, the mean eigenvalue of [m, m] is d
      double best = Double.POSITIVE_INFINITY;
      double penalty = 0;
      for (double share : new double[] {100, 10, 1, 0.1, 0.01, 0.001}) {
        double error = 0;
        for (int left : train) {
          int[] rest = IntStream.of(train).filter(i -> i != left).toArray();
          LinearProbe probe =
              new Ridge().fit(Rows.of(scaled, rest), Rows.of(classes, rest), share * 40);
          error += Math.pow(probe.score(scaled[left]) - (2 * classes[left] - 1), 2);
        }
        if (error < best) {
          best = error;
          penalty = share * 40;
        }
      }
      LinearProbe probe = new Ridge().fit(Rows.of(scaled, train), Rows.of(classes, train), penalty);
      for (int i = 0; i < n; i++) {
        if (folds[i] == fold) {
          assertThat(found[i]).isEqualTo(probe.score(scaled[i]) > 0 ? 1 : 0);
        }
      }
    }
  }

  @Test
  void whatCannotBeDividedIsRefused() {
    assertThatThrownBy(() -> ClassReadout.folds(new int[] {0, 0, 1}, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("class 1 has 1 rows");
    assertThatThrownBy(
            () ->
                ClassReadout.predictions(
                    new double[2][1], new int[][] {{0, 1}}, 2, new int[] {0, 0}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("single fold");
    assertThatThrownBy(
            () ->
                ClassReadout.predictions(
                    new double[2][1], new int[][] {{0, 5}}, 2, new int[] {0, 1}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("label 5 is none of the 2 classes");
  }
}
