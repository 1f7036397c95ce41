package probe.onnx.write;

import java.util.ArrayList;
import java.util.List;

/**
 * A weight that a graph asks for, by the name that Hugging Face gives it.
 *
 * @param shape its shape in a checkpoint: [n], or [rows, columns]
 * @param transposed whether the graph holds the transpose, as MatMul wants it
 */
public record Weight(String name, List<Integer> shape, boolean transposed) {

  public Weight {
    if (shape.isEmpty() || shape.size() > 2) {
      throw new IllegalArgumentException(name + " has shape " + shape + ", not one or two axes");
    }
    shape = List.copyOf(shape);
  }

  /** Rows in the checkpoint; a vector is one row. */
  public int rows() {
    return shape.size() == 1 ? 1 : shape.getFirst();
  }

  /** Columns in the checkpoint. */
  public int columns() {
    return shape.getLast();
  }

  /** Number of values. */
  public long count() {
    return (long) rows() * columns();
  }

  /** The shape in the graph. */
  List<Integer> graphShape() {
    return transposed ? new ArrayList<>(shape).reversed() : shape;
  }
}
