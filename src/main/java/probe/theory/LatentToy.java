package probe.theory;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.IntConsumer;
import probe.ProbeException;
import probe.algebra.Dense;
import probe.stats.Seeds;

/** Trains free tables on exact conditionals and asks whether concepts became directions. */
public final class LatentToy {
  private static final int LOGS = 25;

  private LatentToy() {}

  /**
   * Trains one model.
   *
   * @param graph makes the graph with a generator of its own
   * @param progress hears of every step
   */
  public static LatentOutcome train(
      LatentOptions options,
      Function<SplittableRandom, ConceptGraph> graph,
      long seed,
      IntConsumer progress) {
    return train(options, graph, seed, progress, (step, excess, data, model) -> {});
  }

  /** The same with somebody who looks at the model before every step and after the last. */
  static LatentOutcome train(
      LatentOptions options,
      Function<SplittableRandom, ConceptGraph> graph,
      long seed,
      IntConsumer progress,
      LatentStatistics.Observer observer) {
    ConceptGraph concepts = graph.apply(Seeds.random(seed, "graph"));
    LatentData data =
        LatentData.of(
            concepts,
            options.contextShare(),
            options.tokenShare(),
            options.control() ? concepts.concepts() - 1 : -1,
            Seeds.random(seed, "data"));
    LatentModel model =
        LatentModel.random(data, options.dim(), options.init(), Seeds.random(seed, "weights"));
    return train(options, concepts, data, model, seed, progress, observer);
  }

  /** The same from the tables that {@code model} has. */
  static LatentOutcome train(
      LatentOptions options,
      ConceptGraph concepts,
      LatentData data,
      LatentModel model,
      long seed,
      IntConsumer progress) {
    return train(
        options, concepts, data, model, seed, progress, (step, excess, rows, tables) -> {});
  }

  private static LatentOutcome train(
      LatentOptions options,
      ConceptGraph concepts,
      LatentData data,
      LatentModel model,
      long seed,
      IntConsumer progress,
      LatentStatistics.Observer observer) {
    double[] f = model.embedding.values();
    double[] g = model.unembedding.values();
    Adam adamF = new Adam(f.length, options.learningRate(), 0);
    Adam adamG = new Adam(g.length, options.learningRate(), 0);
    Dense forF = Dense.zeros(model.embedding.rows(), options.dim());
    Dense forG = Dense.zeros(model.unembedding.rows(), options.dim());
    List<LatentOutcome.Logged> curve = new ArrayList<>();
    int next = 0;
    for (int step = 0; step <= options.steps(); step++) {
      double loss = model.gradient(forF, forG);
      if (!Double.isFinite(loss)) {
        throw ProbeException.numeric(
            "the loss is %s at step %d with seed %d; try a lower --lr than %s"
                .formatted(loss, step, seed, options.learningRate()));
      }
      observer.at(step, loss - data.floor(), data, model);
      if (step == options.steps() || step == next) {
        next = following(step, Math.max(1, options.steps() / LOGS));
        curve.add(
            new LatentOutcome.Logged(step, loss - data.floor(), LatentMeasures.of(data, model)));
      }
      if (step < options.steps()) {
        switch (options.optimizer()) {
          case ADAM -> {
            adamF.step(f, forF.values());
            adamG.step(g, forG.values());
          }
          case GD -> {
            descend(f, forF.values(), options.learningRate());
            descend(g, forG.values(), options.learningRate());
          }
        }
        progress.accept(step + 1);
      }
    }
    return new LatentOutcome(
        options,
        seed,
        data.contexts().length,
        data.tokens().length,
        data.floor(),
        curve.getLast().excess(),
        curve.getLast().measures(),
        LatentChecks.of(data, concepts, model),
        ConceptRelation.of(concepts),
        curve);
  }

  /** The step to log next: at first closer together, since directions form early. */
  private static int following(int step, int every) {
    return step < every
        ? Math.min(every, Math.max(step + 1, step + step / 4))
        : (step / every + 1) * every;
  }

  private static void descend(double[] weights, double[] gradient, double rate) {
    for (int k = 0; k < weights.length; k++) {
      weights[k] -= rate * gradient[k];
    }
  }
}
