package probe.tune.replay;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import probe.model.CutSession;
import probe.model.ModelConfig;
import probe.model.TokenLosses;
import probe.onnx.TrainableGraph;
import probe.onnx.Weight;
import probe.tune.Trainee;
import probe.tune.TrainingBatch;

/** ONNX Runtime's losses of a model whose weights are inputs, so that one session sees them all. */
final class MovableWeights implements AutoCloseable {
  private final TrainableGraph model;
  private final Map<String, FloatBuffer> values = new HashMap<>();
  private final Arena arena = Arena.ofShared();
  private final CutSession session;

  /** The weights start at {@code parameters}, those of other names stay in the graph. */
  MovableWeights(
      TrainableGraph model, List<Trainee.Parameter> parameters, ModelConfig config, int threads) {
    this.model = model;
    Map<String, MemorySegment> start = new HashMap<>();
    parameters.forEach(parameter -> start.put(parameter.name(), parameter.values()));
    try {
      for (Weight weight : model.weights()) {
        MemorySegment segment = start.get(weight.name());
        if (segment != null) {
          for (Weight.Copy copy : weight.copies()) {
            values.put(copy.initializer(), buffer(segment.byteSize()));
          }
          set(weight, segment.toArray(ValueLayout.JAVA_FLOAT));
        }
      }
      session =
          CutSession.logits(
              model.decoder(), model.decoder().cut(List.of(), true), values, config, threads);
    } catch (RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  private FloatBuffer buffer(long bytes) {
    return arena
        .allocate(bytes, Float.BYTES)
        .asByteBuffer()
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  /** Gives {@code weight} other values, row-major in its own shape, wherever the graph has it. */
  void set(Weight weight, float[] row) {
    for (Weight.Copy copy : weight.copies()) {
      Objects.requireNonNull(values.get(copy.initializer()))
          .put(0, copy.transposed() ? transpose(row, weight.dims()) : row);
    }
  }

  private static float[] transpose(float[] values, long[] dims) {
    int rows = (int) dims[0];
    int columns = (int) dims[1];
    float[] out = new float[values.length];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        out[j * rows + i] = values[i * columns + j];
      }
    }
    return out;
  }

  /** The loss of {@code batch}, one row at a time. */
  double loss(TrainingBatch batch) {
    double sum = 0;
    for (int row = 0; row < batch.rows(); row++) {
      double[] losses = TokenLosses.of(session, model.decoder().vocabulary(), batch.ids().get(row));
      for (int at = batch.lossFrom()[row]; at < losses.length; at++) {
        sum += losses[at];
      }
    }
    return sum / batch.targets();
  }

  @Override
  public void close() {
    session.close();
    arena.close();
  }
}
