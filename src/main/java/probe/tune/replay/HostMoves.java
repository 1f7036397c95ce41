package probe.tune.replay;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Shapes, selections and rearrangements of tensors in plain Java. */
final class HostMoves {
  private HostMoves() {}

  static void register(Map<String, HostOp> ops) {
    ops.put("Identity", HostOp.single(c -> c.in(0)));
    ops.put("Dropout", HostOp.single(c -> c.in(0)));
    ops.put("Shape", HostOp.single(c -> shape(c.node(), c.in(0).dims())));
    ops.put("Size", HostOp.single(c -> HostTensor.scalar(c.in(0).size())));
    ops.put(
        "Reshape",
        HostOp.single(
            c ->
                c.in(0)
                    .reshape(
                        Shapes.reshape(
                            c.in(0).dims(),
                            c.in(1).ints(),
                            c.attributes().integer("allowzero", 0) == 1))));
    ops.put(
        "Flatten",
        HostOp.single(
            c ->
                c.in(0)
                    .reshape(Shapes.flatten(c.in(0).dims(), c.attributes().integer("axis", 1)))));
    ops.put(
        "Squeeze",
        HostOp.single(c -> c.in(0).reshape(Shapes.squeeze(c.in(0).dims(), c.integers(1, "axes")))));
    ops.put(
        "Unsqueeze",
        HostOp.single(
            c -> c.in(0).reshape(Shapes.unsqueeze(c.in(0).dims(), c.integers(1, "axes")))));
    ops.put("Transpose", HostOp.single(HostMoves::transpose));
    ops.put("Expand", HostOp.single(HostMoves::expand));
    ops.put("Tile", HostOp.single(HostMoves::tile));
    ops.put("Concat", HostOp.single(HostMoves::concat));
    ops.put("Slice", HostOp.single(HostMoves::slice));
    ops.put("Split", HostMoves::split);
    ops.put("Gather", HostOp.single(HostMoves::gather));
    ops.put("GatherND", HostOp.single(HostMoves::gatherNd));
    ops.put("GatherElements", HostOp.single(HostMoves::gatherElements));
    ops.put("Trilu", HostOp.single(HostMoves::trilu));
  }

  /** The shape, or the part of it that the node's attributes ask for. */
  static HostTensor shape(Instruction node, long[] dims) {
    int rank = dims.length;
    long start = node.attributes().integer("start", 0);
    long end = node.attributes().integer("end", rank);
    int from = Math.clamp(start < 0 ? start + rank : start, 0, rank);
    int to = Math.clamp(end < 0 ? end + rank : end, from, rank);
    return HostTensor.vector(Arrays.copyOfRange(dims, from, to));
  }

  /** The order of axes that a Transpose asks for. */
  static int[] permutation(Attributes attributes, int rank) {
    long[] perm = attributes.integers("perm");
    return perm == null
        ? IntStream.range(0, rank).map(i -> rank - 1 - i).toArray()
        : Arrays.stream(perm).mapToInt(i -> (int) i).toArray();
  }

  private static HostTensor transpose(HostCall call) {
    HostTensor x = call.in(0);
    int[] perm = permutation(call.attributes(), x.dims().length);
    int[] own = Shapes.strides(x.dims());
    long[] dims = Arrays.stream(perm).mapToLong(axis -> x.dims()[axis]).toArray();
    int[] steps = Arrays.stream(perm).map(axis -> own[axis]).toArray();
    return x.gather(dims, Shapes.walk(dims, 0, steps));
  }

  private static HostTensor expand(HostCall call) {
    HostTensor x = call.in(0);
    long[] dims = Shapes.broadcast(x.dims(), call.in(1).ints());
    return x.gather(dims, Shapes.broadcastIndex(x.dims(), dims));
  }

  private static HostTensor tile(HostCall call) {
    HostTensor x = call.in(0);
    long[] repeats = call.in(1).ints();
    long[] dims = x.dims().clone();
    Arrays.setAll(dims, axis -> dims[axis] * repeats[axis]);
    int[] own = Shapes.strides(x.dims());
    int[] all = Shapes.strides(dims);
    int[] source = new int[Math.toIntExact(HostTensor.count(dims))];
    for (int i = 0; i < source.length; i++) {
      for (int axis = 0; axis < dims.length; axis++) {
        source[i] += (int) (i / all[axis] % dims[axis] % x.dims()[axis]) * own[axis];
      }
    }
    return x.gather(dims, source);
  }

