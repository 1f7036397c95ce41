package probe.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongBinaryOperator;
import org.jspecify.annotations.Nullable;
import probe.onnx.Sample.Known;

/** Sizes of what operators give, and their results on whole numbers. */
final class SampleOps {
  private static final Set<String> BROADCASTING =
      Set.of(
          "Add",
          "Sub",
          "Mul",
          "Div",
          "Pow",
          "Mod",
          "Max",
          "Min",
          "Sum",
          "Where",
          "Equal",
          "Less",
          "LessOrEqual",
          "Greater",
          "GreaterOrEqual",
          "And",
          "Or");

  private final Constants constants;
  private final Function<String, @Nullable Known> tensors;

  SampleOps(Constants constants, Function<String, @Nullable Known> tensors) {
    this.constants = constants;
    this.tensors = tensors;
  }

  /** The outputs of {@code node}, as many as are known. */
  List<Known> of(NodeProto node, List<@Nullable Known> in) {
    String op = node.getOpType();
    Known x = in.isEmpty() ? null : in.getFirst();
    if (SampleMoves.isMove(op)) {
      // a table of weights is looked up: nobody reads the numbers
      return SampleMoves.of(node, in);
    }
    if (BROADCASTING.contains(op)) {
      return broadcast(op, in);
    }
    if (op.equals("EmbedLayerNormalization")) {
      return embedded(node, x);
    }
    if (x == null) {
      return List.of();
    }
    return switch (op) {
      case "Shape" -> List.of(shape(node, x.dims()));
      case "Size" -> List.of(new Known(new long[0], new long[] {x.size()}));
      case "ConstantOfShape" -> constant(node, x);
      case "Range" -> range(in);
      case "Neg" -> List.of(mapped(x, -1));
      case "MatMul", "FusedMatMul", "TransposeMatMul", "Gemm", "MatMulInteger" ->
          product(node, x, in.size() < 2 ? null : in.get(1));
      case "DynamicQuantizeMatMul", "MatMulIntegerToFloat" -> product(node, x, in.get(1));
      case "QLinearMatMul" -> product(node, x, in.get(3));
      case "MatMulNBits", "MatMulBnb4" -> List.of(last(x, Graph.intAttribute(node, "N", 0)));
      case "Attention", "QAttention", "GroupQueryAttention" -> attention(node, in, x);
      default ->
          op.startsWith("Reduce") ? reduced(node, in, x) : List.of(new Known(x.dims(), null));
    };
  }

  private static Known last(Known x, long width) {
    long[] dims = x.dims().clone();
    dims[dims.length - 1] = width;
    return new Known(dims, null);
  }

  private static Known mapped(Known x, long factor) {
    long[] values = x.values();
    return new Known(
        x.dims(),
        values == null ? null : Arrays.stream(values).map(value -> factor * value).toArray());
  }

  private static Known shape(NodeProto node, long[] dims) {
    long rank = dims.length;
    long start = Graph.intAttribute(node, "start", 0);
    long end = Graph.intAttribute(node, "end", rank);
    int from = Math.clamp(start < 0 ? start + rank : start, 0, (int) rank);
    int to = Math.clamp(end < 0 ? end + rank : end, from, (int) rank);
    return new Known(new long[] {to - from}, Arrays.copyOfRange(dims, from, to));
  }

  private List<Known> constant(NodeProto node, Known shape) {
    long[] dims = shape.values();
    if (dims == null) {
      return List.of();
    }
    AttributeProto value = Graph.attribute(node, "value");
    Constants.Value stored = value == null ? null : constants.read(value.getT());
    if (stored == null || stored.dtype().isFloat() || Constants.count(dims) > 1 << 16) {
      return List.of(new Known(dims, null));
    }
    long[] values = new long[Math.toIntExact(Constants.count(dims))];
    Arrays.fill(values, stored.dtype().readLong(stored.data(), 0));
    return List.of(new Known(dims, values));
  }

  private static List<Known> range(List<@Nullable Known> in) {
    long[] ends = new long[3];
    for (int i = 0; i < 3; i++) {
      Known known = i < in.size() ? in.get(i) : null;
      if (known == null || known.values() == null || known.values().length != 1) {
        return List.of();
      }
      ends[i] = known.values()[0];
    }
    int count = ends[2] == 0 ? 0 : (int) Math.max(0, Math.ceilDiv(ends[1] - ends[0], ends[2]));
    long[] values = new long[count];
    Arrays.setAll(values, i -> ends[0] + i * ends[2]);
    return List.of(new Known(new long[] {count}, values));
  }

