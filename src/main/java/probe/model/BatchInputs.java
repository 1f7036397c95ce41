package probe.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import probe.ProbeException;
import probe.onnx.InputRole;
import probe.onnx.ModelInput;

/** The numbers that each input of a graph is given for a batch, padded on the right. */
public final class BatchInputs {
  private final List<ModelInput> inputs;
  private final ModelConfig config;
  private final int fixedRows;
  private final int fixedLength;

  /**
   * What one input is given.
   *
   * @param values row-major, as many as {@code shape} says
   */
  public record Filled(ModelInput input, long[] shape, long[] values) {}

  /**
   * Fills {@code inputs}, the shape of an empty past taken from {@code config} where it must be.
   */
  public BatchInputs(List<ModelInput> inputs, ModelConfig config) {
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
  public int fixedRows() {
    return fixedRows;
  }

  /** Tokens per row that the graph insists on, or -1. */
  int fixedLength() {
    return fixedLength;
  }

  /** Tokens per row, padding included. */
  public int paddedLength(TokenBatch batch) {
    return fixedLength > 0 ? fixedLength : batch.length();
  }

  /**
   * The numbers of every input.
   *
   * @throws IllegalArgumentException for a batch that is larger than a fixed size of the graph
   */
  public List<Filled> of(TokenBatch batch) {
    int b = fixedRows > 0 ? fixedRows : batch.rows();
    int t = paddedLength(batch);
    if (batch.rows() > b || batch.length() > t) {
      throw new IllegalArgumentException(
          "batch [%d, %d] exceeds the graph's [%d, %d]"
              .formatted(batch.rows(), batch.length(), b, t));
    }
    List<Filled> out = new ArrayList<>();
    for (ModelInput input : inputs) {
      out.add(fill(input, batch, b, t));
    }
    return out;
  }

  private Filled fill(ModelInput input, TokenBatch batch, int b, int t) {
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

  private static Filled perToken(ModelInput input, int b, int t, Cell cell) {
    // some exports share one row of positions among all contexts
    long rows = input.dims().length == 2 && input.dims()[0] == 1 ? 1 : b;
    return numbers(input, new long[] {rows, t}, cell);
  }

  private static Filled scalar(ModelInput input, long value) {
    long[] shape = new long[input.dims().length];
    Arrays.fill(shape, 1);
    return numbers(input, shape, (row, at) -> value);
  }

  /** Numbers for which {@code cell} is asked by row and position within the row. */
  private static Filled numbers(ModelInput input, long[] shape, Cell cell) {
    int columns = shape.length == 0 ? 1 : (int) shape[shape.length - 1];
    int rows = shape.length == 2 ? (int) shape[0] : 1;
    long[] values = new long[rows * columns];
    for (int row = 0; row < rows; row++) {
      for (int at = 0; at < columns; at++) {
        values[row * columns + at] = cell.at(row, at);
      }
    }
    return new Filled(input, shape, values);
  }

  /** Keys or values of no earlier token: length 0, in the heads and type that the graph wants. */
  private Filled past(ModelInput input, int b) {
    int rank = input.dims().length;
    long[] shape = input.dims().clone();
    int open = (int) Arrays.stream(shape).filter(d -> d < 0).count();
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
    if (Arrays.stream(shape).noneMatch(d -> d == 0)) {
      throw ProbeException.model(
          "the past %s %s has no open length, so it cannot be left empty; export the model with a dynamic past, or without one"
              .formatted(input.name(), input.shape()));
    }
    return new Filled(input, shape, new long[0]);
  }
}
