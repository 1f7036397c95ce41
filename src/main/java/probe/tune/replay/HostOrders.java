package probe.tune.replay;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Elements by their size, in plain Java. */
final class HostOrders {
  private HostOrders() {}

  static void register(Map<String, HostOp> ops) {
    ops.put("ArgMax", HostOp.single(c -> extreme(c, 1)));
    ops.put("ArgMin", HostOp.single(c -> extreme(c, -1)));
    ops.put("TopK", HostOrders::topK);
    ops.put("NonZero", HostOp.single(HostOrders::nonZero));
  }

  private static HostTensor extreme(HostCall call, int sign) {
    HostTensor x = call.in(0);
    int axis = Shapes.axis(call.attributes().integer("axis", 0), x.dims().length);
    boolean last = call.attributes().integer("select_last_index", 0) == 1;
    int n = (int) x.dims()[axis];
    int inner = Shapes.strides(x.dims())[axis];
    long[] dims = x.dims().clone();
    dims[axis] = 1;
    long[] out = new long[Math.toIntExact(HostTensor.count(dims))];
    for (int i = 0; i < out.length; i++) {
      int start = i / inner * inner * n + i % inner;
      for (int k = 1; k < n; k++) {
        double gain = sign * (x.real(start + k * inner) - x.real(start + (int) out[i] * inner));
        if (gain > 0 || (last && gain == 0)) {
          out[i] = k;
        }
      }
    }
    HostTensor found = HostTensor.ints(DataType.INT64_VALUE, dims, out);
    return call.attributes().integer("keepdims", 1) == 1
        ? found
        : found.reshape(Shapes.squeeze(dims, new long[] {axis}));
  }

  private static List<HostTensor> topK(HostCall call) {
    HostTensor x = call.in(0);
    int axis = Shapes.axis(call.attributes().integer("axis", -1), x.dims().length);
    int k = Math.toIntExact(call.in(1).whole(0));
    int n = (int) x.dims()[axis];
    int inner = Shapes.strides(x.dims())[axis];
    int sign = call.attributes().integer("largest", 1) == 1 ? -1 : 1;
    long[] dims = x.dims().clone();
    dims[axis] = k;
    int size = Math.toIntExact(HostTensor.count(dims));
    int[] source = new int[size];
    long[] which = new long[size];
    for (int line = 0; line < x.size() / Math.max(1, n); line++) {
      int start = line / inner * inner * n + line % inner;
      List<Integer> order =
          IntStream.range(0, n)
              .boxed()
              .sorted(Comparator.comparingDouble(i -> sign * x.real(start + i * inner)))
              .toList();
      for (int i = 0; i < k; i++) {
        int at = line / inner * inner * k + line % inner + i * inner;
        source[at] = start + order.get(i) * inner;
        which[at] = order.get(i);
      }
    }
    return List.of(
        x.gather(dims, source), HostTensor.ints(DataType.INT64_VALUE, dims.clone(), which));
  }

  private static HostTensor nonZero(HostCall call) {
    HostTensor x = call.in(0);
    int[] found = IntStream.range(0, x.size()).filter(i -> x.real(i) != 0).toArray();
    int[] strides = Shapes.strides(x.dims());
    int rank = x.dims().length;
    long[] out = new long[rank * found.length];
    for (int axis = 0; axis < rank; axis++) {
      for (int i = 0; i < found.length; i++) {
        out[axis * found.length + i] = found[i] / strides[axis] % x.dims()[axis];
      }
    }
    return HostTensor.ints(DataType.INT64_VALUE, new long[] {rank, found.length}, out);
  }
}
