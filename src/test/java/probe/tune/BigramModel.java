package probe.tune;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * A softmax over the next token that depends on the token before, with its exact gradients: logits
 * are rows of one table, plus a bias.
 */
final class BigramModel implements Trainee {
  static final int VOCABULARY = 7;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment table = floats(VOCABULARY * VOCABULARY);
  private final MemorySegment bias = floats(VOCABULARY);
  private final List<Parameter> parameters =
      List.of(
          new Parameter("table", new long[] {VOCABULARY, VOCABULARY}, table),
          new Parameter("bias", new long[] {VOCABULARY}, bias));

  /** Steps with gradients. */
  int trained;

  BigramModel() {
    for (int i = 0; i < VOCABULARY * VOCABULARY; i++) {
      table.setAtIndex(ValueLayout.JAVA_FLOAT, i, (i * 37 % 11 - 5) / 8f);
    }
  }

  private MemorySegment floats(int count) {
    return arena.allocate((long) count * Float.BYTES, Float.BYTES);
  }

  @Override
  public List<Parameter> parameters() {
    return parameters;
  }

  @Override
  public Step step(TrainingBatch batch, boolean gradients) {
    if (gradients) {
      trained++;
    }
    double[] byTable = new double[VOCABULARY * VOCABULARY];
    double[] byBias = new double[VOCABULARY];
    int targets = batch.targets();
    double loss = 0;
    for (int row = 0; row < batch.rows(); row++) {
      int[] ids = batch.ids().get(row);
      for (int at = batch.lossFrom()[row]; at < ids.length; at++) {
        double[] p = probabilities(ids[at - 1]);
        loss -= Math.log(p[ids[at]]) / targets;
        for (int k = 0; k < VOCABULARY; k++) {
          double slope = (p[k] - (k == ids[at] ? 1 : 0)) / targets;
          byTable[ids[at - 1] * VOCABULARY + k] += slope;
          byBias[k] += slope;
        }
      }
    }
    return new Done(loss, targets, List.of(segment(byTable), segment(byBias)));
  }

  private double[] probabilities(int before) {
    double[] p = new double[VOCABULARY];
    double sum = 0;
    for (int k = 0; k < VOCABULARY; k++) {
      p[k] =
          Math.exp(
              table.getAtIndex(ValueLayout.JAVA_FLOAT, (long) before * VOCABULARY + k)
                  + bias.getAtIndex(ValueLayout.JAVA_FLOAT, k));
      sum += p[k];
    }
    for (int k = 0; k < VOCABULARY; k++) {
      p[k] /= sum;
    }
    return p;
  }

  private MemorySegment segment(double[] values) {
    MemorySegment out = floats(values.length);
    for (int i = 0; i < values.length; i++) {
      out.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) values[i]);
    }
    return out;
  }

  /** All parameters, one after another. */
  float[] values() {
    float[] out = new float[VOCABULARY * VOCABULARY + VOCABULARY];
    MemorySegment.copy(table, ValueLayout.JAVA_FLOAT, 0, out, 0, VOCABULARY * VOCABULARY);
    MemorySegment.copy(bias, ValueLayout.JAVA_FLOAT, 0, out, VOCABULARY * VOCABULARY, VOCABULARY);
    return out;
  }

  private record Done(double loss, int targets, List<MemorySegment> gradients) implements Step {
    @Override
    public MemorySegment gradient(int parameter) {
      return gradients.get(parameter);
    }

    @Override
    public void close() {}
  }

  @Override
  public void close() {
    arena.close();
  }
}
