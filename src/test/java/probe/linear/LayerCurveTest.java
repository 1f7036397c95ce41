package probe.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import probe.ProbeException;
import probe.algebra.Parallel;
import probe.linear.LayerCurve.Result;
import probe.linear.LayerCurve.Settings;
import probe.result.Estimate;

class LayerCurveTest {
  private static final Settings SETTINGS = new Settings(0.95, 499, 1, 5, true, 1);

  /** Entities in templates; layers have more and more of a signal. */
  private static double[][][] layers(Examples examples, int d, double... signals) {
    double[][][] x = new double[signals.length][examples.n()][];
    for (int layer = 0; layer < signals.length; layer++) {
      SplittableRandom random = new SplittableRandom(layer);
      double[][] entity = new double[1000][];
      Arrays.setAll(entity, e -> Simulated.gaussians(d, 1, random));
      for (int i = 0; i < examples.n(); i++) {
        x[layer][i] = Simulated.gaussians(d, 0.5, random);
        for (int j = 0; j < d; j++) {
          x[layer][i][j] += entity[examples.entity()[i]][j];
        }
        x[layer][i][0] += signals[layer] * examples.labels()[i];
      }
    }
    return x;
  }

  private static Result run(Examples examples, double[][][] x, Settings settings) {
    Division.Split split =
        (Division.Split) GroupedSplit.split(examples, HoldOut.ENTITY_AND_TEMPLATE, 2);
    return LayerCurve.of(new Centroids(), examples, split, x, settings);
  }

  @Test
  void findsTheLayerWithTheSignal() {
    Examples examples = GroupedSplitTest.crossed(60, 5);

    Result result = run(examples, layers(examples, 10, 0, 0, 8), SETTINGS);

    ProbeScore last = result.layers().get(2);
    assertThat(result.best()).isEqualTo(2);
    assertThat(result.anyLayer().p()).isEqualTo(1 / 500.0);
    assertThat(last.test().adjusted()).isEqualTo(1 / 500.0);
    assertThat(last.accuracy()).isGreaterThan(0.9);
    assertThat(last.n()).isEqualTo(36 * 3);
    assertThat(last.testUnits()).isEqualTo(24);
    assertThat(low(last.selectivity())).isPositive();
    assertThat(low(last.overEmbedding())).isPositive();
    assertThat(low(last.aucOverEmbedding())).isPositive();
    assertThat(low(last.overBagOfWords())).isPositive();
    assertThat(low(last.aucOverBagOfWords())).isPositive();
    assertThat(low(last.auc())).isGreaterThan(0.7);
    assertThat(Objects.requireNonNull(last.code()).compression()).isGreaterThan(1.5);
    assertThat(Objects.requireNonNull(last.randomDirection()).value()).isLessThan(0.9);
    ProbeScore first = result.layers().getFirst();
    assertThat(first.overEmbedding()).isNull();
    assertThat(low(first.selectivity())).isNegative();
    assertThat(last.toString())
        .startsWith("centroids, layer 2: n = 108, d = 10, n/d = 10.8; accuracy ");
  }

  @Test
  void bagOfWordsKnowsNothingOfNewWords() {
    Examples examples = GroupedSplitTest.crossed(60, 5);

    Result result = run(examples, layers(examples, 10, 0), SETTINGS);

    LayerCurve.Baseline bag = Objects.requireNonNull(result.bagOfWords());
    assertThat(bag.balancedAccuracy().value()).isEqualTo(0.5);
    assertThat(bag.auc().value()).isCloseTo(0.5, within(1e-9));
    assertThat(bag.trainAccuracy()).isEqualTo(1);
    assertThat(bag.d()).isEqualTo(36 + 3);
  }

  @Test
  void doesNotDependOnThreads() {
    Examples examples = GroupedSplitTest.crossed(40, 4);
    double[][][] x = layers(examples, 6, 0, 1, 2, 3, 2, 1);

    int threads = Parallel.threads();
    String one;
    String four;
    try {
      Parallel.setThreads(1);
      one = run(examples, x, SETTINGS).layers().toString();
      Parallel.setThreads(4);
      four = run(examples, x, SETTINGS).layers().toString();
    } finally {
      Parallel.setThreads(threads);
    }

    assertThat(four).isEqualTo(one);
  }

