package probe.model;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import probe.ProbeException;
import probe.onnx.Cut;
import probe.onnx.Decoder;
import probe.onnx.ModelInput;

/**
 * Runs a cut graph over batches; what it returns lies in buffers that the next run overwrites.
 *
 * <p>Outputs are pinned: ONNX Runtime writes into buffers that are kept from run to run.
 */
public final class CutSession implements AutoCloseable {
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final Feeds feeds;
  private final List<String> outputs;
  private final int[] widths;
  private final Map<String, FloatBuffer> buffers = new LinkedHashMap<>();
  private final Map<String, OnnxTensor> weights = new HashMap<>();

  /**
   * @param widths columns of each output of {@code cut}, in order
   */
  CutSession(
      OrtRuntime runtime, Cut cut, List<ModelInput> inputs, ModelConfig config, int[] widths) {
    this.environment = runtime.environment();
    this.session = runtime.open(cut);
    this.outputs = cut.outputs();
    this.widths = widths;
    this.feeds =
        new Feeds(
            environment,
            inputs.stream().filter(i -> cut.inputs().contains(i.name())).toList(),
            config);
  }

  /**
   * Opens {@code cut} of {@code decoder} on the CPU, such as one with other weights.
   *
   * @throws ProbeException if ONNX Runtime cannot run it
   */
  public static CutSession logits(Decoder decoder, Cut cut, ModelConfig config, int threads) {
    OrtRuntime runtime = new OrtRuntime(decoder.file().path(), decoder, Device.CPU, threads);
    return new CutSession(runtime, cut, decoder.inputs(), config, new int[] {decoder.vocabulary()});
  }

  /**
   * The same with {@code weights} as inputs: each run takes what the buffers hold by then.
   *
   * @param weights by initializer: direct buffers, in native order, that outlive the session
   * @throws ProbeException if ONNX Runtime cannot run it
   */
  public static CutSession logits(
      Decoder decoder, Cut cut, Map<String, FloatBuffer> weights, ModelConfig config, int threads) {
    CutSession session = logits(decoder, cut.withInputs(weights.keySet()), config, threads);
    try {
      for (Map.Entry<String, NodeInfo> input : session.session.getInputInfo().entrySet()) {
        FloatBuffer values = weights.get(input.getKey());
        if (values != null) {
          long[] shape = ((TensorInfo) input.getValue().getInfo()).getShape();
          session.weights.put(
              input.getKey(), OnnxTensor.createTensor(session.environment, values, shape));
        }
      }
      return session;
    } catch (OrtException | RuntimeException e) {
      session.close();
      throw new IllegalStateException("weights could not be fed", e);
    }
  }

  /** Rows per batch that the graph insists on, or -1. */
  public int fixedRows() {
    return feeds.fixedRows();
  }

  /** Tokens per row that the graph insists on, or -1. */
  int fixedLength() {
    return feeds.fixedLength();
  }

  /**
   * Runs {@code batch}.
   *
   * @return per output of the cut, a buffer [rows, width] in the order of the contexts (and of
   *     their positions); valid until the next run
   */
  public Map<String, FloatBuffer> run(TokenBatch batch, Positions positions) {
    return run(batch, positions, 0, positions.rows(batch));
  }

  /** The same for rows {@code from} to {@code to - 1} of those that {@code positions} names. */
  Map<String, FloatBuffer> run(TokenBatch batch, Positions positions, int from, int to) {
    int rows = to - from;
    Map<String, OnnxTensor> inputs = Map.of();
    Map<String, OnnxTensor> pinned = Map.of();
    try {
      inputs = feeds.make(batch, positions, from, to);
      pinned = pin(rows);
      Map<String, OnnxTensor> fed = new HashMap<>(inputs);
      fed.putAll(weights);
      session.run(fed, pinned).close();
      Map<String, FloatBuffer> views = new LinkedHashMap<>();
      buffers.forEach((name, buffer) -> views.put(name, buffer.duplicate()));
      return views;
    } catch (OrtException e) {
      throw ProbeException.model(
          "ONNX Runtime failed on a batch of %d contexts of up to %d tokens: %s"
              .formatted(batch.rows(), batch.length(), OrtErrors.oneLine(e)),
          e);
    } finally {
      inputs.values().forEach(OnnxTensor::close);
      pinned.values().forEach(OnnxTensor::close);
    }
  }

  /** Makes the tensors of {@code batches} once, to run them again and again. */
  Prepared prepare(List<TokenBatch> batches, Positions positions) {
    return new Prepared(batches, positions);
  }

  /** Batches whose tensors are ready: what is left is the runtime's own work. */
  final class Prepared implements AutoCloseable {
    private final List<Map<String, OnnxTensor>> inputs = new ArrayList<>();
    private final List<Map<String, OnnxTensor>> pinned = new ArrayList<>();

    private Prepared(List<TokenBatch> batches, Positions positions) {
      try {
        for (TokenBatch batch : batches) {
          inputs.add(feeds.make(batch, positions, 0, positions.rows(batch)));
          pinned.add(pin(positions.rows(batch)));
        }
      } catch (OrtException e) {
        throw new IllegalStateException("tensors could not be made", e);
      }
    }

    void run() {
      try {
        for (int i = 0; i < inputs.size(); i++) {
          session.run(inputs.get(i), pinned.get(i)).close();
        }
      } catch (OrtException e) {
        throw new IllegalStateException("a batch could not be run", e);
      }
    }

    @Override
    public void close() {
      inputs.forEach(map -> map.values().forEach(OnnxTensor::close));
      pinned.forEach(map -> map.values().forEach(OnnxTensor::close));
    }
  }

  /** Output tensors over the buffers that are kept. */
  private Map<String, OnnxTensor> pin(int rows) throws OrtException {
    Map<String, OnnxTensor> pinned = new LinkedHashMap<>();
    for (int i = 0; i < widths.length; i++) {
      FloatBuffer buffer = buffer(outputs.get(i), rows, widths[i]);
      pinned.put(
          outputs.get(i),
          OnnxTensor.createTensor(environment, buffer, new long[] {rows, widths[i]}));
    }
    return pinned;
  }

  private FloatBuffer buffer(String output, int rows, int width) {
    int floats = Math.multiplyExact(rows, width);
    FloatBuffer kept = buffers.get(output);
    if (kept == null || kept.capacity() < floats) {
      kept =
          ByteBuffer.allocateDirect(Math.multiplyExact(floats, 4))
              .order(ByteOrder.nativeOrder())
              .asFloatBuffer();
    }
    kept = kept.clear().limit(floats);
    buffers.put(output, kept);
    // a view of its own: the tensor must see just these rows
    return kept.slice();
  }

  @Override
  public void close() {
    weights.values().forEach(OnnxTensor::close);
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("closing a session failed", e);
    }
  }
}
