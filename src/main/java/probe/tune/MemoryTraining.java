package probe.tune;

import java.lang.foreign.Arena;
import probe.ProbeException;

/** Training of a few seconds: no checkpoints, and whoever watches may end it. */
public final class MemoryTraining {
  private MemoryTraining() {}

  /** Whoever watches. */
  @FunctionalInterface
  public interface Watcher {
    /**
     * A step is done.
     *
     * @param step its number, from 1
     * @param loss before it
     * @return whether to go on
     */
    boolean goOn(int step, double loss);
  }

  /**
   * Trains {@code trainee} in place on {@code rows}, in the order that {@link Training} has them.
   *
   * @return the number of steps that were made
   * @throws ProbeException if a loss or gradient is not finite
   */
  public static int run(
      Trainee trainee, TrainingSet rows, TrainingOptions options, Watcher watcher) {
    int total = options.totalSteps(rows.size());
    BatchOrder order =
        new BatchOrder(rows.size(), options.batch(), options.seed(), options.shuffle());
    try (Arena arena = Arena.ofShared()) {
      Optimizer optimizer = options.optimizer().open(trainee.parameters(), arena);
      GradientNorm norms = new GradientNorm(trainee.parameters());
      for (int step = 0; step < total; step++) {
        double loss;
        double norm;
        try (Trainee.Step done = trainee.step(rows.batch(order.rows(step)), true)) {
          loss = done.loss();
          double scale =
              options.clip() > 0 ? GradientNorm.clip(norms.of(done::gradient), options.clip()) : 1;
          norm =
              optimizer.update(step + 1, done::gradient, options.learningRate(step, total), scale);
        }
        if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
          throw ProbeException.numeric(
              "the loss of step %d is %s and its gradient's norm %s; lower --lr, or set --clip or --warmup"
                  .formatted(step + 1, loss, norm));
        }
        if (!watcher.goOn(step + 1, loss)) {
          return step + 1;
        }
      }
      return total;
    }
  }
}
