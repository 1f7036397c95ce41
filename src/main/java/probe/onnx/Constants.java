package probe.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import probe.tensor.DType;
import probe.tensor.Matrix;

/** Reads the values of constants; large ones are mapped from their files, never copied. */
final class Constants {
  /** A constant's elements: dtype, dims, and the bytes in row-major order. */
  record Value(DType dtype, long[] dims, MemorySegment data) {
    long size() {
      return count(dims);
    }

    double scalar() {
      return dtype.readDouble(data, 0);
    }
  }

  private final Graph graph;
  private final Map<Path, MemorySegment> mapped = new HashMap<>();

  Constants(Graph graph) {
    this.graph = graph;
  }

  static long count(long[] dims) {
    long n = 1;
    for (long d : dims) {
      n *= d;
    }
    return n;
  }

  /** The tensor behind {@code name}: an initializer, or a Constant node's value; else null. */
  @Nullable TensorProto tensor(String name) {
    TensorProto initializer = graph.initializer(name);
    if (initializer != null) {
      return initializer;
    }
    NodeProto maker = graph.maker(name);
    if (maker == null) {
      return null;
    }
    if (maker.getOpType().equals("Identity")) {
      return tensor(maker.getInput(0));
    }
    if (!maker.getOpType().equals("Constant")) {
      return null;
    }
    AttributeProto value = maker.getAttribute(0);
    return switch (value.getName()) {
      case "value" -> value.getT();
      case "value_float" -> scalar(TensorProto.DataType.FLOAT).addFloatData(value.getF()).build();
      case "value_int" -> scalar(TensorProto.DataType.INT64).addInt64Data(value.getI()).build();
      case "value_floats" ->
          scalar(TensorProto.DataType.FLOAT)
              .addDims(value.getFloatsCount())
              .addAllFloatData(value.getFloatsList())
              .build();
      case "value_ints" ->
          scalar(TensorProto.DataType.INT64)
              .addDims(value.getIntsCount())
              .addAllInt64Data(value.getIntsList())
              .build();
      default -> null;
    };
  }

  private static TensorProto.Builder scalar(TensorProto.DataType type) {
    return TensorProto.newBuilder().setDataType(type.getNumber());
  }

  static long[] dims(TensorProto tensor) {
    return tensor.getDimsList().stream().mapToLong(Long::longValue).toArray();
  }

  static @Nullable DType dtype(int onnxType) {
    return switch (onnxType) {
      case TensorProto.DataType.FLOAT_VALUE -> DType.F32;
      case TensorProto.DataType.DOUBLE_VALUE -> DType.F64;
      case TensorProto.DataType.FLOAT16_VALUE -> DType.F16;
      case TensorProto.DataType.BFLOAT16_VALUE -> DType.BF16;
      case TensorProto.DataType.INT64_VALUE -> DType.I64;
      case TensorProto.DataType.INT32_VALUE -> DType.I32;
      case TensorProto.DataType.INT16_VALUE -> DType.I16;
      case TensorProto.DataType.INT8_VALUE -> DType.I8;
      case TensorProto.DataType.UINT8_VALUE -> DType.U8;
      case TensorProto.DataType.BOOL_VALUE -> DType.BOOL;
      default -> null;
    };
  }

  /** The value of {@code name} if it is an initializer or a Constant of a type that is known. */
  @Nullable Value value(String name) {
    TensorProto tensor = tensor(name);
    return tensor == null ? null : read(tensor);
  }

  /** The elements of {@code tensor} if its type is known. */
  @Nullable Value read(TensorProto tensor) {
    DType dtype = dtype(tensor.getDataType());
    if (dtype == null) {
      return null;
    }
    long[] dims = dims(tensor);
    return new Value(dtype, dims, bytes(tensor, dtype, count(dims)));
  }

  /** The one number behind {@code name}, through casts and reshapes; null if it is not one. */
  @Nullable Double scalar(String name) {
    Value value = value(name);
    if (value != null) {
      return value.size() == 1 ? value.scalar() : null;
    }
    NodeProto maker = graph.maker(name);
    if (maker == null || maker.getInputCount() == 0) {
      return null;
    }
    return switch (maker.getOpType()) {
      case "Cast", "CastLike", "Reshape", "Squeeze", "Unsqueeze", "Flatten", "Expand" ->
          scalar(maker.getInput(0));
      case "Sqrt" -> map(scalar(maker.getInput(0)), Math::sqrt);
      case "Reciprocal" -> map(scalar(maker.getInput(0)), x -> 1 / x);
      case "Neg" -> map(scalar(maker.getInput(0)), x -> -x);
      default -> null;
    };
  }

  private static @Nullable Double map(
      @Nullable Double x, java.util.function.DoubleUnaryOperator f) {
    return x == null ? null : f.applyAsDouble(x);
  }

