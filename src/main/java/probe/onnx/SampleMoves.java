package probe.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import probe.onnx.Sample.Known;

/** Operators that only move elements: where each element of their outputs comes from. */
final class SampleMoves {
  private static final Set<String> WHOLE = Set.of("Identity", "Cast", "CastLike", "Dropout");
  private static final Set<String> MOVES =
      Set.of(
          "Reshape",
          "Flatten",
          "Squeeze",
          "Unsqueeze",
          "Transpose",
          "Expand",
          "Tile",
          "Concat",
          "Slice",
          "Split",
          "Gather");

  /** What an element is called that comes from a tensor without values. */
  static final long NOTHING = -1;

  private SampleMoves() {}

  static boolean isMove(String op) {
    return WHOLE.contains(op) || MOVES.contains(op);
  }

  /** The outputs of {@code node}; empty where they cannot be told. */
  static List<Known> of(NodeProto node, List<@Nullable Known> in) {
    Known x = in.isEmpty() ? null : in.getFirst();
    if (node.getOpType().equals("Concat")) {
      return concat(node, in);
    }
    if (x == null) {
      return List.of();
    }
    return switch (node.getOpType()) {
      case "Reshape" -> reshape(node, x, list(node, in, 1, "shape"));
      case "Flatten" -> flatten(x, (int) Graph.intAttribute(node, "axis", 1));
      case "Squeeze" -> squeeze(x, list(node, in, 1, "axes"));
      case "Unsqueeze" -> unsqueeze(x, list(node, in, 1, "axes"));
      case "Transpose" -> transpose(node, x);
      case "Expand" -> expand(x, list(node, in, 1, ""));
      case "Tile" -> tile(x, list(node, in, 1, ""));
      case "Slice" -> slice(node, x, in);
      case "Split" -> split(node, x, list(node, in, 1, "split"));
      case "Gather" -> gather(node, x, in.size() < 2 ? null : in.get(1));
      default -> List.of(x);
    };
  }

  /** Whole numbers from input {@code slot}, else from attribute {@code name}; null for neither. */
  private static long @Nullable [] list(
      NodeProto node, List<@Nullable Known> in, int slot, String name) {
    if (slot < in.size() && slot < node.getInputCount() && !node.getInput(slot).isEmpty()) {
      Known known = in.get(slot);
      return known == null ? null : known.values();
    }
    AttributeProto attribute = Graph.attribute(node, name);
    return attribute == null
        ? null
        : attribute.getIntsList().stream().mapToLong(Long::longValue).toArray();
  }

  private static int axis(long axis, int rank) {
    return (int) (axis < 0 ? axis + rank : axis);
  }

  private static List<Known> reshaped(Known x, long[] dims) {
    return Constants.count(dims) == x.size() ? List.of(new Known(dims, x.values())) : List.of();
  }

