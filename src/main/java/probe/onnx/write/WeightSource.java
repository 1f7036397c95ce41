package probe.onnx.write;

import probe.tensor.Matrix;

/** Where the values of weights come from: a checkpoint, or an initialisation. */
@FunctionalInterface
public interface WeightSource {
  /**
   * The values of {@code weight} as a checkpoint has them: [rows, columns], a vector as one row.
   * Each weight is asked for once, in the order of the graph.
   */
  Matrix get(Weight weight);

  /** How messages name {@code weight}. */
  default String describe(Weight weight) {
    return "tensor " + weight.name();
  }
}
