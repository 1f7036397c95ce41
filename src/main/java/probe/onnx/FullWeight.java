package probe.onnx;

import probe.tensor.Matrix;

/**
 * A weight that an adapter replaces as a whole.
 *
 * @param parameter its name in the checkpoint as far as it is known, such as transformer.wte.weight
 * @param weight its name as {@link Weight#name} has it, or "" where it is not known
 * @param dims its shape
 * @param values its last axis against all others
 */
public record FullWeight(String parameter, String weight, long[] dims, Matrix values) {
  /** A replacement of {@code weight}, under its own name. */
  public static FullWeight of(Weight weight, Matrix values) {
    return new FullWeight(weight.name(), weight.name(), weight.dims(), values);
  }
}
