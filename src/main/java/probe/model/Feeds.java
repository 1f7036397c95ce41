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
import probe.onnx.InputRole;
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
  private final List<ModelInput> inputs;
  private final ModelConfig config;
  private final int fixedRows;
  private final int fixedLength;

  Feeds(OrtEnvironment environment, List<ModelInput> inputs, ModelConfig config) {
    this.environment = environment;
    this.inputs = inputs;
    this.config = config;
    long[] dims =
        inputs.stream()
            .filter(i -> i.role() == InputRole.TOKEN_IDS)
            .findFirst()
            .map(ModelInput::dims)
            .orElse(new long[] {-1, -1});
    this.fixedRows = dims.length == 2 ? (int) dims[0] : -1;
    this.fixedLength = dims.length == 2 ? (int) dims[1] : -1;
  }

  /** Rows per batch that the graph insists on, or -1. */
  int fixedRows() {
    return fixedRows;
  }

  /** Tokens per row that the graph insists on, or -1. */
  int fixedLength() {
    return fixedLength;
  }

  /**
   * Tensors of {@code batch} by name, and rows {@code from} to {@code to - 1} of those that {@code
   * positions} takes out.
   */
  Map<String, OnnxTensor> make(TokenBatch batch, Positions positions, int from, int to)
      throws OrtException {
    Map<String, OnnxTensor> out = make(batch);
    try {
      out.put(Cut.ROWS, rows(batch, paddedLength(batch), positions, from, to));
      return out;
    } catch (OrtException | RuntimeException e) {
      out.values().forEach(OnnxTensor::close);
      throw e;
    }
  }

  private int paddedLength(TokenBatch batch) {
    return fixedLength > 0 ? fixedLength : batch.length();
  }

  /** Tensors of {@code batch} by name, for the graph's own inputs. */
  Map<String, OnnxTensor> make(TokenBatch batch) throws OrtException {
    int b = fixedRows > 0 ? fixedRows : batch.rows();
    int t = paddedLength(batch);
    if (batch.rows() > b || batch.length() > t) {
      throw new IllegalArgumentException(
          "batch [%d, %d] exceeds the graph's [%d, %d]"
              .formatted(batch.rows(), batch.length(), b, t));
    }
    Map<String, OnnxTensor> out = new HashMap<>();
    try {
      for (ModelInput input : inputs) {
        out.put(input.name(), tensor(input, batch, b, t));
      }
      return out;
    } catch (OrtException | RuntimeException e) {
      out.values().forEach(OnnxTensor::close);
      throw e;
    }
  }

  private OnnxTensor tensor(ModelInput input, TokenBatch batch, int b, int t) throws OrtException {
    return switch (input.role()) {
      case TOKEN_IDS -> perToken(input, b, t, (row, at) -> id(batch, row, at));
      case ATTENTION_MASK -> perToken(input, b, t, (row, at) -> real(batch, row, at) ? 1 : 0);
      case POSITION_IDS -> perToken(input, b, t, (row, at) -> at);
      case TOKEN_TYPES -> perToken(input, b, t, (row, at) -> 0);
      case CACHE_POSITIONS -> numbers(input, new long[] {t}, (row, at) -> at);
      case LOGITS_TO_KEEP, TOTAL_LENGTH -> scalar(input, t);
      case SEQUENCE_LENGTHS -> {
        long[] shape = input.dims().length == 2 ? new long[] {b, 1} : new long[] {b};
        yield numbers(input, shape, (row, at) -> lengthOf(batch, row + at) - 1);
      }
      case USE_CACHE -> scalar(input, 0);
      case PAST -> past(input, b);
      case UNKNOWN ->
          throw ProbeException.model(
              "no use is known for the model's input " + input.name() + " " + input.shape());
    };
  }

  private static long id(TokenBatch batch, int row, int at) {
    return real(batch, row, at) ? batch.contexts().get(row)[at] : 0;
  }

  private static boolean real(TokenBatch batch, int row, int at) {
    // rows that only fill a fixed batch get one token: a mask of zeros makes NaN in some graphs
    return row < batch.rows() ? at < batch.contexts().get(row).length : at == 0;
  }

  private static long lengthOf(TokenBatch batch, int row) {
    return row < batch.rows() ? batch.contexts().get(row).length : 1;
  }

  /** The value at one position. */
  private interface Cell {
    long at(int row, int position);
  }

  private OnnxTensor perToken(ModelInput input, int b, int t, Cell cell) throws OrtException {
    // some exports share one row of positions among all contexts
    long rows = input.dims().length == 2 && input.dims()[0] == 1 ? 1 : b;
    return numbers(input, new long[] {rows, t}, cell);
  }

  private OnnxTensor scalar(ModelInput input, long value) throws OrtException {
    long[] shape = new long[input.dims().length];
    java.util.Arrays.fill(shape, 1);
    return numbers(input, shape, (row, at) -> value);
  }

  /** A tensor of numbers; {@code cell} is asked by row and position within the row. */
  private OnnxTensor numbers(ModelInput input, long[] shape, Cell cell) throws OrtException {
    int columns = shape.length == 0 ? 1 : (int) shape[shape.length - 1];
    int rows = shape.length == 2 ? (int) shape[0] : 1;
    int type = input.elementType();
    int bytes = type == INT64 ? 8 : type == BOOL ? 1 : type == FLOAT16 ? 2 : 4;
    ByteBuffer buffer =
        ByteBuffer.allocateDirect(Math.max(1, rows * columns * bytes))
            .order(ByteOrder.nativeOrder());
    for (int row = 0; row < rows; row++) {
      for (int at = 0; at < columns; at++) {
        long value = cell.at(row, at);
        switch (type) {
          case INT64 -> buffer.putLong(value);
          case INT32 -> buffer.putInt((int) value);
          case BOOL -> buffer.put((byte) value);
          case FLOAT -> buffer.putFloat((float) value);
          case FLOAT16 -> buffer.putShort(Float.floatToFloat16((float) value));
          default ->
              throw ProbeException.model(
                  "the model's input %s has element type %d; token ids and masks are int32, int64, bool or float"
                      .formatted(input.name(), type));
        }
      }
    }
    buffer.flip();
    return OnnxTensor.createTensor(environment, buffer, shape, javaType(type));
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

  /** Keys or values of no earlier token: length 0, in the heads and type that the graph wants. */
  private OnnxTensor past(ModelInput input, int b) throws OrtException {
    int rank = input.dims().length;
    long[] shape = input.dims().clone();
    int open = (int) java.util.Arrays.stream(shape).filter(d -> d < 0).count();
    boolean batched = false;
    for (int i = 0; i < rank; i++) {
      if (shape[i] >= 0) {
        continue;
      }
      open--;
      if (!batched && fixedRows < 0) {
        // heads and batch in one axis, as BLOOM has it
        shape[i] = rank == 3 ? (long) b * Math.max(1, config.keyValueHeads()) : b;
        batched = true;
      } else if (i == rank - 3 && open > 0 && config.keyValueHeads() > 0) {
        shape[i] = config.keyValueHeads();
      } else if (i == rank - 1 && rank == 4 && config.headWidth() > 0) {
        shape[i] = config.headWidth();
      } else {
        shape[i] = 0;
      }
    }
    if (java.util.Arrays.stream(shape).noneMatch(d -> d == 0)) {
      throw ProbeException.model(
          "the past %s %s has no open length, so it cannot be left empty; export the model with a dynamic past, or without one"
              .formatted(input.name(), input.shape()));
    }
    ByteBuffer nothing = ByteBuffer.allocateDirect(0).order(ByteOrder.nativeOrder());
    return OnnxTensor.createTensor(environment, nothing, shape, javaType(input.elementType()));
  }

  private OnnxTensor rows(TokenBatch batch, int t, Positions positions, int from, int to)
      throws OrtException {
    LongBuffer rows =
        ByteBuffer.allocateDirect((to - from) * 8).order(ByteOrder.nativeOrder()).asLongBuffer();
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
