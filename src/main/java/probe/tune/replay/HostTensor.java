package probe.tune.replay;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntToLongFunction;

/**
 * A tensor in plain Java, for shapes, masks, positions and rotary tables: what no gradient needs.
 *
 * <p>Exactly one of the two arrays holds the elements, row-major. Real numbers are rounded to
 * float32 unless the type is float64, because that is what the graph computes in: a rotary angle
 * must be as wrong here as there.
 */
final class HostTensor implements Value {
  private static final double[] NO_REALS = {};
  private static final long[] NO_INTS = {};

  private final int type;
  private final long[] dims;
  private final double[] reals;
  private final long[] ints;

  private HostTensor(int type, long[] dims, double[] reals, long[] ints) {
    long size = count(dims);
    if (size != (isReal(type) ? reals.length : ints.length)) {
      throw new IllegalArgumentException(
          "shape %s has %d elements, got %d"
              .formatted(Arrays.toString(dims), size, Math.max(reals.length, ints.length)));
    }
    this.type = type;
    this.dims = dims;
    this.reals = reals;
    this.ints = ints;
  }

  /** Real numbers of {@code type}, which are rounded to it. */
  static HostTensor reals(int type, long[] dims, double[] values) {
    if (type != DataType.DOUBLE_VALUE) {
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) values[i];
      }
    }
    return new HostTensor(type, dims, values, NO_INTS);
  }

  /** Whole numbers of {@code type}, which wrap around as it does. */
  static HostTensor ints(int type, long[] dims, long[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] = wrap(type, values[i]);
    }
    return new HostTensor(type, dims, NO_REALS, values);
  }

  /** A vector of int64. */
  static HostTensor vector(long... values) {
    return ints(DataType.INT64_VALUE, new long[] {values.length}, values);
  }

  static HostTensor scalar(long value) {
    return ints(DataType.INT64_VALUE, new long[0], new long[] {value});
  }

  static HostTensor bools(long[] dims, long[] values) {
    return ints(DataType.BOOL_VALUE, dims, values);
  }

  /** A tensor of {@code type} from functions of the element's number. */
  static HostTensor fill(int type, long[] dims, IntToDoubleFunction real, IntToLongFunction whole) {
    int size = Math.toIntExact(count(dims));
    if (isReal(type)) {
      double[] values = new double[size];
      Arrays.setAll(values, real);
      return reals(type, dims, values);
    }
    long[] values = new long[size];
    Arrays.setAll(values, whole);
    return ints(type, dims, values);
  }

  private static long wrap(int type, long value) {
    return switch (type) {
      case DataType.INT32_VALUE -> (int) value;
      case DataType.INT16_VALUE -> (short) value;
      case DataType.INT8_VALUE -> (byte) value;
      case DataType.UINT8_VALUE -> value & 0xff;
      case DataType.BOOL_VALUE -> value == 0 ? 0 : 1;
      default -> value;
    };
  }

  static boolean isReal(int type) {
    return switch (type) {
      case DataType.FLOAT_VALUE,
          DataType.DOUBLE_VALUE,
          DataType.FLOAT16_VALUE,
          DataType.BFLOAT16_VALUE ->
          true;
      default -> false;
    };
  }

  static long count(long[] dims) {
    long n = 1;
    for (long d : dims) {
      n *= d;
    }
    return n;
  }

  boolean isReal() {
    return isReal(type);
  }

  boolean isBool() {
    return type == DataType.BOOL_VALUE;
  }

  /** ONNX's number of the element type. */
  int type() {
    return type;
  }

  @Override
  public long[] dims() {
    return dims;
  }

  int size() {
    return Math.max(reals.length, ints.length);
  }

  /** The elements as whole numbers; real ones are cut off. Not a copy where they are whole. */
  long[] ints() {
    if (!isReal()) {
      return ints;
    }
    return Arrays.stream(reals).mapToLong(x -> (long) x).toArray();
  }

  /** The elements as real numbers. Not a copy where they are real. */
  double[] reals() {
    return isReal() ? reals : Arrays.stream(ints).asDoubleStream().toArray();
  }

  double real(int i) {
    return isReal() ? reals[i] : ints[i];
  }

  long whole(int i) {
    return isReal() ? (long) reals[i] : ints[i];
  }

  /** The same elements in another shape. */
  HostTensor reshape(long... shape) {
    return new HostTensor(type, shape, reals, ints);
  }

  /** Element {@code source(i)} of this as element i. */
  HostTensor gather(long[] shape, int[] source) {
    return fill(type, shape, i -> reals[source[i]], i -> ints[source[i]]);
  }

  HostTensor cast(int to) {
    return to == type
        ? this
        : fill(
            to,
            dims,
            this::real,
            i -> to == DataType.BOOL_VALUE ? (real(i) == 0 ? 0 : 1) : whole(i));
  }

  @Override
  public String toString() {
    return (isReal() ? Arrays.toString(reals) : Arrays.toString(ints))
        + " "
        + Arrays.toString(dims);
  }
}
