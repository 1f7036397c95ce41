package probe.tune.replay;

import ai.djl.pytorch.engine.PtNDArray;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import probe.model.TokenBatch;
import probe.onnx.Cut;
import probe.tune.EndStates;

/** Reads states at the last position of contexts, some contexts at a time. */
final class ReplayStates {
  private static final int TOGETHER = 128;

  private final Replay replay;
  private final List<int[]> contexts;
  private final List<Integer> layers;
  private final float[][][] states;
  private final float[][][] read;
  private boolean normed = true;

  ReplayStates(Replay replay, List<int[]> contexts, List<Integer> layers) {
    this.replay = replay;
    this.contexts = contexts;
    this.layers = layers;
    this.states = new float[layers.size()][contexts.size()][];
    this.read = new float[layers.size()][contexts.size()][];
  }

  EndStates read() {
    int together = replay.fixedRows() > 0 ? replay.fixedRows() : TOGETHER;
    for (int from = 0; from < contexts.size(); from += together) {
      TokenBatch batch =
          new TokenBatch(contexts.subList(from, Math.min(contexts.size(), from + together)));
      int length = replay.paddedLength(batch);
      long[] rows = new long[batch.rows()];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = (long) i * length + contexts.get(from + i).length - 1;
      }
      try (Replay.Run run = replay.states(batch, rows, layers)) {
        take(run.outputs(), from, rows.length);
      }
    }
    return new EndStates(layers, states, read, normed);
  }

  private void take(Map<String, PtNDArray> outputs, int from, int count) {
    int blocks = replay.model().decoder().blocks();
    for (int l = 0; l < layers.size(); l++) {
      int layer = layers.get(l);
      split(Objects.requireNonNull(outputs.get(Cut.hidden(layer))), states[l], from, count);
      PtNDArray after = outputs.get(Cut.normed(layer));
      if (after != null) {
        split(after, read[l], from, count);
      } else {
        // the last state is what the head reads
        System.arraycopy(states[l], from, read[l], from, count);
        normed &= layer == blocks;
      }
    }
  }

  private static void split(PtNDArray array, float[][] out, int from, int count) {
    float[] flat = array.toFloatArray();
    int width = flat.length / count;
    for (int i = 0; i < count; i++) {
      out[from + i] = Arrays.copyOfRange(flat, i * width, (i + 1) * width);
    }
  }
}
