package probe.tune.replay;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;

/** Sums, means and extremes along axes. */
final class Reductions {
  private Reductions() {}

  static void register(Map<String, DeviceOp> ops) {
    ops.put("ReduceSum", DeviceOp.single(c -> sum(c, c.in(0))));
    ops.put("ReduceMean", DeviceOp.single(Reductions::mean));
    ops.put(
        "ReduceSumSquare",
        DeviceOp.single(c -> sum(c, c.torch().own(JniUtils.mul(c.in(0), c.in(0))))));
    ops.put(
        "ReduceL2",
        DeviceOp.single(
            c ->
                JniUtils.sqrt(
                    c.torch().own(sum(c, c.torch().own(JniUtils.mul(c.in(0), c.in(0))))))));
    ops.put("ReduceL1", DeviceOp.single(c -> sum(c, c.torch().own(JniUtils.abs(c.in(0))))));
    ops.put("ReduceLogSumExp", DeviceOp.single(Reductions::logSumExp));
    ops.put("ReduceMax", DeviceOp.single(c -> oneByOne(c, JniUtils::max)));
    ops.put("ReduceMin", DeviceOp.single(c -> oneByOne(c, JniUtils::min)));
    ops.put("ReduceProd", DeviceOp.single(c -> oneByOne(c, JniUtils::prod)));
  }

  /** Reduces one axis. */
  @FunctionalInterface
  private interface AxisOp {
    PtNDArray apply(PtNDArray x, long axis, boolean keep);
  }

  /** The axes to reduce, in ascending order; none where the node changes nothing. */
  private static int[] axes(Call call) {
    int rank = call.dims(0).length;
    long[] axes = call.integers(1, "axes");
    if (axes.length == 0) {
      return call.attributes().integer("noop_with_empty_axes", 0) == 1
          ? new int[0]
          : IntStream.range(0, rank).toArray();
    }
    int[] out = Shapes.axes(axes, rank);
    Arrays.sort(out);
    return out;
  }

  private static boolean keep(Call call) {
    return call.attributes().integer("keepdims", 1) == 1;
  }

  private static PtNDArray sum(Call call, PtNDArray x) {
    int[] axes = axes(call);
    return axes.length == 0
        ? x
        : JniUtils.sum(x, Arrays.stream(axes).asLongStream().toArray(), keep(call));
  }

  private static PtNDArray mean(Call call) {
    int[] axes = axes(call);
    if (axes.length == 0) {
      return call.in(0);
    }
    if (axes.length == 1) {
      return JniUtils.mean(call.in(0), axes[0], keep(call));
    }
    long count = 1;
    for (int axis : axes) {
      count *= call.dims(0)[axis];
    }
    PtNDArray sum = call.torch().own(sum(call, call.in(0)));
    return JniUtils.div(sum, call.torch().number((double) count));
  }

  private static PtNDArray logSumExp(Call call) {
    Torch torch = call.torch();
    // the largest exponent is 0
    PtNDArray most = oneByOne(call, JniUtils::max, true);
    PtNDArray small = torch.own(JniUtils.exp(torch.own(JniUtils.sub(call.in(0), most))));
    PtNDArray log = torch.own(JniUtils.log(torch.own(sum(call, small))));
    return JniUtils.add(log, torch.own(JniUtils.reshape(most, log.getShape().getShape())));
  }

  private static PtNDArray oneByOne(Call call, AxisOp op) {
    return oneByOne(call, op, keep(call));
  }

  private static PtNDArray oneByOne(Call call, AxisOp op, boolean keep) {
    PtNDArray out = call.in(0);
    int[] axes = axes(call);
    // from the last axis on, so that those before keep their numbers
    for (int i = axes.length - 1; i >= 0; i--) {
      out = call.torch().own(op.apply(out, axes[i], keep));
    }
    return out;
  }
}
