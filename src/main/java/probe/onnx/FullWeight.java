package probe.onnx;

import probe.tensor.Matrix;

/**
 * A weight that an adapter replaces as a whole.
 *
 * @param parameter its name in the checkpoint as far as it is known, such as transformer.wte.weight
 * @param weight its name as {@link Weight#name} has it, or "" where it is not known
 * @param dims its shape
 * @param shared whether it stands for the base model's own weight, in every module that uses that;
 *     else it replaces what the one module that it is named after reads
 * @param values its last axis against all others
 */
public record FullWeight(
    String parameter, String weight, boolean shared, long[] dims, Matrix values) {

  /** A replacement of the weight that {@code parameter} and others may share. */
  public FullWeight(String parameter, String weight, long[] dims, Matrix values) {
    this(parameter, weight, true, dims, values);
  }

  /** A replacement of {@code weight}, under its own name. */
  public static FullWeight of(Weight weight, Matrix values) {
    return new FullWeight(weight.name(), weight.name(), weight.dims(), values);
  }
}
