package probe.model;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.lang.foreign.MemorySegment;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import probe.ProbeException;
import probe.onnx.Cut;
import probe.onnx.Decoder;
import probe.onnx.ModelInput;
import probe.tensor.DType;
import probe.tensor.Matrix;
import probe.tensor.TemporaryMemory;

/**
 * Embedding and unembedding as float32 rows.
 *
 * <p>Float weights are mapped where they lie. Quantised ones are what ONNX Runtime makes of them:
 * the head's product with the identity matrix, and the embedding of every id, kept in a mapped file
 * that is already deleted.
 */
final class Weights {
  private static final int IDS_PER_RUN = 4096;
  private static final int BYTES_PER_RUN = 64 << 20;

  private final Decoder decoder;
  private final ModelConfig config;
  private final OrtRuntime runtime;

  Weights(Decoder decoder, ModelConfig config, OrtRuntime runtime) {
    this.decoder = decoder;
    this.config = config;
    this.runtime = runtime;
  }

  /** gamma [V, d]. */
  Matrix unembedding() {
    Matrix stored = decoder.storedUnembedding();
    return stored != null ? stored : projectIdentity();
  }

  /** The token embedding [rows, d]. */
  Matrix embedding() {
    Matrix stored = decoder.storedEmbedding();
    return stored != null ? stored : lookUpEverything();
  }

  /**
   * Whether embedding and unembedding are one matrix, to the bit where both are stored as floats,
   * else as far as quantisation lets them be.
   */
  boolean tied() {
    Matrix embedding = decoder.storedEmbedding();
    Matrix unembedding = decoder.storedUnembedding();
    if (embedding != null && unembedding != null && embedding.dtype() == unembedding.dtype()) {
      return Tying.equal(embedding, unembedding);
    }
    Matrix rows = embedding != null ? embedding : lookUpEverything();
    if (rows.columns() != decoder.width()) {
      return false;
    }
    try (OrtSession session = runtime.open(decoder.cutProjection())) {
      int n = Math.min(Tying.SAMPLES, Math.min(rows.rows(), decoder.vocabulary()));
      int step = Math.min(rows.rows(), decoder.vocabulary()) / n;
      float[][] samples = new float[n][];
      float[] fed = new float[n * decoder.width()];
      for (int i = 0; i < n; i++) {
        samples[i] = rows.row(i * step);
        System.arraycopy(samples[i], 0, fed, i * decoder.width(), decoder.width());
      }
      FloatBuffer products = project(session, fed, n, decoder.width());
      double[] own = new double[n];
      for (int i = 0; i < n; i++) {
        own[i] = products.get(i * decoder.vocabulary() + i * step);
      }
      return Tying.alike(samples, own);
    } catch (OrtException e) {
      throw failed("the unembedding", e);
    }
  }

  private Matrix projectIdentity() {
    int d = decoder.width();
    int v = decoder.vocabulary();
    int step = Math.max(1, Math.min(d, BYTES_PER_RUN / (4 * v)));
    MemorySegment out = TemporaryMemory.ofFloats((long) d * v);
    try (OrtSession session = runtime.open(decoder.cutProjection())) {
      // a bias inside the projection shows on a row of zeros
      float[] offset = new float[v];
      project(session, new float[d], 1, d).get(offset);
      for (int from = 0; from < d; from += step) {
        int count = Math.min(step, d - from);
        float[] rows = new float[count * d];
        for (int i = 0; i < count; i++) {
          rows[i * d + from + i] = 1f;
        }
        FloatBuffer product = project(session, rows, count, d);
        float[] line = new float[v];
        for (int i = 0; i < count; i++) {
          product.get(line);
          for (int j = 0; j < v; j++) {
            line[j] -= offset[j];
          }
          TemporaryMemory.put(out, (long) (from + i) * v, line, v);
        }
      }
    } catch (OrtException e) {
      throw failed("the unembedding", e);
    }
    return Matrix.of(out, DType.F32, d, v).transpose();
  }

  private FloatBuffer project(OrtSession session, float[] rows, int count, int d)
      throws OrtException {
    try (OnnxTensor input =
            OnnxTensor.createTensor(
                runtime.environment(), FloatBuffer.wrap(rows), new long[] {count, d});
        OrtSession.Result result = session.run(Map.of(Cut.LAMBDA, input))) {
      return floats(result.get(0));
    }
  }

  private Matrix lookUpEverything() {
    int rows = decoder.embeddingRows();
    int d = decoder.embeddingWidth();
    Cut cut = decoder.cutEmbedding();
    // the row count may hang on the mask's shape as well
    List<ModelInput> inputs =
        decoder.inputs().stream().filter(i -> cut.inputs().contains(i.name())).toList();
    Feeds feeds = new Feeds(runtime.environment(), inputs, config);
    MemorySegment out = TemporaryMemory.ofFloats((long) rows * d);
    int step = feeds.fixedLength() > 0 ? feeds.fixedLength() : IDS_PER_RUN;
    try (OrtSession session = runtime.open(cut)) {
      for (int from = 0; from < rows; from += step) {
        int count = Math.min(step, rows - from);
        int[] context = new int[count];
        for (int i = 0; i < count; i++) {
          context[i] = from + i;
        }
        Map<String, OnnxTensor> fed = feeds.make(TokenBatch.of(context));
        try (OrtSession.Result result = session.run(fed)) {
          float[] block = new float[count * d];
          floats(result.get(0)).get(block);
          TemporaryMemory.put(out, (long) from * d, block, block.length);
        } finally {
          fed.values().forEach(OnnxTensor::close);
        }
      }
    } catch (OrtException e) {
      throw failed("the embedding", e);
    }
    return Matrix.of(out, DType.F32, rows, d);
  }

  private static FloatBuffer floats(OnnxValue value) {
    return ((OnnxTensor) value).getFloatBuffer();
  }

  private static ProbeException failed(String what, OrtException e) {
    return ProbeException.model(
        "ONNX Runtime could not dequantise " + what + ": " + OrtErrors.oneLine(e), e);
  }
}