  private static HostTensor concat(HostCall call) {
    List<HostTensor> parts = new ArrayList<>();
    for (int i = 0; i < call.inputs().size(); i++) {
      parts.add(call.in(i));
    }
    return concat(
        parts, Shapes.axis(call.attributes().integer("axis", 0), parts.getFirst().dims().length));
  }

  private static HostTensor concat(List<HostTensor> parts, int axis) {
    HostTensor first = parts.getFirst();
    long[] dims = first.dims().clone();
    dims[axis] = parts.stream().mapToLong(p -> p.dims()[axis]).sum();
    int inner = 1;
    for (int i = axis + 1; i < dims.length; i++) {
      inner *= (int) dims[i];
    }
    int size = Math.toIntExact(HostTensor.count(dims));
    int[] part = new int[size];
    int[] element = new int[size];
    int line = (int) dims[axis] * inner;
    int start = 0;
    for (int p = 0; p < parts.size(); p++) {
      int width = (int) parts.get(p).dims()[axis] * inner;
      for (int i = 0; i < parts.get(p).size(); i++) {
        int at = i / width * line + start + i % width;
        part[at] = p;
        element[at] = i;
      }
      start += width;
    }
    return HostTensor.fill(
        first.type(),
        dims,
        i -> parts.get(part[i]).real(element[i]),
        i -> parts.get(part[i]).whole(element[i]));
  }

  /**
   * What a Slice takes of one axis.
   *
   * @param count how many elements, {@code step} apart from {@code start} on
   */
  record Cut(int axis, int start, int step, int count) {}

  /** The cuts that a Slice makes, given what the node was called with. */
  static List<Cut> cuts(long[] dims, long[] starts, long[] ends, long[] axes, long[] steps) {
    List<Cut> cuts = new ArrayList<>();
    for (int i = 0; i < starts.length; i++) {
      int axis = axes.length == 0 ? i : Shapes.axis(axes[i], dims.length);
      long step = steps.length == 0 ? 1 : steps[i];
      long n = dims[axis];
      long start = starts[i] < 0 ? starts[i] + n : starts[i];
      long end = ends[i] < 0 ? Math.max(ends[i], -n - 1) + n : ends[i];
      start = step > 0 ? Math.clamp(start, 0, n) : Math.clamp(start, 0, Math.max(0, n - 1));
      end = step > 0 ? Math.clamp(end, 0, n) : Math.clamp(end, -1, n);
      long count =
          Math.max(
              0, step > 0 ? Math.ceilDiv(end - start, step) : Math.ceilDiv(start - end, -step));
      cuts.add(
          new Cut(
              axis,
              (int) start,
              (int) Math.clamp(step, -n - 1, n + 1),
              (int) (n == 0 ? 0 : count)));
    }
    return cuts;
  }

  private static HostTensor slice(HostCall call) {
    HostTensor x = call.in(0);
    List<Cut> cuts =
        cuts(
            x.dims(),
            call.integers(1, "starts"),
            call.integers(2, "ends"),
            call.integers(3, "axes"),
            call.integers(4, "steps"));
    long[] dims = x.dims().clone();
    int[] steps = Shapes.strides(x.dims());
    int start = 0;
    for (Cut cut : cuts) {
      dims[cut.axis()] = cut.count();
      start += cut.start() * steps[cut.axis()];
      steps[cut.axis()] *= cut.step();
    }
    return x.gather(dims, Shapes.walk(dims, start, steps));
  }

  /** The sizes of the parts that a Split makes. */
  static long[] parts(Instruction node, long n, long[] stated) {
    if (stated.length > 0) {
      return stated;
    }
    int count = node.outputs().size();
    long each = Math.ceilDiv(n, count);
    return LongStream.range(0, count).map(i -> Math.min(each, n - i * each)).toArray();
  }