  /**
   * The two-dimensional float weight behind {@code name}, through Identity, Cast and Transpose;
   * null if it is anything else (a quantised weight, say).
   */
  @Nullable Matrix matrix(String name) {
    Value value = value(name);
    if (value != null) {
      if (!value.dtype().isFloat() || value.dims().length != 2) {
        return null;
      }
      return Matrix.of(
          value.data(),
          value.dtype(),
          Math.toIntExact(value.dims()[0]),
          Math.toIntExact(value.dims()[1]));
    }
    NodeProto maker = graph.maker(name);
    if (maker == null || maker.getInputCount() == 0) {
      return null;
    }
    return switch (maker.getOpType()) {
      case "Identity", "Cast", "CastLike" -> matrix(maker.getInput(0));
      case "Transpose" -> {
        Matrix inner = matrix(maker.getInput(0));
        AttributeProto perm = Graph.attribute(maker, "perm");
        boolean swaps = perm == null || perm.getIntsList().equals(List.of(1L, 0L));
        yield inner == null || !swaps ? inner : inner.transpose();
      }
      default -> null;
    };
  }

  /** The values of a one-dimensional (or [1, n]) float constant; null if it is none. */
  float @Nullable [] vector(String name) {
    Value value = value(name);
    if (value == null) {
      NodeProto maker = graph.maker(name);
      return maker != null
              && (maker.getOpType().equals("Cast") || maker.getOpType().equals("Identity"))
          ? vector(maker.getInput(0))
          : null;
    }
    if (!value.dtype().isFloat()) {
      return null;
    }
    float[] out = new float[Math.toIntExact(value.size())];
    for (int i = 0; i < out.length; i++) {
      out[i] = value.dtype().readFloat(value.data(), i);
    }
    return out;
  }

  /** The bytes of a tensor of numbers of up to 8 bits, as they are stored. */
  MemorySegment stored(TensorProto tensor) {
    long count = count(dims(tensor));
    boolean halves =
        tensor.getDataType() == TensorProto.DataType.INT4_VALUE
            || tensor.getDataType() == TensorProto.DataType.UINT4_VALUE;
    return bytes(tensor, DType.I8, halves ? (count + 1) / 2 : count);
  }

  private MemorySegment bytes(TensorProto tensor, DType dtype, long count) {
    if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
      ExternalData at = ExternalData.of(tensor);
      long length = at.length() < 0 ? count * dtype.bytes() : at.length();
      return map(at.file()).asSlice(at.offset(), length);
    }
    ByteString raw = tensor.getRawData();
    if (!raw.isEmpty() || count == 0) {
      return MemorySegment.ofArray(raw.toByteArray());
    }
    return typed(tensor, dtype, count);
  }

  /** Values that an exporter wrote as numbers and not as bytes. */
  private static MemorySegment typed(TensorProto tensor, DType dtype, long count) {
    int n = Math.toIntExact(count);
    MemorySegment out = MemorySegment.ofArray(new byte[Math.multiplyExact(n, dtype.bytes())]);
    for (int i = 0; i < n; i++) {
      long at = (long) i * dtype.bytes();
      switch (dtype) {
        case F32 -> out.set(le(ValueLayout.JAVA_FLOAT_UNALIGNED), at, tensor.getFloatData(i));
        case F64 -> out.set(le(ValueLayout.JAVA_DOUBLE_UNALIGNED), at, tensor.getDoubleData(i));
        case I64 -> out.set(le(ValueLayout.JAVA_LONG_UNALIGNED), at, tensor.getInt64Data(i));
        case I32 -> out.set(le(ValueLayout.JAVA_INT_UNALIGNED), at, tensor.getInt32Data(i));
        case F16, BF16, I16 ->
            out.set(le(ValueLayout.JAVA_SHORT_UNALIGNED), at, (short) tensor.getInt32Data(i));
        case I8, U8, BOOL -> out.set(ValueLayout.JAVA_BYTE, at, (byte) tensor.getInt32Data(i));
      }
    }
    return out;
  }

  @SuppressWarnings("unchecked") // withOrder returns the layout's own type
  private static <T extends ValueLayout> T le(T layout) {
    return (T) layout.withOrder(ByteOrder.LITTLE_ENDIAN);
  }

  /** The bytes of {@code tensor}, which lies in a file. */
  MemorySegment mapped(TensorProto tensor) {
    ExternalData at = ExternalData.of(tensor);
    MemorySegment file = map(at.file());
    return at.length() < 0 ? file.asSlice(at.offset()) : file.asSlice(at.offset(), at.length());
  }

  private MemorySegment map(Path file) {
    return mapped.computeIfAbsent(
        file,
        f -> {
          try (FileChannel channel = FileChannel.open(f, StandardOpenOption.READ)) {
            // lives as long as somebody holds a matrix over it
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
          } catch (IOException e) {
            throw new UncheckedIOException("cannot map " + f, e);
          }
        });
  }
}