  private static List<Known> broadcast(String op, List<@Nullable Known> in) {
    long[] dims = new long[0];
    boolean values = true;
    for (Known part : in) {
      if (part == null) {
        return List.of();
      }
      dims = Sample.broadcast(dims, part.dims());
      values &= part.values() != null;
    }
    if (!values || Constants.count(dims) > 1 << 16) {
      return List.of(new Known(dims, null));
    }
    long[][] parts = new long[in.size()][];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = SampleMoves.spread(java.util.Objects.requireNonNull(in.get(i)), dims).values();
    }
    long[] out = new long[Math.toIntExact(Constants.count(dims))];
    LongBinaryOperator two = arithmetic(op);
    for (int i = 0; i < out.length; i++) {
      if (op.equals("Where")) {
        out[i] = parts[0][i] != 0 ? parts[1][i] : parts[2][i];
        continue;
      }
      if (two == null) {
        return List.of(new Known(dims, null));
      }
      out[i] = parts[0][i];
      for (int k = 1; k < parts.length; k++) {
        out[i] = two.applyAsLong(out[i], parts[k][i]);
      }
    }
    return List.of(new Known(dims, out));
  }

  private static @Nullable LongBinaryOperator arithmetic(String op) {
    return switch (op) {
      case "Add", "Sum" -> Long::sum;
      case "Sub" -> (a, b) -> a - b;
      case "Mul" -> (a, b) -> a * b;
      // whole numbers are cut towards zero
      case "Div" -> (a, b) -> b == 0 ? 0 : a / b;
      case "Mod" -> (a, b) -> b == 0 ? 0 : Math.floorMod(a, b);
      case "Max" -> Math::max;
      case "Min" -> Math::min;
      case "Equal" -> (a, b) -> a == b ? 1 : 0;
      case "Less" -> (a, b) -> a < b ? 1 : 0;
      case "LessOrEqual" -> (a, b) -> a <= b ? 1 : 0;
      case "Greater" -> (a, b) -> a > b ? 1 : 0;
      case "GreaterOrEqual" -> (a, b) -> a >= b ? 1 : 0;
      case "And" -> (a, b) -> a & b;
      case "Or" -> (a, b) -> a | b;
      default -> null;
    };
  }

  private static List<Known> product(NodeProto node, Known a, @Nullable Known b) {
    if (b == null || a.dims().length == 0 || b.dims().length < 2) {
      return List.of();
    }
    long[] left = swapped(a.dims(), Graph.intAttribute(node, "transA", 0) != 0);
    long[] right = swapped(b.dims(), Graph.intAttribute(node, "transB", 0) != 0);
    long[] batch =
        Sample.broadcast(
            Arrays.copyOfRange(left, 0, Math.max(0, left.length - 2)),
            Arrays.copyOfRange(right, 0, right.length - 2));
    long[] dims = Arrays.copyOf(batch, batch.length + 2);
    dims[batch.length] = left.length < 2 ? 1 : left[left.length - 2];
    dims[batch.length + 1] = right[right.length - 1];
    return List.of(new Known(dims, null));
  }

  private static long[] swapped(long[] dims, boolean swap) {
    long[] out = dims.clone();
    if (swap) {
      out[out.length - 1] = dims[dims.length - 2];
      out[out.length - 2] = dims[dims.length - 1];
    }
    return out;
  }

  private static List<Known> reduced(NodeProto node, List<@Nullable Known> in, Known x) {
    Known given = in.size() > 1 ? in.get(1) : null;
    AttributeProto attribute = Graph.attribute(node, "axes");
    long[] axes =
        given != null
            ? given.values()
            : attribute == null
                ? null
                : attribute.getIntsList().stream().mapToLong(Long::longValue).toArray();
    if (axes == null) {
      return List.of();
    }
    boolean keep = Graph.intAttribute(node, "keepdims", 1) != 0;
    long[] dims = x.dims().clone();
    for (long axis : axes) {
      dims[(int) (axis < 0 ? axis + dims.length : axis)] = keep ? 1 : -1;
    }
    return List.of(new Known(Arrays.stream(dims).filter(d -> d >= 0).toArray(), null));
  }

  private List<Known> embedded(NodeProto node, @Nullable Known ids) {
    Known table = tensors.apply(node.getInput(2));
    if (ids == null || table == null) {
      return List.of();
    }
    long[] dims = Arrays.copyOf(ids.dims(), ids.dims().length + 1);
    dims[dims.length - 1] = table.dims()[1];
    return List.of(new Known(dims, null));
  }

  /** The width of what a fused attention gives may be another than that of its first input. */
  private static List<Known> attention(NodeProto node, List<@Nullable Known> in, Known x) {
    if (node.getDomain().isEmpty() || x.dims().length != 3) {
      return List.of(new Known(x.dims(), null));
    }
    if (node.getOpType().equals("GroupQueryAttention")) {
      boolean packed = node.getInputCount() < 2 || node.getInput(1).isEmpty();
      long heads = Graph.intAttribute(node, "num_heads", 1);
      long all = heads + 2 * Graph.intAttribute(node, "kv_num_heads", heads);
      return List.of(packed ? last(x, x.dims()[2] / all * heads) : new Known(x.dims(), null));
    }
    Known weight = in.size() > 1 ? in.get(1) : null;
    if (weight == null) {
      return List.of();
    }
    AttributeProto sizes = Graph.attribute(node, "qkv_hidden_sizes");
    return List.of(last(x, sizes == null ? weight.dims()[1] / 3 : sizes.getInts(2)));
  }
}