  private static List<HostTensor> split(HostCall call) {
    HostTensor x = call.in(0);
    int axis = Shapes.axis(call.attributes().integer("axis", 0), x.dims().length);
    List<HostTensor> out = new ArrayList<>();
    int stride = Shapes.strides(x.dims())[axis];
    int at = 0;
    for (long n : parts(call.node(), x.dims()[axis], call.integers(1, "split"))) {
      long[] dims = x.dims().clone();
      dims[axis] = n;
      out.add(x.gather(dims, Shapes.walk(dims, at * stride, Shapes.strides(x.dims()))));
      at += (int) n;
    }
    return out;
  }

  private static HostTensor gather(HostCall call) {
    HostTensor x = call.in(0);
    HostTensor indices = call.in(1);
    int axis = Shapes.axis(call.attributes().integer("axis", 0), x.dims().length);
    long[] dims =
        LongStream.concat(
                LongStream.concat(Arrays.stream(x.dims(), 0, axis), Arrays.stream(indices.dims())),
                Arrays.stream(x.dims(), axis + 1, x.dims().length))
            .toArray();
    int inner = Shapes.strides(x.dims())[axis];
    int n = (int) x.dims()[axis];
    int many = indices.size();
    int[] source = new int[Math.toIntExact(HostTensor.count(dims))];
    for (int i = 0; i < source.length; i++) {
      int within = i % inner;
      int which = index(indices.whole(i / inner % many), n);
      source[i] = (i / inner / many * n + which) * inner + within;
    }
    return x.gather(dims, source);
  }

  static int index(long i, int n) {
    if (i < -n || i >= n) {
      throw new IllegalArgumentException("index %d of %d elements".formatted(i, n));
    }
    return (int) (i < 0 ? i + n : i);
  }

  private static HostTensor gatherNd(HostCall call) {
    HostTensor x = call.in(0);
    HostTensor indices = call.in(1);
    int batch = (int) call.attributes().integer("batch_dims", 0);
    int depth = (int) indices.dims()[indices.dims().length - 1];
    long[] dims =
        LongStream.concat(
                Arrays.stream(indices.dims(), 0, indices.dims().length - 1),
                Arrays.stream(x.dims(), batch + depth, x.dims().length))
            .toArray();
    int[] strides = Shapes.strides(x.dims());
    int inner = 1;
    for (int i = batch + depth; i < x.dims().length; i++) {
      inner *= (int) x.dims()[i];
    }
    long batches = HostTensor.count(Arrays.copyOf(x.dims(), batch));
    int perBatch = (int) (indices.size() / depth / batches);
    int batchStride = x.size() / (int) batches;
    int[] source = new int[Math.toIntExact(HostTensor.count(dims))];
    for (int i = 0; i < source.length; i++) {
      int tuple = i / inner;
      int at = tuple / perBatch * batchStride + i % inner;
      for (int k = 0; k < depth; k++) {
        at +=
            index(indices.whole(tuple * depth + k), (int) x.dims()[batch + k]) * strides[batch + k];
      }
      source[i] = at;
    }
    return x.gather(dims, source);
  }

  private static HostTensor gatherElements(HostCall call) {
    HostTensor x = call.in(0);
    HostTensor indices = call.in(1);
    int axis = Shapes.axis(call.attributes().integer("axis", 0), x.dims().length);
    int[] steps = Shapes.strides(x.dims());
    int stride = steps[axis];
    steps[axis] = 0;
    int[] source = Shapes.walk(indices.dims(), 0, steps);
    for (int i = 0; i < source.length; i++) {
      source[i] += index(indices.whole(i), (int) x.dims()[axis]) * stride;
    }
    return x.gather(indices.dims(), source);
  }

  private static HostTensor trilu(HostCall call) {
    HostTensor x = call.in(0);
    boolean upper = call.attributes().integer("upper", 1) == 1;
    long k = call.has(1) ? call.in(1).whole(0) : 0;
    int columns = (int) x.dims()[x.dims().length - 1];
    int rows = (int) x.dims()[x.dims().length - 2];
    boolean[] keep = new boolean[x.size()];
    for (int i = 0; i < keep.length; i++) {
      int offset = i % columns - i / columns % rows;
      keep[i] = upper ? offset >= k : offset <= k;
    }
    return HostTensor.fill(
        x.type(), x.dims(), i -> keep[i] ? x.real(i) : 0, i -> keep[i] ? x.whole(i) : 0);
  }
}
