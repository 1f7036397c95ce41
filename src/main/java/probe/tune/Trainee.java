package probe.tune;

import java.lang.foreign.MemorySegment;
import java.util.List;

/** What is trained: parameters in place, and the loss of a batch with its gradients. */
public interface Trainee extends AutoCloseable {
  /**
   * A weight that is trained where it lies.
   *
   * @param values float32 in native order, as many as {@code shape} says; changed by training
   */
  record Parameter(String name, long[] shape, MemorySegment values) {
    /** Number of elements. */
    public long size() {
      return values.byteSize() / Float.BYTES;
    }
  }

  /** The parameters, always in the same order. */
  List<Parameter> parameters();

  /**
   * The mean cross-entropy over the target tokens of {@code batch}, at the present parameters.
   *
   * @param gradients whether its gradients are wanted too
   */
  Step step(TrainingBatch batch, boolean gradients);

  /** The loss of a batch; its gradients live until it is closed. */
  interface Step extends AutoCloseable {
    /** Mean cross-entropy in nats. */
    double loss();

    /** Number of target tokens that the mean is over. */
    int targets();

    /** Gradient of the parameter at {@code parameter}, float32 in native order, of its size. */
    MemorySegment gradient(int parameter);

    @Override
    void close();
  }

  @Override
  void close();
}
