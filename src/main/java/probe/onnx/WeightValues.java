package probe.onnx;

/** New values of weights, read in blocks so that no model has to fit on the heap. */
@FunctionalInterface
public interface WeightValues {
  /**
   * Copies elements {@code from} to {@code from + count - 1} of {@code weight}, row-major in its
   * own shape, to the beginning of {@code out}.
   */
  void copy(Weight weight, long from, float[] out, int count);

  /** Whether {@code weight} changes; the bytes of one that does not are kept as they are. */
  default boolean has(Weight weight) {
    return true;
  }
}
