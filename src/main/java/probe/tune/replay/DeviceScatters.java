package probe.tune.replay;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Elements put into a larger tensor, or picked by size, through which gradients flow. */
final class DeviceScatters {
  private DeviceScatters() {}

  static void register(Map<String, DeviceOp> ops) {
    ops.put("ScatterND", DeviceOp.single(DeviceScatters::scatterNd));
    ops.put("ScatterElements", DeviceOp.single(DeviceScatters::scatterElements));
    ops.put("Pad", DeviceOp.single(DeviceScatters::pad));
    ops.put("TopK", DeviceScatters::topK);
  }

  private static void requirePlain(Call call) {
    String reduction = call.attributes().text("reduction", "none");
    if (!reduction.equals("none")) {
      throw new UnsupportedOperationException("reduction " + reduction);
    }
  }

  private static PtNDArray scatterNd(Call call) {
    requirePlain(call);
    Torch torch = call.torch();
    long[] dims = call.dims(0);
    HostTensor indices = call.host(1);
    int[] rows = HostScatters.rows(dims, indices);
    long inner =
        HostTensor.count(
            Arrays.copyOfRange(dims, (int) indices.dims()[indices.dims().length - 1], dims.length));
    PtNDArray table =
        torch.own(JniUtils.reshape(call.in(0), new long[] {HostTensor.count(dims) / inner, inner}));
    PtNDArray updates = torch.own(JniUtils.reshape(call.in(2), new long[] {rows.length, inner}));
    long[] numbers = Arrays.stream(rows).asLongStream().toArray();
    PtNDArray which =
        torch.own(
            JniUtils.broadcast(
                torch.array(HostTensor.vector(numbers).reshape(rows.length, 1)),
                new Shape(rows.length, inner)));
    PtNDArray out = torch.own(JniUtils.scatter(table, which, updates, 0));
    return JniUtils.reshape(out, dims);
  }

  private static PtNDArray scatterElements(Call call) {
    requirePlain(call);
    int axis = call.axis(0);
    PtNDArray which = DeviceMoves.positive(call, 1, call.dims(0)[axis]);
    return JniUtils.scatter(call.in(0), which, call.in(2), axis);
  }

  private static PtNDArray pad(Call call) {
    Torch torch = call.torch();
    PtNDArray x = call.in(0);
    Padding padding =
        Padding.of(
            call.dims(0),
            call.integers(1, "pads"),
            call.has(3) ? call.host(3).ints() : new long[0],
            call.attributes().text("mode", "constant"));
    int rank = call.dims(0).length;
    if (padding.isConstant()) {
      double filler = call.has(2) ? call.host(2).real(0) : call.attributes().real("value", 0);
      // PyTorch wants the last axis first
      long[] pads = new long[2 * rank];
      for (int i = 0; i < rank; i++) {
        pads[2 * i] = padding.before()[rank - 1 - i];
        pads[2 * i + 1] = padding.after()[rank - 1 - i];
      }
      return JniUtils.pad(x, pads, filler);
    }
    for (int axis = 0; axis < rank; axis++) {
      long[] sources = Arrays.stream(padding.sources(axis)).asLongStream().toArray();
      x = torch.own(DeviceMoves.select(torch, x, HostTensor.vector(sources), axis));
    }
    return x;
  }

  private static List<@Nullable PtNDArray> topK(Call call) {
    NDList found =
        JniUtils.topK(
            call.in(0),
            call.host(1).whole(0),
            call.axis(-1),
            call.attributes().integer("largest", 1) == 1,
            true);
    return List.of((PtNDArray) found.get(0), (PtNDArray) found.get(1));
  }
}