  private static List<Known> reshape(NodeProto node, Known x, long @Nullable [] shape) {
    if (shape == null) {
      return List.of();
    }
    long[] dims = shape.clone();
    boolean zeros = Graph.intAttribute(node, "allowzero", 0) != 0;
    int open = -1;
    long rest = 1;
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] == 0 && !zeros && i < x.dims().length) {
        dims[i] = x.dims()[i];
      }
      if (dims[i] < 0) {
        open = i;
      } else {
        rest *= dims[i];
      }
    }
    if (open >= 0) {
      dims[open] = rest == 0 ? 0 : x.size() / rest;
    }
    return reshaped(x, dims);
  }

  private static List<Known> flatten(Known x, int axis) {
    int at = axis(axis, x.dims().length);
    long rows = Constants.count(Arrays.copyOfRange(x.dims(), 0, at));
    long columns = Constants.count(Arrays.copyOfRange(x.dims(), at, x.dims().length));
    return reshaped(x, new long[] {rows, columns});
  }

  private static List<Known> squeeze(Known x, long @Nullable [] axes) {
    int rank = x.dims().length;
    List<Long> dims = new ArrayList<>();
    for (int i = 0; i < rank; i++) {
      int at = i;
      boolean gone =
          axes == null
              ? x.dims()[i] == 1
              : Arrays.stream(axes).anyMatch(axis -> axis(axis, rank) == at);
      if (!gone) {
        dims.add(x.dims()[i]);
      }
    }
    return reshaped(x, array(dims));
  }

  private static List<Known> unsqueeze(Known x, long @Nullable [] axes) {
    if (axes == null) {
      return List.of();
    }
    int rank = x.dims().length + axes.length;
    List<Long> dims = new ArrayList<>();
    int next = 0;
    for (int i = 0; i < rank; i++) {
      int at = i;
      boolean added = Arrays.stream(axes).anyMatch(axis -> axis(axis, rank) == at);
      dims.add(added ? 1L : x.dims()[next++]);
    }
    return reshaped(x, array(dims));
  }

  private static long[] array(List<Long> dims) {
    return dims.stream().mapToLong(Long::longValue).toArray();
  }

  private static long[] strides(long[] dims) {
    long[] out = new long[dims.length];
    long step = 1;
    for (int i = dims.length - 1; i >= 0; i--) {
      out[i] = step;
      step *= dims[i];
    }
    return out;
  }

  /** Element {@code from + sum of index times steps} for every index within {@code dims}. */
  private static Known walked(Known x, long[] dims, long from, long[] steps) {
    long[] values = x.values();
    if (values == null) {
      return new Known(dims, null);
    }
    long[] out = new long[Math.toIntExact(Constants.count(dims))];
    long[] strides = strides(dims);
    for (int i = 0; i < out.length; i++) {
      long at = from;
      for (int axis = 0; axis < dims.length; axis++) {
        at += i / strides[axis] % dims[axis] * steps[axis];
      }
      out[i] = values[Math.toIntExact(at)];
    }
    return new Known(dims, out);
  }

  private static List<Known> transpose(NodeProto node, Known x) {
    int rank = x.dims().length;
    AttributeProto perm = Graph.attribute(node, "perm");
    long[] own = strides(x.dims());
    long[] dims = new long[rank];
    long[] steps = new long[rank];
    for (int i = 0; i < rank; i++) {
      int from = perm == null ? rank - 1 - i : (int) perm.getInts(i);
      dims[i] = x.dims()[from];
      steps[i] = own[from];
    }
    return List.of(walked(x, dims, 0, steps));
  }

  private static List<Known> expand(Known x, long @Nullable [] shape) {
    return shape == null ? List.of() : List.of(spread(x, Sample.broadcast(x.dims(), shape)));
  }

  /** {@code x} repeated along axes of one element, and along axes that it does not have. */
  static Known spread(Known x, long[] dims) {
    long[] own = strides(x.dims());
    long[] steps = new long[dims.length];
    int missing = dims.length - x.dims().length;
    for (int i = missing; i < dims.length; i++) {
      steps[i] = x.dims()[i - missing] == 1 ? 0 : own[i - missing];
    }
    return walked(x, dims, 0, steps);
  }

  private static List<Known> tile(Known x, long @Nullable [] repeats) {
    if (repeats == null || repeats.length != x.dims().length) {
      return List.of();
    }
    Known out = x;
    for (int axis = 0; axis < repeats.length; axis++) {
      List<@Nullable Known> parts = new ArrayList<>();
      for (long i = 0; i < repeats[axis]; i++) {
        parts.add(out);
      }
      out = joined(parts, axis);
    }
    return List.of(out);
  }

  private static List<Known> concat(NodeProto node, List<@Nullable Known> in) {
    if (in.isEmpty() || in.stream().anyMatch(k -> k == null)) {
      return List.of();
    }
    int rank = java.util.Objects.requireNonNull(in.getFirst()).dims().length;
    return List.of(joined(in, axis(Graph.intAttribute(node, "axis", 0), rank)));
  }

  private static Known joined(List<@Nullable Known> in, int axis) {
    Known largest = null;
    long width = 0;
    boolean values = false;
    for (Known part : in) {
      Known known = java.util.Objects.requireNonNull(part);
      largest = largest == null || known.size() > largest.size() ? known : largest;
      width += known.dims()[axis];
      values |= known.values() != null && known.size() > 0;
    }
    // an empty past may leave sizes open that the others have
    long[] dims = java.util.Objects.requireNonNull(largest).dims().clone();
    dims[axis] = width;
    if (!values && !in.stream().allMatch(k -> k != null && k.values() != null)) {
      return new Known(dims, null);
    }
    long inner = Constants.count(Arrays.copyOfRange(dims, axis + 1, dims.length));
    long[] out = new long[Math.toIntExact(Constants.count(dims))];
    long start = 0;
    for (Known part : in) {
      Known known = java.util.Objects.requireNonNull(part);
      long line = known.dims()[axis] * inner;
      long[] own = known.values();
      for (int i = 0; i < known.size(); i++) {
        long to = i / line * width * inner + start + i % line;
        out[Math.toIntExact(to)] = own == null ? NOTHING : own[i];
      }
      start += line;
    }
    return new Known(dims, out);
  }

  private static List<Known> slice(NodeProto node, Known x, List<@Nullable Known> in) {
    long[] starts = list(node, in, 1, "starts");
    long[] ends = list(node, in, 2, "ends");
    long[] axes = list(node, in, 3, "axes");
    long[] steps = list(node, in, 4, "steps");
    if (starts == null || ends == null) {
      return List.of();
    }
    long[] dims = x.dims().clone();
    long[] own = strides(dims);
    long from = 0;
    long[] walk = own.clone();
    for (int i = 0; i < starts.length; i++) {
      int axis = axis(axes == null ? i : axes[i], dims.length);
      long size = x.dims()[axis];
      long step = steps == null ? 1 : steps[i];
      if (step < 1) {
        return List.of();
      }
      long start = Math.clamp(starts[i] < 0 ? starts[i] + size : starts[i], 0, size);
      long end = Math.clamp(ends[i] < 0 ? ends[i] + size : ends[i], start, size);
      dims[axis] = Math.ceilDiv(end - start, step);
      from += start * own[axis];
      walk[axis] = step * own[axis];
    }
    return List.of(walked(x, dims, from, walk));
  }

  private static List<Known> split(NodeProto node, Known x, long @Nullable [] sizes) {
    int axis = axis(Graph.intAttribute(node, "axis", 0), x.dims().length);
    int count = node.getOutputCount();
    long each = Math.ceilDiv(x.dims()[axis], count);
    List<Known> out = new ArrayList<>();
    long start = 0;
    for (int i = 0; i < count; i++) {
      long[] dims = x.dims().clone();
      dims[axis] = sizes == null ? Math.min(each, x.dims()[axis] - start) : sizes[i];
      long[] own = strides(x.dims());
      out.add(walked(x, dims, start * own[axis], own));
      start += dims[axis];
    }
    return out;
  }

  private static List<Known> gather(NodeProto node, Known x, @Nullable Known which) {
    if (which == null) {
      return List.of();
    }
    int axis = axis(Graph.intAttribute(node, "axis", 0), x.dims().length);
    long size = x.dims()[axis];
    int rank = x.dims().length - 1 + which.dims().length;
    long[] dims = new long[rank];
    System.arraycopy(x.dims(), 0, dims, 0, axis);
    System.arraycopy(which.dims(), 0, dims, axis, which.dims().length);
    System.arraycopy(
        x.dims(), axis + 1, dims, axis + which.dims().length, x.dims().length - axis - 1);
    long[] values = x.values();
    long[] indices = which.values();
    if (values == null || indices == null) {
      return List.of(new Known(dims, null));
    }
    long inner = Constants.count(Arrays.copyOfRange(x.dims(), axis + 1, x.dims().length));
    long[] out = new long[Math.toIntExact(Constants.count(dims))];
    for (int i = 0; i < out.length; i++) {
      long index = indices[(int) (i / inner % indices.length)];
      long outer = i / (inner * indices.length);
      long at = (outer * size + (index < 0 ? index + size : index)) * inner + i % inner;
      out[i] = values[Math.toIntExact(at)];
    }
    return List.of(new Known(dims, out));
  }
}
