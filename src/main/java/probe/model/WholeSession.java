package probe.model;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Set;
import probe.ProbeException;
import probe.onnx.Decoder;

/** The file as ONNX Runtime runs it for anybody: uncut, one context at a time. */
public final class WholeSession implements AutoCloseable {
  private final OrtSession session;
  private final Feeds feeds;
  private final Decoder decoder;

  WholeSession(OrtRuntime runtime, Decoder decoder, ModelConfig config) {
    this.session = runtime.open(decoder.whole());
    this.decoder = decoder;
    this.feeds = new Feeds(runtime.environment(), decoder.inputs(), config);
  }

  /** The graph's own logits at the last position of {@code ids} [V]. */
  public float[] lastLogits(int[] ids) {
    Map<String, OnnxTensor> inputs = Map.of();
    try {
      inputs = feeds.make(TokenBatch.of(ids));
      try (OrtSession.Result result = session.run(inputs, Set.of(decoder.logitsOutput()))) {
        OnnxTensor logits = (OnnxTensor) result.get(0);
        FloatBuffer all = logits.getFloatBuffer();
        long[] shape = logits.getInfo().getShape();
        int v = decoder.vocabulary();
        // some exports give the last position only, some the whole padded length
        int positions = shape.length == 3 ? (int) shape[1] : 1;
        int last = positions == 1 ? 0 : ids.length - 1;
        float[] out = new float[v];
        all.get(last * v, out);
        return out;
      }
    } catch (OrtException e) {
      throw ProbeException.model(
          "ONNX Runtime failed on %s: %s".formatted(decoder.file().path(), OrtErrors.oneLine(e)),
          e);
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("closing a session failed", e);
    }
  }
}
