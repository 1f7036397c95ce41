package probe.tune.replay;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Shapes, selections and rearrangements, through which gradients flow. */
final class DeviceMoves {
  private DeviceMoves() {}

  static void register(Map<String, DeviceOp> ops) {
    ops.put("Identity", DeviceOp.single(c -> c.in(0)));
    ops.put("Dropout", DeviceOp.single(c -> c.in(0)));
    ops.put("Reshape", DeviceOp.single(DeviceMoves::reshape));
    ops.put(
        "Flatten",
        DeviceOp.single(
            c ->
                JniUtils.reshape(
                    c.in(0), Shapes.flatten(c.dims(0), c.attributes().integer("axis", 1)))));
    ops.put(
        "Squeeze",
        DeviceOp.single(
            c -> JniUtils.reshape(c.in(0), Shapes.squeeze(c.dims(0), c.integers(1, "axes")))));
    ops.put(
        "Unsqueeze",
        DeviceOp.single(
            c -> JniUtils.reshape(c.in(0), Shapes.unsqueeze(c.dims(0), c.integers(1, "axes")))));
    ops.put("Transpose", DeviceOp.single(DeviceMoves::transpose));
    ops.put("Expand", DeviceOp.single(DeviceMoves::expand));
    ops.put("Tile", DeviceOp.single(c -> JniUtils.tile(c.in(0), c.host(1).ints())));
    ops.put("Concat", DeviceOp.single(DeviceMoves::concat));
    ops.put("Slice", DeviceOp.single(DeviceMoves::slice));
    ops.put("Split", DeviceMoves::split);
    ops.put("Gather", DeviceOp.single(c -> gather(c, c.attributes().integer("axis", 0))));
    ops.put("GatherElements", DeviceOp.single(DeviceMoves::gatherElements));
    ops.put("GatherND", DeviceOp.single(DeviceMoves::gatherNd));
    ops.put("Trilu", DeviceOp.single(DeviceMoves::trilu));
  }

  private static PtNDArray reshape(Call call) {
    boolean zeros = call.attributes().integer("allowzero", 0) == 1;
    return JniUtils.reshape(call.in(0), Shapes.reshape(call.dims(0), call.host(1).ints(), zeros));
  }

  private static PtNDArray transpose(Call call) {
    int[] perm = HostMoves.permutation(call.attributes(), call.dims(0).length);
    return JniUtils.permute(call.in(0), Arrays.stream(perm).asLongStream().toArray());
  }

  private static PtNDArray expand(Call call) {
    long[] dims = Shapes.broadcast(call.dims(0), call.host(1).ints());
    return JniUtils.broadcast(call.in(0), new Shape(dims));
  }

  private static PtNDArray concat(Call call) {
    int axis = call.axis(0);
    List<PtNDArray> parts = new ArrayList<>();
    for (int i = 0; i < call.count(); i++) {
      // an empty past adds nothing, and PyTorch wants its rank to agree
      if (HostTensor.count(call.dims(i)) > 0) {
        parts.add(call.in(i));
      }
    }
    if (parts.isEmpty()) {
      for (int i = 0; i < call.count(); i++) {
        parts.add(call.in(i));
      }
    }
    return parts.size() == 1
        ? parts.getFirst()
        : JniUtils.cat(parts.toArray(PtNDArray[]::new), axis);
  }

  private static PtNDArray slice(Call call) {
    PtNDArray out = call.in(0);
    long[] dims = call.dims(0);
    for (HostMoves.Cut cut :
        HostMoves.cuts(
            dims,
            call.integers(1, "starts"),
            call.integers(2, "ends"),
            call.integers(3, "axes"),
            call.integers(4, "steps"))) {
      if (cut.step() < 0) {
        out = call.torch().own(select(call.torch(), out, cut));
      } else if (cut.count() != dims[cut.axis()] || cut.step() != 1) {
        long end = Math.min(dims[cut.axis()], cut.start() + (long) cut.count() * cut.step());
        out = call.torch().own(JniUtils.slice(out, cut.axis(), cut.start(), end, cut.step()));
      }
    }
    return out;
  }

  /** PyTorch has no steps backward. */
  private static PtNDArray select(Torch torch, PtNDArray x, HostMoves.Cut cut) {
    long[] which =
        IntStream.range(0, cut.count())
            .mapToLong(i -> cut.start() + (long) i * cut.step())
            .toArray();
    return select(torch, x, HostTensor.vector(which), cut.axis());
  }

  private static List<@Nullable PtNDArray> split(Call call) {
    int axis = call.axis(0);
    long[] sizes = HostMoves.parts(call.node(), call.dims(0)[axis], call.integers(1, "split"));
    List<@Nullable PtNDArray> out = new ArrayList<>();
    long from = 0;
    for (long size : sizes) {
      out.add(JniUtils.slice(call.in(0), axis, from, from + size, 1));
      from += size;
    }
    return out;
  }

