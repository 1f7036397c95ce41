package probe.tune;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import probe.Median;

/** Times an update on parameters of any size. */
public final class OptimizerBenchmark {
  private static final int WARM_UP = 3;
  // a matrix of GPT-2's: many parameters, as in a model
  private static final long LARGEST = 768L * 3072;

  private OptimizerBenchmark() {}

  /**
   * Median times of a step.
   *
   * @param numbers how many float32 parameters
   * @param updateMillis one fused pass over parameters, gradients and moments
   * @param normMillis the norm of the gradient
   */
  public record Times(
      OptimizerOptions.Kind kind, long numbers, double updateMillis, double normMillis) {}

  /** Times {@code kind} on {@code numbers} parameters, {@code repeats} times. */
  public static Times run(OptimizerOptions.Kind kind, long numbers, int repeats) {
    try (Arena arena = Arena.ofShared()) {
      List<Trainee.Parameter> parameters = parameters(numbers, arena, 1);
      List<MemorySegment> gradients =
          parameters(numbers, arena, 2).stream().map(Trainee.Parameter::values).toList();
      Optimizer optimizer = OptimizerOptions.defaults(kind).open(parameters, arena);
      GradientNorm norm = new GradientNorm(parameters);
      double[] updates = new double[repeats];
      double[] norms = new double[repeats];
      for (int i = -WARM_UP; i < repeats; i++) {
        long start = System.nanoTime();
        double size = norm.of(gradients::get);
        long middle = System.nanoTime();
        optimizer.update(WARM_UP + i + 1, gradients::get, 1e-6, Math.min(1, 1 / size));
        long end = System.nanoTime();
        if (i >= 0) {
          norms[i] = (middle - start) / 1e6;
          updates[i] = (end - middle) / 1e6;
        }
      }
      return new Times(kind, numbers, Median.of(updates), Median.of(norms));
    }
  }

  private static List<Trainee.Parameter> parameters(long numbers, Arena arena, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return IntStream.range(0, (int) Math.ceilDiv(numbers, LARGEST))
        .mapToObj(
            i -> {
              long size = Math.min(LARGEST, numbers - i * LARGEST);
              MemorySegment values = arena.allocate(size * Float.BYTES, Float.BYTES);
              for (long at = 0; at < size; at++) {
                values.setAtIndex(ValueLayout.JAVA_FLOAT, at, (float) random.nextDouble(-1, 1));
              }
              return new Trainee.Parameter("w" + i, new long[] {size}, values);
            })
        .toList();
  }
}
