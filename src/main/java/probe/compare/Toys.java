package probe.compare;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import probe.algebra.Parallel;
import probe.algebra.SingularValues;
import probe.theory.ConceptGraph;
import probe.theory.LatentOptions;
import probe.theory.LatentStatistics;
import probe.theory.MarginProblem;
import probe.theory.MarginSolution;
import probe.theory.MarginSolver;
import probe.theory.Norm;
import probe.theory.OcrOptions;
import probe.theory.OcrOutcome;
import probe.theory.OcrTask;
import probe.theory.OcrToy;

/** Toy models of both theories, trained when something is asked of them, over several seeds. */
public final class Toys {
  private static final int CONCEPTS = 5;
  private static final int LATENT_STEPS = 5000;
  private static final double INIT = 0.001;

  private static final int CLASSES = 5;
  private static final int NAMES = 4;
  // with one of a class told, shuffled classes are a rule again
  private static final int TOLD_OF_SEVERAL = 2;
  private static final int HEAD = 16;
  private static final int OCR_STEPS = 3000;
  private static final double RATE = 0.005;
  private static final double SOLVED = 1e-8;
  private static final double DECAY = 0.03;

  private final int seeds;
  private @Nullable List<LatentStatistics> latent;
  private @Nullable List<LatentStatistics> controlled;

  /**
   * Toys with this many seeds each.
   *
   * @throws probe.ProbeException for fewer than two
   */
  public Toys(int seeds) {
    if (seeds < 2) {
      throw probe.ProbeException.input("--seeds must be 2 or more, got " + seeds);
    }
    this.seeds = seeds;
  }

  // ---- tables of embeddings and unembeddings ----

  Theory latent(ToDoubleFunction<LatentStatistics> statistic) {
    if (latent == null) {
      latent = tables(false);
    }
    return tables(latent, statistic, "");
  }

  Theory control(ToDoubleFunction<LatentStatistics> statistic) {
    if (controlled == null) {
      controlled = tables(true);
    }
    return tables(controlled, statistic, ", one of them known to no context");
  }

  private List<LatentStatistics> tables(boolean control) {
    LatentOptions options =
        new LatentOptions(
            CONCEPTS,
            CONCEPTS,
            1,
            1,
            control,
            LatentOptions.Optimizer.ADAM,
            LatentOptions.Optimizer.ADAM.defaultRate(CONCEPTS),
            LATENT_STEPS,
            INIT);
    return Parallel.map(
        seeds,
        k ->
            LatentStatistics.train(
                options,
                control ? Toys::withCoin : random -> ConceptGraph.random(CONCEPTS, random),
                1 + k));
  }

  /**
   * A random graph and one concept more, a fair coin that nothing depends on: were it likelier to
   * be 1, a prior would have to be learnt, which makes a direction without any context.
   */
  private static ConceptGraph withCoin(SplittableRandom random) {
    ConceptGraph known = ConceptGraph.random(CONCEPTS - 1, random);
    int[] parents = Arrays.copyOf(known.parents(), CONCEPTS);
    double[] joint = new double[2 * known.joint().length];
    for (int c = 0; c < joint.length; c++) {
      joint[c] = known.joint()[c % known.joint().length] / 2;
    }
    return new ConceptGraph(parents, joint);
  }

  private static Theory tables(
      List<LatentStatistics> runs, ToDoubleFunction<LatentStatistics> statistic, String more) {
    return Theory.over(
        runs.stream().mapToDouble(statistic).toArray(),
        "tables of %d concepts%s, dim %d, %,d steps of Adam"
            .formatted(CONCEPTS, more, CONCEPTS, LATENT_STEPS));
  }

  // ---- one layer of attention ----

  Theory oneImplication() {
    return layer(
        seed -> transfer(factorised(1, HEAD, seed)) - transfer(factorised(0, HEAD, seed)),
        "factorised, 1 and 0 of %d names told".formatted(NAMES));
  }

  Theory relabelled() {
    // which classes are called true is nothing that the layer could know
    return layer(
        seed -> transfer(factorised(1, HEAD, seed)) / transfer(factorised(1, HEAD, seed + seeds)),
        "factorised, 1 of %d names told; of another start as a share of it".formatted(NAMES));
  }

  /**
   * Of the hard-margin problem, which is what the theorem is about: training with AdamW does not
   * get to its margins in any number of steps that was tried, and to which it gets depends on the
   * start.
   */
  Theory marginSlope() {
    int[] told = {1, 2, 3};
    double[] x = new double[told.length];
    for (int k = 0; k < told.length; k++) {
      x[k] = Math.min(Math.sqrt((double) told[k] / (NAMES - told[k])), 1);
    }
    double[] weights = MarginRatio.slopeWeights(x);
    double slope = 0;
    for (int k = 0; k < told.length; k++) {
      MarginSolution solved =
          MarginSolver.solve(
              new MarginProblem(CLASSES, told[k], NAMES - told[k]), Norm.NUCLEAR, SOLVED);
      slope += weights[k] * solved.testMargin() / solved.trainMargin();
    }
    return Theory.exact(
        slope,
        "hard-margin problem of least nuclear norm, %d classes, 1, 2 and 3 of %d names told; solved,"
                .formatted(CLASSES, NAMES)
            + " so that there are no seeds");
  }

  Theory fewDirections() {
    return layer(
        seed -> {
          OcrTask shuffled = task(TOLD_OF_SEVERAL).shuffled(seed);
          return effectiveRank(factorised(TOLD_OF_SEVERAL, HEAD, seed))
              - effectiveRank(train(shuffled, OcrOptions.Model.FACTORISED, HEAD, seed));
        },
        "factorised, %d of %d names told, by the rule and shuffled"
            .formatted(TOLD_OF_SEVERAL, NAMES));
  }

  Theory factorsLessProduct() {
    return layer(
        seed ->
            transfer(factorised(1, HEAD, seed))
                - transfer(train(task(1), OcrOptions.Model.PRODUCT, 1, seed)),
        "factorised and product, 1 of %d names told".formatted(NAMES));
  }

  Theory headRank() {
    return layer(
        seed -> transfer(factorised(1, HEAD, seed)) - transfer(factorised(1, 1, seed)),
        "factorised, heads of %d and of 1, 1 of %d names told".formatted(HEAD, NAMES));
  }

  private Theory layer(IntToDoubleFunction statistic, String setup) {
    double[] values =
        Parallel.map(seeds, k -> statistic.applyAsDouble(1 + k)).stream()
            .mapToDouble(x -> x)
            .toArray();
    return Theory.over(
        values,
        "one layer, %s, %d classes, fixed attention, %,d steps"
            .formatted(setup, CLASSES, OCR_STEPS));
  }

  private static OcrTask task(int told) {
    return new OcrTask(new MarginProblem(CLASSES, told, NAMES - told), 1, 3);
  }

  private static OcrOutcome factorised(int told, int head, long seed) {
    return train(task(told), OcrOptions.Model.FACTORISED, head, seed);
  }

  private static OcrOutcome train(OcrTask task, OcrOptions.Model model, int head, long seed) {
    return OcrToy.train(
        new OcrOptions(task, model, head, false, OCR_STEPS, RATE, DECAY, model.defaultInit(task)),
        seed,
        step -> {});
  }

  /** 1 is the implied answer always, 0 chance. */
  private static double transfer(OcrOutcome outcome) {
    return 1 - outcome.meanRank() / ((CLASSES - 1) / 2.0);
  }

  private static double effectiveRank(OcrOutcome outcome) {
    return SingularValues.effectiveRank(outcome.singularValues());
  }
}
