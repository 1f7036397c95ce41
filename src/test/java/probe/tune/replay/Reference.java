package probe.tune.replay;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** ONNX Runtime without optimisation: what a graph means. */
final class Reference {
  private static final OrtEnvironment ENVIRONMENT =
      OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "test");

  private Reference() {}

  /** The outputs of {@code model}, whose external data has absolute locations. */
  static Map<String, HostTensor> run(byte[] model, Map<String, HostTensor> feeds)
      throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
      options.setIntraOpNumThreads(1);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      options.addConfigEntry("session.model_external_initializers_file_folder_path", "/");
      try (OrtSession session = ENVIRONMENT.createSession(model, options)) {
        Map<String, OnnxTensor> inputs = new HashMap<>();
        for (Map.Entry<String, HostTensor> feed : feeds.entrySet()) {
          inputs.put(feed.getKey(), tensor(feed.getValue()));
        }
        Map<String, HostTensor> out = new LinkedHashMap<>();
        try (OrtSession.Result result = session.run(inputs)) {
          for (var entry : result) {
            out.put(entry.getKey(), read((OnnxTensor) entry.getValue()));
          }
        } finally {
          inputs.values().forEach(OnnxTensor::close);
        }
        return out;
      }
    }
  }

  private static OnnxTensor tensor(HostTensor value) throws OrtException {
    int n = value.size();
    long[] dims = value.dims();
    return switch (value.type()) {
      case DataType.FLOAT_VALUE -> {
        FloatBuffer floats = FloatBuffer.allocate(n);
        for (int i = 0; i < n; i++) {
          floats.put(i, (float) value.real(i));
        }
        yield OnnxTensor.createTensor(ENVIRONMENT, floats, dims);
      }
      case DataType.INT64_VALUE ->
          OnnxTensor.createTensor(ENVIRONMENT, LongBuffer.wrap(value.ints()), dims);
      case DataType.INT32_VALUE -> {
        IntBuffer ints = IntBuffer.allocate(n);
        for (int i = 0; i < n; i++) {
          ints.put(i, (int) value.whole(i));
        }
        yield OnnxTensor.createTensor(ENVIRONMENT, ints, dims);
      }
      case DataType.BOOL_VALUE, DataType.INT8_VALUE, DataType.UINT8_VALUE -> {
        ByteBuffer bytes = ByteBuffer.allocate(n);
        for (int i = 0; i < n; i++) {
          bytes.put(i, (byte) value.whole(i));
        }
        OnnxJavaType type =
            value.isBool()
                ? OnnxJavaType.BOOL
                : value.type() == DataType.INT8_VALUE ? OnnxJavaType.INT8 : OnnxJavaType.UINT8;
        yield OnnxTensor.createTensor(ENVIRONMENT, bytes, dims, type);
      }
      default -> throw new AssertionError("element type " + value.type());
    };
  }

  private static HostTensor read(OnnxTensor tensor) {
    TensorInfo info = tensor.getInfo();
    long[] dims = info.getShape();
    return switch (info.type) {
      case FLOAT -> {
        FloatBuffer floats = tensor.getFloatBuffer();
        yield HostTensor.fill(DataType.FLOAT_VALUE, dims, floats::get, i -> 0);
      }
      case INT64 -> {
        LongBuffer longs = tensor.getLongBuffer();
        yield HostTensor.fill(DataType.INT64_VALUE, dims, i -> 0, longs::get);
      }
      case INT32 -> {
        IntBuffer ints = tensor.getIntBuffer();
        yield HostTensor.fill(DataType.INT32_VALUE, dims, i -> 0, ints::get);
      }
      case BOOL, INT8, UINT8 -> {
        ByteBuffer bytes = tensor.getByteBuffer();
        yield HostTensor.fill(
            DataType.valueOf(info.type.name()).getNumber(), dims, i -> 0, bytes::get);
      }
      case FLOAT16 -> {
        FloatBuffer floats = tensor.getFloatBuffer();
        yield HostTensor.fill(DataType.FLOAT16_VALUE, dims, floats::get, i -> 0);
      }
      default -> throw new AssertionError(info.toString());
    };
  }
}
