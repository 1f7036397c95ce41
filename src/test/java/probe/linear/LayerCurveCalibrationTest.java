package probe.linear;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import probe.linear.LayerCurve.Result;
import probe.linear.LayerCurve.Settings;
import probe.stats.Seeds;

/** How often tests at the 5 % level reject for labels without structure. */
class LayerCurveCalibrationTest {
  private static final int RUNS = Integer.getInteger("probe.simulations", 500);
  private static final int LAYERS = 4;

  @ParameterizedTest
  @CsvSource({
    "SINGLE, 30",
    "REPEATED, 20",
    "UNEQUAL, 20",
    "PAIRS, 20",
    "UNEQUAL_PAIRS, 20",
    "IMBALANCED, 40",
    "UNEQUAL_IMBALANCED, 40"
  })
  void rejectsAtItsLevel(Simulated.Design design, int entities) {
    int[] rejected = new int[3];
    IntStream.range(0, RUNS)
        .parallel()
        .forEach(
            run -> {
              Result result = run(design, entities, Seeds.of(Seeds.of(1, design.name()), run));
              boolean one = result.layers().get(1).test().p() <= 0.05;
              boolean any = result.anyLayer().p() <= 0.05;
              boolean adjusted = result.layers().stream().anyMatch(s -> adjusted(s) <= 0.05);
              synchronized (rejected) {
                rejected[0] += one ? 1 : 0;
                rejected[1] += any ? 1 : 0;
                rejected[2] += adjusted ? 1 : 0;
              }
            });
    if (Integer.getInteger("probe.simulations") != null) {
      System.out.printf(
          "%s: one layer %.3f, any layer %.3f, adjusted %.3f%n",
          design,
          rejected[0] / (double) RUNS,
          rejected[1] / (double) RUNS,
          rejected[2] / (double) RUNS);
    }

    assertThat(rejected[0] / (double) RUNS).isBetween(0.02, 0.08);
    assertThat(rejected[1] / (double) RUNS).isBetween(0.02, 0.08);
    assertThat(rejected[2]).isEqualTo(rejected[1]);
  }

  private static double adjusted(ProbeScore score) {
    Double adjusted = score.test().adjusted();
    return adjusted == null ? 1 : adjusted;
  }

  /** Layers that are alike, as those of a model are. */
  private static Result run(Simulated.Design design, int entities, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Simulated data = Simulated.of(design, entities, 8, random);
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
    Division division = GroupedSplit.split(data.examples(), HoldOut.ENTITY, seed);
    if (!(division instanceof Division.Split split)) {
      throw new AssertionError(division.toString());
    }
    return LayerCurve.of(
        new Centroids(), data.examples(), split, x, new Settings(0.95, 199, 1, 0, false, seed));
  }
}
