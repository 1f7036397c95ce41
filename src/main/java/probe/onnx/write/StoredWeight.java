package probe.onnx.write;

import probe.tensor.DType;

/**
 * A weight that was written, and what that changed.
 *
 * @param from type that it had
 * @param to type that it has in the file
 * @param largest largest absolute value before
 * @param error largest absolute difference between the values before and those in the file
 */
public record StoredWeight(Weight weight, DType from, DType to, double largest, double error) {

  /** The error as a share of the largest value. */
  public double relativeError() {
    return error == 0 ? 0 : error / largest;
  }
}
