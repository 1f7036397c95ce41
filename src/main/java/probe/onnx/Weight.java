package probe.onnx;

import java.util.List;

/**
 * A weight as it is trained: one set of numbers, wherever the file keeps it.
 *
 * @param name the initializer that holds it as {@code dims}
 * @param dims its shape
 * @param copies every initializer that holds the same numbers, the first one {@code name} itself
 */
public record Weight(String name, long[] dims, List<Copy> copies) {
  /**
   * An initializer of a weight.
   *
   * @param transposed whether it holds the two-dimensional weight with its axes swapped
   */
  public record Copy(String initializer, boolean transposed) {}

  /** Number of elements. */
  public long size() {
    return Constants.count(dims);
  }
}
