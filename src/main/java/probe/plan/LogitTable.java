package probe.plan;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.IntStream;
import probe.algebra.Dense;
import probe.onnx.LogitStep;
import probe.tensor.DType;
import probe.tensor.Matrix;
import probe.tensor.RowReader;
import probe.tensor.TemporaryMemory;

/** The logits of every token in some contexts. */
final class LogitTable {
  private LogitTable() {}

  /**
   * lambda . gamma with the head's later steps, in float64, kept as float32.
   *
   * @param gamma unembedding [V, d]
   * @param states [contexts][d]
   * @return [V, contexts]
   */
  static Matrix of(Matrix gamma, double[][] states, List<LogitStep> steps) {
    int vocabulary = gamma.rows();
    int contexts = states.length;
    int d = gamma.columns();
    Dense transposed = Dense.of(states).transpose();
    double[][] logits = new double[contexts][vocabulary];
    RowReader.forEachBlock(
        gamma,
        (from, count, block) -> {
          double[] wide = new double[count * d];
          for (int i = 0; i < wide.length; i++) {
            wide[i] = block[i];
          }
          double[] product = new Dense(count, d, wide).multiply(transposed).values();
          for (int r = 0; r < count; r++) {
            for (int c = 0; c < contexts; c++) {
              logits[c][from + r] = product[r * contexts + c];
            }
          }
        });
    IntStream.range(0, contexts).parallel().forEach(c -> LogitStep.apply(steps, logits[c]));
    MemorySegment out = TemporaryMemory.ofFloats((long) vocabulary * contexts);
    float[] row = new float[contexts];
    for (int v = 0; v < vocabulary; v++) {
      for (int c = 0; c < contexts; c++) {
        row[c] = (float) logits[c][v];
      }
      TemporaryMemory.put(out, (long) v * contexts, row, contexts);
    }
    return Matrix.of(out, DType.F32, vocabulary, contexts);
  }
}
