package probe.tune;

import java.lang.foreign.Arena;
import java.util.function.IntFunction;
import probe.ProbeException;

/** Training from random weights on rows that are fresh in every step. */
public final class Pretraining {
  private Pretraining() {}

  /**
   * How to train: AdamW, a warm-up, then a linear fall.
   *
   * @param learningRate after {@code warmup} steps
   * @param finalShare share of the learning rate that is left after the last step
   * @param beta2 decay of the mean of squared gradients
   * @param weightDecay of matrices; vectors have none
   * @param clip largest norm of the gradient
   */
  public record Options(
      int steps,
      double learningRate,
      int warmup,
      double finalShare,
      double beta2,
      double weightDecay,
      double clip) {
    double rate(int step) {
      if (step < warmup) {
        return learningRate * (step + 1) / warmup;
      }
      double share = (double) (step - warmup) / Math.max(1, steps - warmup);
      return learningRate * (1 - (1 - finalShare) * share);
    }
  }

  /** Whoever watches. */
  @FunctionalInterface
  public interface Listener {
    /**
     * A step is done.
     *
     * @param step its number, from 1
     */
    void step(int step, double loss, double gradientNorm);
  }

  /**
   * Trains {@code trainee} in place.
   *
   * @param rows the rows of a step, by its number from 0
   * @throws ProbeException if a loss is not finite
   */
  public static void run(
      Trainee trainee, IntFunction<TrainingBatch> rows, Options options, Listener listener) {
    try (Arena arena = Arena.ofShared()) {
      Adam adam =
          new Adam(
              trainee.parameters(),
              parameter -> parameter.shape().length > 1 ? options.weightDecay() : 0,
              options.beta2(),
              true,
              arena);
      GradientNorm norms = new GradientNorm(trainee.parameters());
      for (int step = 0; step < options.steps(); step++) {
        try (Trainee.Step done = trainee.step(rows.apply(step), true)) {
          double norm = norms.of(done::gradient);
          if (!Double.isFinite(done.loss()) || !Double.isFinite(norm)) {
            throw ProbeException.numeric(
                "the loss of step %d is %s and its gradient's norm %s; lower the learning rate"
                    .formatted(step + 1, done.loss(), norm));
          }
          adam.update(
              step + 1,
              done::gradient,
              options.rate(step),
              GradientNorm.clip(norm, options.clip()));
          listener.step(step + 1, done.loss(), norm);
        }
      }
    }
  }
}
