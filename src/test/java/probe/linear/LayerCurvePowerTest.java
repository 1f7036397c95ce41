package probe.linear;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import probe.linear.LayerCurve.Result;
import probe.linear.LayerCurve.Settings;
import probe.result.Estimate;
import probe.stats.Seeds;

/**
 * How often a signal is found in one of four layers that are alike but for noise: pairs of words in
 * eight dimensions, rows of a pair alike with standard deviation 1, of a word with 1, single ones
 * with .5, and {@code shift} added to the first dimension of the second words. What was measured
 * stands above each check.
 */
class LayerCurvePowerTest {
  private static final int RUNS = Integer.getInteger("probe.simulations", 200);
  private static final int LAYERS = 4;

  @Test
  void aSignalIsFoundAndIsSelective() {
    double[] found = rates(40, 2);
    // 400 runs gave 1.00, .68; with a shift of 3 1.00, .91
    assertThat(found[0]).as("any layer").isGreaterThan(0.9);
    assertThat(found[1]).as("and selectivity above 0").isGreaterThan(0.5);
  }

  @Test
  void withoutASignalLittleIsFound() {
    double[] found = rates(40, 0);
    // 400 runs gave .04, .01
    assertThat(found[0]).as("any layer").isLessThan(0.09);
    assertThat(found[1]).as("and selectivity above 0").isLessThan(0.07);
  }

  @Test
  void manyPairsWithoutASignalAreCalledSo() {
    double[] found = rates(400, 0);
    // 400 runs gave .98; with 40 pairs .02
    assertThat(found[2]).as("AUC under .6 in every layer").isGreaterThan(0.5);
  }

  /** Any layer; any layer with a selective best one; an AUC surely under .6 in every layer. */
  private static double[] rates(int pairs, double shift) {
    boolean[][] found =
        IntStream.range(0, RUNS)
            .parallel()
            .mapToObj(run -> verdicts(pairs, shift, Seeds.of(5, run)))
            .toArray(boolean[][]::new);
    double[] out = new double[3];
    Arrays.setAll(out, k -> Arrays.stream(found).filter(row -> row[k]).count() / (double) RUNS);
    return out;
  }

  private static boolean[] verdicts(int pairs, double shift, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Simulated data = Simulated.of(Simulated.Design.PAIRS, pairs, 8, random).withSignal(shift);
    double[][][] x = new double[LAYERS][data.x().length][];
    for (int layer = 0; layer < LAYERS; layer++) {
      for (int i = 0; i < x[layer].length; i++) {
        double[] row = Simulated.gaussians(8, 0.7 * layer, random);
        for (int j = 0; j < row.length; j++) {
          row[j] += data.x()[i][j];
        }
        x[layer][i] = row;
      }
    }
    if (!(GroupedSplit.split(data.examples(), HoldOut.ENTITY, seed)
        instanceof Division.Split split)) {
      throw new AssertionError("refused");
    }
    Result result =
        LayerCurve.of(
            new Centroids(), data.examples(), split, x, new Settings(0.95, 199, 1, 0, false, seed));
    boolean any = result.anyLayer().p() <= 0.05;
    ProbeScore best = result.layers().get(result.best());
    return new boolean[] {
      any,
      any && Objects.requireNonNull(best.selectivity().low()) > 0,
      result.layers().stream().map(ProbeScore::auc).allMatch(LayerCurvePowerTest::little)
    };
  }

  private static boolean little(Estimate auc) {
    return Objects.requireNonNull(auc.high()) < 0.6;
  }
}