  @Test
  void warnsOfMoreDimensionsThanRows() {
    Examples examples = GroupedSplitTest.crossed(40, 4);

    ProbeScore score =
        run(examples, layers(examples, 200, 0), new Settings(0.95, 99, 1, 0, false, 1))
            .layers()
            .getFirst();

    assertThat(score.trainAccuracy()).isEqualTo(1);
    assertThat(score.controlTrainAccuracy()).isEqualTo(1);
    assertThat(score.warning())
        .startsWith(
            "n = 72 training rows in d = 200 dimensions, n/d = 0.360: any labels can be fitted");
    assertThat(score.code()).isNull();
    assertThat(score.randomDirection()).isNull();
  }

  @Test
  void pairsAreShuffledWithinPairs() {
    Simulated data =
        Simulated.of(Simulated.Design.PAIRS, 30, 5, new SplittableRandom(3)).withSignal(8);
    Division.Split split = (Division.Split) GroupedSplit.split(data.examples(), HoldOut.ENTITY, 2);

    Result result =
        LayerCurve.of(
            new Centroids(), data.examples(), split, new double[][][] {data.x()}, SETTINGS);

    assertThat(result.log2Shuffles()).isCloseTo(12, within(1e-9));
    assertThat(result.anyLayer().p()).isLessThan(0.01);
    assertThat(result.bagOfWords()).isNull();
    assertThat(result.layers().getFirst().overBagOfWords()).isNull();
  }

  @Test
  void saysHowFewShufflesThereAre() {
    Simulated data = Simulated.of(Simulated.Design.PAIRS, 14, 5, new SplittableRandom(3));
    Division.Split split = (Division.Split) GroupedSplit.split(data.examples(), HoldOut.ENTITY, 2);

    Result result =
        LayerCurve.of(
            new Centroids(), data.examples(), split, new double[][][] {data.x()}, SETTINGS);

    int pairs = split.testUnits();
    assertThat(result.notes())
        .anyMatch(note -> note.contains("in %d ways only".formatted(1 << pairs)));
  }

  @Test
  void layersWithoutDifferencesAreChance() {
    Examples examples = GroupedSplitTest.crossed(40, 4);
    double[][][] x = layers(examples, 3, 0, 2);
    x[0] = new double[examples.n()][3];

    ProbeScore first = run(examples, x, SETTINGS).layers().getFirst();

    assertThat(first.auc().value()).isEqualTo(0.5);
    assertThat(first.balancedAccuracy().value()).isEqualTo(0.5);
    assertThat(first.test().p()).isEqualTo(1);
    assertThat(first.sharedVectors()).isEqualTo(1);
  }

  @Test
  void aLeakFailsTheRun() {
    Examples examples = GroupedSplitTest.crossed(40, 4);
    double[][][] x = layers(examples, 3, 1);
    Division.Split split =
        (Division.Split) GroupedSplit.split(examples, HoldOut.ENTITY_AND_TEMPLATE, 2);
    x[0][split.test()[0]] = x[0][split.train()[0]].clone();

    assertThatThrownBy(() -> LayerCurve.of(new Centroids(), examples, split, x, SETTINGS))
        .isInstanceOf(ProbeException.class)
        .hasMessageStartingWith("training and test part share a vector: training rows");
  }

  @Test
  void aScoreThatIsNoNumberFailsTheRun() {
    Examples examples = GroupedSplitTest.crossed(40, 4);
    double[][][] x = layers(examples, 3, 1);
    for (double[] row : x[0]) {
      row[0] = Double.NaN;
    }

    assertThatThrownBy(() -> run(examples, x, SETTINGS))
        .isInstanceOf(ProbeException.class)
        .hasMessageContaining("score of row");
  }

  @Test
  void refusesSettingsThatMeanNothing() {
    assertThatThrownBy(() -> new Settings(1.5, 10, 1, 0, true, 1))
        .hasMessage("level must be between 0 and 1, got 1.5");
    assertThatThrownBy(() -> new Settings(0.95, 10, 0, 0, true, 1))
        .hasMessageContaining("got 10, 0, 0");
  }

  private static double low(Estimate estimate) {
    return Objects.requireNonNull(estimate.low());
  }
}
