package probe.linear;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import probe.algebra.Parallel;
import probe.linear.Division.Split;
import probe.linear.Examples.Carrier;
import probe.result.Estimate;
import probe.result.HypothesisTest;
import probe.stats.ClusterBootstrap;
import probe.stats.Interval;
import probe.stats.MaxStatistic;
import probe.stats.PermutationTest;
import probe.stats.Seeds;
import probe.stats.Summary;

/**
 * One trainer on all layers: accuracy on held-out groups, controls, baselines, and a test for "any
 * layer".
 *
 * <p>The test shuffles the labels of whole test units, given the fitted probes: exact without
 * fitting again, as test labels have no part in the fits. All layers get the same shuffles, so the
 * largest statistic over layers has its own null distribution (Westfall and Young 1993). The
 * statistic is the AUC: its null mean is 1/2 for any class balance and any threshold, ties count
 * half, and it moves with every pair of rows, where the balanced accuracy of a small test part has
 * few values and depends on an offset that was fitted to the training part's balance.
 */
public final class LayerCurve {
  private LayerCurve() {}

  /**
   * How much to compute.
   *
   * @param level of intervals
   * @param draws shuffles of the test labels
   * @param controls control tasks, each a fit per layer; their mean is compared
   * @param randomDirections random directions per layer, or 0
   * @param code whether to compute the online code, which costs about two fits per layer
   */
  public record Settings(
      double level, int draws, int controls, int randomDirections, boolean code, long seed) {
    public Settings {
      if (!(level > 0 && level < 1)) {
        throw new IllegalArgumentException("level must be between 0 and 1, got " + level);
      }
      if (draws < 1 || controls < 1 || randomDirections < 0) {
        throw new IllegalArgumentException(
            "draws and controls must be at least 1 and random directions at least 0, got %d, %d, %d"
                .formatted(draws, controls, randomDirections));
      }
    }

    /** 95 % intervals, 2,000 shuffles, one control task, 20 random directions, online code. */
    public static Settings standard(long seed) {
      return new Settings(0.95, 2000, 1, 20, true, seed);
    }
  }

  /**
   * What a probe on something other than a layer found on the same rows.
   *
   * @param d dimensions
   */
  public record Baseline(
      String name,
      int d,
      double trainAccuracy,
      double accuracy,
      Estimate balancedAccuracy,
      Estimate auc) {}

  /**
   * All layers.
   *
   * @param layers by layer, the first being the embedding
   * @param bagOfWords the trainer on token counts; null without texts
   * @param best layer with the largest AUC, which was chosen on the test part: only {@code
   *     anyLayer} and the adjusted p-values allow for the choice
   * @param anyLayer the largest AUC against the largest of each shuffle
   * @param log2Shuffles log2 of the number of different shuffles; p-values cannot be less than
   *     2^-log2Shuffles
   */
  public record Result(
      String trainer,
      Split split,
      List<ProbeScore> layers,
      @Nullable Baseline bagOfWords,
      int best,
      HypothesisTest anyLayer,
      double log2Shuffles,
      List<String> notes) {
    public Result {
      layers = List.copyOf(layers);
      notes = List.copyOf(notes);
    }
  }

  /** {@link #of(Trainer, Examples, Split, int, IntFunction, Settings)} for vectors in memory. */
  public static Result of(
      Trainer trainer, Examples examples, Split split, double[][][] x, Settings settings) {
    return of(trainer, examples, split, x.length, layer -> x[layer], settings);
  }

  /**
   * Fits and judges all layers, several at a time; the result does not depend on how many.
   *
   * @param layers number of layers
   * @param x vectors [n][d] of a layer; layer 0 is the embedding; called once per layer, and once
   *     more for the last, from several threads
   * @throws probe.ProbeException where training and test rows share what they must not, or a score
   *     is not finite
   */
  public static Result of(
      Trainer trainer,
      Examples examples,
      Split split,
      int layers,
      IntFunction<double[][]> x,
      Settings settings) {
    if (layers < 1) {
      throw new IllegalArgumentException("there are no layers");
    }
    LeakageAudit.require(examples, split, x.apply(layers - 1));
    LayerFits fits = LayerFits.of(trainer, examples, split, layers, x, settings);
    int[] labels = Rows.of(examples.labels(), split.test());
    int[] units = Rows.of(examples.units(), split.test());

    LabelShuffle shuffle = LabelShuffle.of(examples, examples.units(), split.test());
    double[][] draws = draws(fits, shuffle, settings);
    double[] observed =
        fits.layers().stream().mapToDouble(f -> TestPart.auc(f.ranks(), labels)).toArray();
    MaxStatistic maximum = MaxStatistic.stepDown(observed, draws, false);

    Context context = new Context(trainer, examples, split, settings, fits, units);
    TestPart part = new TestPart(labels, units, settings.level());
    TestPart control =
        new TestPart(Rows.of(fits.controls()[0], split.test()), units, settings.level());
    Selectivity selectivity =
        new Selectivity(
            labels,
            Arrays.stream(fits.controls()).map(c -> Rows.of(c, split.test())).toArray(int[][]::new),
            units,
            settings.level());
    List<ProbeScore> scores = new ArrayList<>();
    for (int layer = 0; layer < layers; layer++) {
      int l = layer;
      HypothesisTest test =
          context
              .test(
                  "layer " + l,
                  observed[l],
                  Arrays.stream(draws).mapToDouble(draw -> draw[l]).toArray())
              .corrected(maximum.adjusted()[l], "Westfall-Young over %d layers".formatted(layers));
      scores.add(context.score(l, part, control, selectivity, test));
    }
    int best = 0;
    for (int layer = 1; layer < layers; layer++) {
      best = observed[layer] > observed[best] ? layer : best;
    }
    HypothesisTest any =
        context.test(
            "any layer",
            observed[best],
            Arrays.stream(draws)
                .mapToDouble(draw -> Arrays.stream(draw).max().orElseThrow())
                .toArray());
    return new Result(
        trainer.name(),
        split,
        scores,
        context.bagOfWords(part),
        best,
        any,
        shuffle.log2Arrangements(),
        context.notes(shuffle));
  }