  static PtNDArray gather(Call call, long along) {
    int axis = Shapes.axis(along, call.dims(0).length);
    PtNDArray x = call.in(0);
    long[] dims = call.dims(0);
    Value indices = call.value(1);
    if (indices instanceof HostTensor host && host.size() == 1) {
      // one row: a view
      int at = HostMoves.index(host.whole(0), (int) dims[axis]);
      PtNDArray row = call.torch().own(JniUtils.slice(x, axis, at, at + 1L, 1));
      return JniUtils.reshape(row, gathered(dims, host.dims(), axis));
    }
    if (indices instanceof HostTensor host) {
      return select(call.torch(), x, positive(host, dims[axis]), axis);
    }
    return select(call.torch(), x, indices, axis);
  }

  private static HostTensor positive(HostTensor indices, long n) {
    return HostTensor.fill(
        7, indices.dims(), i -> 0, i -> HostMoves.index(indices.whole(i), Math.toIntExact(n)));
  }

  private static long[] gathered(long[] dims, long[] indices, int axis) {
    return LongStream.concat(
            LongStream.concat(Arrays.stream(dims, 0, axis), Arrays.stream(indices)),
            Arrays.stream(dims, axis + 1, dims.length))
        .toArray();
  }

  /** Rows {@code indices} along {@code axis}, by a lookup: its gradient adds up equal rows. */
  static PtNDArray select(Torch torch, PtNDArray x, Value indices, int axis) {
    long[] dims = x.getShape().getShape();
    PtNDArray which = torch.array(indices);
    PtNDArray front = x;
    if (axis != 0) {
      front = torch.own(JniUtils.permute(x, toFront(dims.length, axis)));
    }
    long[] order = front.getShape().getShape();
    long width = HostTensor.count(order) / Math.max(1, order[0]);
    PtNDArray table =
        dims.length == 2 && axis == 0
            ? x
            : torch.own(JniUtils.reshape(front, new long[] {order[0], width}));
    PtNDArray rows = torch.own(JniUtils.embedding(which, table, false));
    long[] shape = gathered(order, indices.dims(), 0);
    PtNDArray out = rows;
    if (!(dims.length == 2 && axis == 0)) {
      out = torch.own(JniUtils.reshape(rows, shape));
    }
    if (axis == 0) {
      return out;
    }
    // [indices, before, after] -> [before, indices, after]
    int many = indices.dims().length;
    long[] back = new long[shape.length];
    for (int i = 0; i < back.length; i++) {
      back[i] = i < axis ? many + i : i < axis + many ? i - axis : i;
    }
    return JniUtils.permute(out, back);
  }

  private static long[] toFront(int rank, int axis) {
    return LongStream.concat(LongStream.of(axis), LongStream.range(0, rank).filter(i -> i != axis))
        .toArray();
  }

  private static PtNDArray gatherElements(Call call) {
    int axis = call.axis(0);
    return JniUtils.gather(call.in(0), positive(call, 1, call.dims(0)[axis]), axis);
  }

  /** The indices of input {@code slot} into {@code n} elements, counted from the front. */
  static PtNDArray positive(Call call, int slot, long n) {
    return call.value(slot) instanceof HostTensor host
        ? call.torch().array(positive(host, n))
        : call.in(slot);
  }

  /** Gathers tuples by flattening the axes that they index. */
  private static PtNDArray gatherNd(Call call) {
    long[] dims = call.dims(0);
    HostTensor indices = call.host(1);
    int batch = (int) call.attributes().integer("batch_dims", 0);
    int depth = (int) indices.dims()[indices.dims().length - 1];
    long[] numbers = new long[Math.toIntExact(HostTensor.count(dims))];
    Arrays.setAll(numbers, i -> i);
    // which element of x comes where: the same gather of the elements' numbers
    int inner = 1;
    for (int i = batch + depth; i < dims.length; i++) {
      inner *= (int) dims[i];
    }
    long batches = HostTensor.count(Arrays.copyOf(dims, batch));
    int tuples = indices.size() / depth;
    long[] rows = new long[tuples];
    for (int t = 0; t < tuples; t++) {
      long at = t / Math.max(1, tuples / batches);
      for (int k = 0; k < depth; k++) {
        int n = (int) dims[batch + k];
        at = at * n + HostMoves.index(indices.whole(t * depth + k), n);
      }
      rows[t] = at;
    }
    PtNDArray table =
        call.torch()
            .own(JniUtils.reshape(call.in(0), new long[] {HostTensor.count(dims) / inner, inner}));
    PtNDArray out = call.torch().own(select(call.torch(), table, HostTensor.vector(rows), 0));
    long[] shape =
        LongStream.concat(
                Arrays.stream(indices.dims(), 0, indices.dims().length - 1),
                Arrays.stream(dims, batch + depth, dims.length))
            .toArray();
    return JniUtils.reshape(out, shape);
  }

  private static PtNDArray trilu(Call call) {
    long[] dims = call.dims(0);
    boolean upper = call.attributes().integer("upper", 1) == 1;
    long k = call.has(1) ? call.host(1).whole(0) : 0;
    int rows = (int) dims[dims.length - 2];
    int columns = (int) dims[dims.length - 1];
    long[] mask = new long[rows * columns];
    for (int i = 0; i < mask.length; i++) {
      int offset = i % columns - i / columns;
      mask[i] = (upper ? offset >= k : offset <= k) ? 1 : 0;
    }
    PtNDArray keep = call.torch().array(HostTensor.bools(new long[] {rows, columns}, mask));
    return JniUtils.where(keep, call.in(0), call.torch().number(0));
  }
}
