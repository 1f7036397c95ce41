package probe.linear;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import probe.algebra.Parallel;
import probe.linear.Division.Split;
import probe.linear.LayerCurve.Settings;
import probe.stats.Ranks;
import probe.stats.Seeds;

/**
 * The probes of all layers, as what is left of them once the vectors are let go.
 *
 * @param controls [k][n], labels of the control tasks
 * @param bagOfWords null without texts
 */
record LayerFits(List<Fit> layers, int[][] controls, @Nullable Fit bagOfWords) {

  /**
   * One layer.
   *
   * @param scores [test rows]
   * @param ranks [test rows], midranks of the scores
   * @param controlScores [k][test rows]
   * @param randomScores [directions][test rows]
   */
  record Fit(
      int d,
      double trainAccuracy,
      double controlTrainAccuracy,
      double[] scores,
      double[] ranks,
      double[][] controlScores,
      double[][] randomScores,
      @Nullable OnlineCode code,
      int sharedVectors) {}

  static LayerFits of(
      Trainer trainer,
      Examples examples,
      Split split,
      int layers,
      IntFunction<double[][]> x,
      Settings settings) {
    int[][] controls = new int[settings.controls()][];
    long seed = Seeds.of(settings.seed(), "control tasks");
    Arrays.setAll(controls, k -> ControlTask.labels(examples, split, Seeds.of(seed, k)));
    int[] units = examples.units();
    List<Fit> fits =
        Parallel.map(
            layers,
            layer -> {
              double[][] rows = x.apply(layer);
              check(rows, examples.n(), layer);
              return fit(trainer, examples, split, units, controls, rows, settings);
            });
    boolean texts = Arrays.stream(examples.tokens()).anyMatch(text -> text.length > 0);
    Fit bag = texts ? bag(trainer, examples, split, units, settings) : null;
    return new LayerFits(fits, controls, bag);
  }

  private static Fit fit(
      Trainer trainer,
      Examples examples,
      Split split,
      int[] units,
      int[][] controls,
      double[][] x,
      Settings settings) {
    long seed = Seeds.of(settings.seed(), "fit");
    int[] train = split.train();
    LinearProbe probe = Rows.fit(trainer, x, examples.labels(), units, train, seed);
    double[] scores = Rows.scores(probe, x, split.test());
    double[][] controlScores = new double[controls.length][];
    double controlTrain = 0;
    for (int k = 0; k < controls.length; k++) {
      LinearProbe control = Rows.fit(trainer, x, controls[k], units, train, seed);
      controlScores[k] = Rows.scores(control, x, split.test());
      controlTrain += accuracy(control, x, controls[k], train) / controls.length;
    }
    double[][] random = new double[settings.randomDirections()][];
    Arrays.setAll(
        random,
        k ->
            Rows.scores(
                Baselines.randomDirection(
                    x, examples.labels(), train, Seeds.of(settings.seed(), k)),
                x,
                split.test()));
    OnlineCode code =
        settings.code()
            ? OnlineCode.of(
                trainer,
                x,
                examples.labels(),
                units,
                train,
                OnlineCode.SHARES,
                Seeds.of(settings.seed(), "online code"))
            : null;
    return new Fit(
        x[0].length,
        accuracy(probe, x, examples.labels(), train),
        controlTrain,
        scores,
        Ranks.midranks(scores),
        controlScores,
        random,
        code,
        LeakageAudit.sharedVectors(x, train, split.test()));
  }

  private static Fit bag(
      Trainer trainer, Examples examples, Split split, int[] units, Settings settings) {
    double[][] counts = Baselines.bagOfWords(examples.tokens(), split.train());
    LinearProbe probe =
        Rows.fit(
            trainer,
            counts,
            examples.labels(),
            units,
            split.train(),
            Seeds.of(settings.seed(), "fit"));
    double[] scores = Rows.scores(probe, counts, split.test());
    return new Fit(
        counts[0].length,
        accuracy(probe, counts, examples.labels(), split.train()),
        Double.NaN,
        scores,
        Ranks.midranks(scores),
        new double[0][],
        new double[0][],
        null,
        0);
  }

  private static double accuracy(LinearProbe probe, double[][] x, int[] labels, int[] rows) {
    return TestPart.accuracy(Rows.scores(probe, x, rows), Rows.of(labels, rows));
  }

  private static void check(double[][] x, int n, int layer) {
    if (x.length != n) {
      throw new IllegalArgumentException(
          "layer %d has %d vectors for %d examples".formatted(layer, x.length, n));
    }
  }
}
