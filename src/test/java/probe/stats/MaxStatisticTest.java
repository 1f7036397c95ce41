package probe.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MaxStatisticTest {
  private static final double[] OBSERVED = {2.0, .5, 1.5};
  private static final double[][] DRAWS = {
    {.1, .6, 1.},
    {2.1, .2, .3},
    {.4, 1.6, .2},
    {1., .1, 1.5},
    {.3, .4, .2},
    {.2, .9, 1.7},
    {1.1, .3, .4},
    {.6, .2, .1},
    {.5, .5, .5}
  };

  @Test
  void adjustedPValuesAreThoseOfABruteForceCount() {
    // numpy 2.4.6: (1 + (draws.max(1) >= observed).sum()) / 10, and over the remaining columns
    MaxStatistic single = MaxStatistic.singleStep(OBSERVED, DRAWS, false);
    assertThat(single.adjusted()).containsExactly(new double[] {.2, .9, .5}, within(1e-15));
    assertThat(single.any()).isEqualTo(.2);

    MaxStatistic down = MaxStatistic.stepDown(OBSERVED, DRAWS, false);
    assertThat(down.adjusted()).containsExactly(new double[] {.2, .5, .4}, within(1e-15));
    assertThat(down.any()).isEqualTo(.2);

    // after z = (x - mean) / std of the ten rows
    assertThat(MaxStatistic.singleStep(OBSERVED, DRAWS, true).adjusted())
        .containsExactly(new double[] {.3, .8, .5}, within(1e-15));
  }

  @Test
  void oneColumnIsThePermutationTest() {
    SplittableRandom random = new SplittableRandom(1);
    for (int trial = 0; trial < 50; trial++) {
      double[] draws = Simulated.gaussians(40, random);
      double[][] column =
          Arrays.stream(draws).mapToObj(x -> new double[] {x}).toArray(double[][]::new);
      double observed = random.nextGaussian();
      double p = PermutationTest.p(observed, draws);
      for (boolean standardise : new boolean[] {false, true}) {
        assertThat(MaxStatistic.stepDown(new double[] {observed}, column, standardise).any())
            .isEqualTo(p);
      }
    }
  }

  @Test
  void stepDownIsNeverStricterAndBothKeepTheOrder() {
    SplittableRandom random = new SplittableRandom(2);
    for (int trial = 0; trial < 50; trial++) {
      double[][] draws = new double[60][];
      Arrays.setAll(draws, b -> Simulated.gaussians(6, random));
      double[] observed = Arrays.stream(Simulated.gaussians(6, random)).sorted().toArray();
      double[] single = MaxStatistic.singleStep(observed, draws, false).adjusted();
      double[] down = MaxStatistic.stepDown(observed, draws, false).adjusted();
      for (int i = 0; i < 6; i++) {
        assertThat(down[i]).isLessThanOrEqualTo(single[i]);
        assertThat(i == 0 || down[i] <= down[i - 1]).isTrue();
        assertThat(i == 0 || single[i] <= single[i - 1]).isTrue();
      }
    }
  }

  @Test
  void aScaleOrAConstantColumnMattersOnlyWithoutStandardisation() {
    double[] observed = {2.0, 50, 1.5, 7};
    double[][] draws = new double[DRAWS.length][];
    Arrays.setAll(draws, b -> new double[] {DRAWS[b][0], 100 * DRAWS[b][1], DRAWS[b][2], 7});

    double[] adjusted = MaxStatistic.singleStep(observed, draws, true).adjusted();

    assertThat(Arrays.copyOf(adjusted, 3))
        .containsExactly(MaxStatistic.singleStep(OBSERVED, DRAWS, true).adjusted());
    assertThat(adjusted[3]).isOne();
    assertThat(MaxStatistic.singleStep(observed, draws, false).adjusted()[0]).isOne();
  }

  /** 8 correlated layers of growing scale, all null: some rejection in 5 % of 2000 experiments. */
  @Test
  void anyLayerIsFoundAsOftenAsItSays() {
    for (boolean standardise : new boolean[] {false, true}) {
      double rate =
          Simulated.share(
              2000,
              31,
              random -> {
                double[][] rows = new double[100][];
                Arrays.setAll(rows, b -> layers(random));
                double[][] draws = Arrays.copyOfRange(rows, 1, 100);
                return MaxStatistic.stepDown(rows[0], draws, standardise).any() <= .05;
              });
      assertThat(rate).isBetween(.04, .06);
    }
  }

  private static double[] layers(SplittableRandom random) {
    double common = random.nextGaussian();
    double[] values = Simulated.gaussians(8, random);
    Arrays.setAll(values, i -> (common + values[i]) * (i + 1));
    return values;
  }

  @Test
  void shapesThatDoNotFitAndNanAreRefused() {
    assertThatThrownBy(() -> MaxStatistic.singleStep(new double[0], DRAWS, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got 0 and 9");
    assertThatThrownBy(() -> MaxStatistic.stepDown(OBSERVED, new double[][] {{1, 2}}, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("draw 0 has 2 statistics, not 3");
    assertThatThrownBy(
            () -> MaxStatistic.stepDown(OBSERVED, new double[][] {{1, Double.NaN, 2}}, true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("statistic 1 of draw 0 is NaN");
    assertThatThrownBy(
            () -> MaxStatistic.singleStep(new double[] {Double.NaN}, new double[][] {{1}}, true))
        .hasMessage("observed statistic 0 is NaN");
  }
}
