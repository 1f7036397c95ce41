package probe.model;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import probe.ProbeException;
import probe.onnx.Cut;
import probe.onnx.ModelInput;

/** Makes the input tensors of a batch, each in the type and shape that the graph declares. */
final class Feeds {
  // element types of onnx.proto
  private static final int FLOAT = 1;
  private static final int INT32 = 6;
  private static final int INT64 = 7;
  private static final int BOOL = 9;
  private static final int FLOAT16 = 10;
  private static final int BFLOAT16 = 16;
  private static final int INT8 = 3;
  private static final int UINT8 = 2;

  private final OrtEnvironment environment;
  private final BatchInputs inputs;

  Feeds(OrtEnvironment environment, List<ModelInput> inputs, ModelConfig config) {
    this.environment = environment;
    this.inputs = new BatchInputs(inputs, config);
  }

  /** Rows per batch that the graph insists on, or -1. */
  int fixedRows() {
    return inputs.fixedRows();
  }

  /** Tokens per row that the graph insists on, or -1. */
  int fixedLength() {
    return inputs.fixedLength();
  }

  /**
   * Tensors of {@code batch} by name, and rows {@code from} to {@code to - 1} of those that {@code
   * positions} takes out.
   */
  Map<String, OnnxTensor> make(TokenBatch batch, Positions positions, int from, int to)
      throws OrtException {
    Map<String, OnnxTensor> out = make(batch);
    try {
      out.put(Cut.ROWS, rows(batch, positions, from, to));
      return out;
    } catch (OrtException | RuntimeException e) {
      out.values().forEach(OnnxTensor::close);
      throw e;
    }
  }

  /** Tensors of {@code batch} by name, for the graph's own inputs. */
  Map<String, OnnxTensor> make(TokenBatch batch) throws OrtException {
    Map<String, OnnxTensor> out = new HashMap<>();
    try {
      for (BatchInputs.Filled filled : inputs.of(batch)) {
        out.put(filled.input().name(), tensor(filled));
      }
      return out;
    } catch (OrtException | RuntimeException e) {
      out.values().forEach(OnnxTensor::close);
      throw e;
    }
  }

  private OnnxTensor tensor(BatchInputs.Filled filled) throws OrtException {
    int type = filled.input().elementType();
    int bytes = type == INT64 ? 8 : type == BOOL ? 1 : type == FLOAT16 ? 2 : 4;
    ByteBuffer buffer =
        ByteBuffer.allocateDirect(filled.values().length * bytes).order(ByteOrder.nativeOrder());
    for (long value : filled.values()) {
      switch (type) {
        case INT64 -> buffer.putLong(value);
        case INT32 -> buffer.putInt((int) value);
        case BOOL -> buffer.put((byte) value);
        case FLOAT -> buffer.putFloat((float) value);
        case FLOAT16 -> buffer.putShort(Float.floatToFloat16((float) value));
        default -> {
          if (filled.values().length > 0) {
            throw ProbeException.model(
                "the model's input %s has element type %d; token ids and masks are int32, int64, bool or float"
                    .formatted(filled.input().name(), type));
          }
        }
      }
    }
    return OnnxTensor.createTensor(environment, buffer.flip(), filled.shape(), javaType(type));
  }

  private static OnnxJavaType javaType(int type) {
    return switch (type) {
      case INT64 -> OnnxJavaType.INT64;
      case INT32 -> OnnxJavaType.INT32;
      case BOOL -> OnnxJavaType.BOOL;
      case FLOAT16 -> OnnxJavaType.FLOAT16;
      case BFLOAT16 -> OnnxJavaType.BFLOAT16;
      case INT8 -> OnnxJavaType.INT8;
      case UINT8 -> OnnxJavaType.UINT8;
      default -> OnnxJavaType.FLOAT;
    };
  }

  private OnnxTensor rows(TokenBatch batch, Positions positions, int from, int to)
      throws OrtException {
    LongBuffer rows =
        ByteBuffer.allocateDirect((to - from) * 8).order(ByteOrder.nativeOrder()).asLongBuffer();
    int t = inputs.paddedLength(batch);
    int number = 0;
    for (int row = 0; row < batch.rows(); row++) {
      int length = batch.contexts().get(row).length;
      for (int at = positions == Positions.LAST ? length - 1 : 0; at < length; at++) {
        if (number >= from && number < to) {
          rows.put((long) row * t + at);
        }
        number++;
      }
    }
    return OnnxTensor.createTensor(environment, rows.flip(), new long[] {to - from});
  }
}
