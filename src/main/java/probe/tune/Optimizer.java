package probe.tune;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.IntFunction;

/** Changes parameters by their gradients, and remembers moments of these. */
interface Optimizer {
  /**
   * A moment of every gradient.
   *
   * @param name as PyTorch's state has it
   * @param values one segment a parameter, float32 in native order
   */
  record Moment(String name, List<MemorySegment> values) {
    /** Zeros for each parameter. */
    static Moment zeros(String name, List<Trainee.Parameter> parameters, Arena arena) {
      return new Moment(
          name,
          parameters.stream()
              .map(p -> arena.allocate(p.values().byteSize(), Long.BYTES * 8L))
              .toList());
    }
  }

  /** What is remembered between updates; with the number of updates, all there is to keep. */
  List<Moment> moments();

  /**
   * Updates every parameter, and measures the gradients on the way: they are read but once.
   *
   * @param step number of this update, from 1
   * @param gradients the gradient of each parameter, by its index
   * @param scale what gradients are multiplied by first, 1 where they are not clipped
   * @return the norm of all gradients before that, as {@link GradientNorm} has it
   */
  double update(int step, IntFunction<MemorySegment> gradients, double learningRate, double scale);
}
