package probe.checkpoint;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import probe.tensor.Matrix;

/** The tensors of a checkpoint, by the names that Hugging Face gives them. */
public interface Tensors {
  /** The files that they are in. */
  List<Path> files();

  Set<String> names();

  boolean has(String name);

  /** The shape of {@code name} as Hugging Face has it, the axis that varies fastest last. */
  List<Integer> shape(String name);

  /** The file that {@code name} is in. */
  Path file(String name);

  /** How the file stores {@code name}, such as float32, bfloat16 or Q4_1. */
  String storedAs(String name);

  /**
   * Tensor {@code name}, a vector as one row.
   *
   * @throws probe.ProbeException if its type or size is off
   */
  Matrix matrix(String name);
}
