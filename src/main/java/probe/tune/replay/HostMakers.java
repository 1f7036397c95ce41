package probe.tune.replay;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.Map;

/** Tensors that are made from sizes and indices. */
final class HostMakers {
  private HostMakers() {}

  static void register(Map<String, HostOp> ops) {
    ops.put("ConstantOfShape", HostOp.single(HostMakers::constantOfShape));
    ops.put("Range", HostOp.single(HostMakers::range));
    ops.put("EyeLike", HostOp.single(HostMakers::eyeLike));
    ops.put("OneHot", HostOp.single(HostMakers::oneHot));
  }

  private static HostTensor constantOfShape(HostCall call) {
    AttributeProto value = call.attributes().get("value");
    HostTensor filler =
        value == null
            ? HostTensor.reals(DataType.FLOAT_VALUE, new long[] {1}, new double[1])
            : Literals.of(value.getT());
    return HostTensor.fill(
        filler.type(), call.in(0).ints(), i -> filler.real(0), i -> filler.whole(0));
  }

  private static HostTensor range(HostCall call) {
    HostTensor start = call.in(0);
    HostTensor step = call.in(2);
    double count = Math.ceil((call.in(1).real(0) - start.real(0)) / step.real(0));
    return HostTensor.fill(
        start.type(),
        new long[] {(long) Math.max(0, count)},
        i -> start.real(0) + i * step.real(0),
        i -> start.whole(0) + i * step.whole(0));
  }

  private static HostTensor eyeLike(HostCall call) {
    HostTensor x = call.in(0);
    long columns = x.dims()[1];
    long k = call.attributes().integer("k", 0);
    int type = (int) call.attributes().integer("dtype", x.type());
    return HostTensor.fill(
        type,
        x.dims(),
        i -> i % columns - i / columns == k ? 1 : 0,
        i -> i % columns - i / columns == k ? 1 : 0);
  }

  private static HostTensor oneHot(HostCall call) {
    HostTensor indices = call.in(0);
    HostTensor values = call.in(2);
    int depth = Math.toIntExact(call.in(1).whole(0));
    int rank = indices.dims().length;
    int axis = Shapes.axis(call.attributes().integer("axis", -1), rank + 1);
    long[] dims = Shapes.unsqueeze(indices.dims(), new long[] {axis});
    dims[axis] = depth;
    int inner = Shapes.strides(dims)[axis];
    int[] which = new int[Math.toIntExact(HostTensor.count(dims))];
    for (int i = 0; i < which.length; i++) {
      long index = indices.whole(i / (inner * depth) * inner + i % inner);
      which[i] = (index < 0 ? index + depth : index) == i / inner % depth ? 1 : 0;
    }
    return HostTensor.fill(
        values.type(), dims, i -> values.real(which[i]), i -> values.whole(which[i]));
  }
}