  /** [draws][layers], AUCs of all layers for the same shuffled labels. */
  private static double[][] draws(LayerFits fits, LabelShuffle shuffle, Settings settings) {
    long seed = Seeds.of(settings.seed(), "shuffled test labels");
    return Parallel.map(
            settings.draws(),
            b -> {
              int[] labels = shuffle.draw(new SplittableRandom(Seeds.of(seed, b)));
              return fits.layers().stream()
                  .mapToDouble(f -> TestPart.auc(f.ranks(), labels))
                  .toArray();
            })
        .toArray(double[][]::new);
  }

  private record Context(
      Trainer trainer,
      Examples examples,
      Split split,
      Settings settings,
      LayerFits fits,
      int[] testUnits) {

    ProbeScore score(
        int layer, TestPart part, TestPart control, Selectivity selectivity, HypothesisTest test) {
      LayerFits.Fit fit = fits.layers().get(layer);
      double[] scores = fit.scores();
      double[] bag = fits.bagOfWords() == null ? null : fits.bagOfWords().scores();
      double[] embedding = layer == 0 ? null : fits.layers().getFirst().scores();
      int[] labels = Rows.of(examples.labels(), split.test());
      return new ProbeScore(
          trainer.name(),
          layer,
          split.train().length,
          fit.d(),
          split.trainUnits(),
          split.test().length,
          split.testUnits(),
          fit.trainAccuracy(),
          fit.controlTrainAccuracy(),
          TestPart.accuracy(scores, labels),
          Baselines.majority(examples.labels(), split.train(), split.test()),
          named("balanced accuracy", part.balancedAccuracy(scores)),
          named("AUC", part.auc(scores)),
          named("control balanced accuracy", control.balancedAccuracy(fit.controlScores()[0])),
          named("selectivity", selectivity.of(scores, fit.controlScores())),
          named(
              "selectivity, cluster bootstrap",
              selectivity.bootstrapped(
                  scores,
                  fit.controlScores(),
                  ClusterBootstrap.DRAWS,
                  Seeds.of(settings.seed(), "selectivity"))),
          random(part, fit.randomScores()),
          bag == null ? null : named("over bag of words", part.balancedAccuracyOver(scores, bag)),
          bag == null ? null : named("AUC over bag of words", part.aucOver(scores, bag)),
          embedding == null
              ? null
              : named("over embedding", part.balancedAccuracyOver(scores, embedding)),
          embedding == null ? null : named("AUC over embedding", part.aucOver(scores, embedding)),
          fit.code(),
          test,
          fit.sharedVectors());
    }

    @Nullable Baseline bagOfWords(TestPart part) {
      LayerFits.Fit fit = fits.bagOfWords();
      return fit == null
          ? null
          : new Baseline(
              "bag of words",
              fit.d(),
              fit.trainAccuracy(),
              TestPart.accuracy(fit.scores(), Rows.of(examples.labels(), split.test())),
              named("balanced accuracy", part.balancedAccuracy(fit.scores())),
              named("AUC", part.auc(fit.scores())));
    }

    HypothesisTest test(String name, double observed, double[] draws) {
      return PermutationTest.test(
          name,
          "the labels of held-out " + unit() + " have nothing to do with the scores",
          "AUC on the test part",
          observed,
          draws,
          split.testUnits(),
          split.how(),
          settings.seed());
    }

    List<String> notes(LabelShuffle shuffle) {
      List<String> notes = new ArrayList<>();
      notes.add(split.how());
      LeakageAudit.shared(split.heldOut()).stream()
          .map(kind -> kind.name().toLowerCase(Locale.ROOT))
          .sorted()
          .forEach(
              kind ->
                  notes.add(
                      "training and test rows may share a %s: nothing is said of a new one"
                          .formatted(kind)));
      if (shuffle.log2Arrangements() < Math.log(settings.draws()) / Math.log(2)) {
        notes.add(
            "the test labels can be shuffled in %.0f ways only: no p-value is below %.3g"
                .formatted(
                    Math.pow(2, shuffle.log2Arrangements()),
                    Math.pow(2, -shuffle.log2Arrangements())));
      }
      return notes;
    }

    private @Nullable Estimate random(TestPart part, double[][] scores) {
      if (scores.length == 0) {
        return null;
      }
      Summary summary =
          Summary.of(
              Arrays.stream(scores)
                  .mapToDouble(s -> part.balancedAccuracy(s).estimate())
                  .toArray());
      return new Estimate(
          "random directions",
          summary.mean(),
          summary.q05(),
          summary.q95(),
          0.9,
          summary.n(),
          "directions",
          "5 % and 95 % quantiles over directions");
    }

    private Estimate named(String name, Interval interval) {
      return interval.named(name, unit());
    }

    private String unit() {
      return examples.carrier() == Carrier.TEMPLATE ? "templates" : "entities";
    }
  }
}
