package probe.tune.replay;

import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/** Arithmetic, element by element and along axes, through which gradients flow. */
final class DeviceMath {
  private DeviceMath() {}

  static void register(Map<String, DeviceOp> ops) {
    binary(ops, "Add", JniUtils::add);
    binary(ops, "Sum", JniUtils::add);
    binary(ops, "Sub", JniUtils::sub);
    binary(ops, "Mul", JniUtils::mul);
    binary(ops, "Div", JniUtils::div);
    binary(ops, "Max", JniUtils::max);
    binary(ops, "Min", JniUtils::min);
    ops.put("Mean", DeviceOp.single(DeviceMath::mean));
    ops.put("Pow", DeviceOp.single(DeviceMath::pow));
    compare(ops, "Equal", JniUtils::eq);
    compare(ops, "Less", JniUtils::lt);
    compare(ops, "LessOrEqual", JniUtils::lte);
    compare(ops, "Greater", JniUtils::gt);
    compare(ops, "GreaterOrEqual", JniUtils::gte);
    compare(ops, "And", JniUtils::logicalAnd);
    compare(ops, "Or", JniUtils::logicalOr);
    compare(ops, "Xor", JniUtils::logicalXor);
    unary(ops, "Not", JniUtils::logicalNot);
    unary(ops, "IsNaN", JniUtils::isNaN);
    ops.put("IsInf", DeviceOp.single(DeviceMath::isInf));
    unary(ops, "Neg", JniUtils::neg);
    unary(ops, "Abs", JniUtils::abs);
    unary(ops, "Sqrt", JniUtils::sqrt);
    unary(ops, "Exp", JniUtils::exp);
    unary(ops, "Log", JniUtils::log);
    unary(ops, "Sin", JniUtils::sin);
    unary(ops, "Cos", JniUtils::cos);
    unary(ops, "Tanh", JniUtils::tanh);
    unary(ops, "Sigmoid", JniUtils::sigmoid);
    unary(ops, "Erf", JniUtils::erf);
    unary(ops, "Relu", JniUtils::relu);
    unary(ops, "Softplus", JniUtils::softPlus);
    unary(ops, "Floor", JniUtils::floor);
    unary(ops, "Ceil", JniUtils::ceil);
    unary(ops, "Round", JniUtils::round);
    unary(ops, "Sign", JniUtils::sign);
    ops.put("Reciprocal", DeviceOp.single(c -> JniUtils.div(c.torch().number(1), c.in(0))));
    ops.put("Clip", DeviceOp.single(DeviceMath::clip));
    ops.put("Where", DeviceOp.single(DeviceMath::where));
    ops.put("Cast", DeviceOp.single(c -> cast(c, (int) c.attributes().integer("to", 1))));
    ops.put("CastLike", DeviceOp.single(DeviceMath::castLike));
    ops.put("Softmax", DeviceOp.single(c -> softmax(c, false)));
    ops.put("LogSoftmax", DeviceOp.single(c -> softmax(c, true)));
    ops.put("CumSum", DeviceOp.single(DeviceMath::cumSum));
    Reductions.register(ops);
  }

  private static void binary(Map<String, DeviceOp> ops, String name, BinaryOperator<PtNDArray> f) {
    ops.put(
        name,
        DeviceOp.single(
            call -> {
              PtNDArray out = call.in(0);
              for (int i = 1; i < call.count(); i++) {
                out = call.torch().own(f.apply(out, call.in(i)));
              }
              return out;
            }));
  }

  private static void compare(Map<String, DeviceOp> ops, String name, BinaryOperator<PtNDArray> f) {
    ops.put(name, DeviceOp.single(call -> f.apply(call.in(0), call.in(1))));
  }

  private static void unary(Map<String, DeviceOp> ops, String name, UnaryOperator<PtNDArray> f) {
    ops.put(name, DeviceOp.single(call -> f.apply(call.in(0))));
  }

  private static PtNDArray mean(Call call) {
    PtNDArray sum = call.in(0);
    for (int i = 1; i < call.count(); i++) {
      sum = call.torch().own(JniUtils.add(sum, call.in(i)));
    }
    return JniUtils.div(sum, call.torch().number(call.count()));
  }

  private static PtNDArray pow(Call call) {
    PtNDArray x = call.in(0);
    if (call.value(1) instanceof HostTensor exponent && exponent.size() == 1) {
      // whole powers by products: exact, and many times faster than the general one
      double n = exponent.real(0);
      if (exponent.dims().length <= x.getShape().dimension()) {
        if (n == 1) {
          return x;
        }
        if (n == 2) {
          return JniUtils.mul(x, x);
        }
        if (n == 3) {
          return JniUtils.mul(call.torch().own(JniUtils.mul(x, x)), x);
        }
        if (n == 0.5) {
          return JniUtils.sqrt(x);
        }
      }
    }
    return JniUtils.pow(x, call.in(1));
  }

  private static PtNDArray isInf(Call call) {
    boolean up = call.attributes().integer("detect_positive", 1) == 1;
    boolean down = call.attributes().integer("detect_negative", 1) == 1;
    PtNDArray x = call.in(0);
    if (up && down) {
      return JniUtils.isInf(x);
    }
    if (!up && !down) {
      return JniUtils.lt(x, x);
    }
    double which = up ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    return JniUtils.eq(x, call.torch().number(which));
  }

  private static PtNDArray clip(Call call) {
    PtNDArray out = call.in(0);
    if (call.has(1)) {
      out = call.torch().own(JniUtils.max(out, call.in(1)));
    } else if (call.attributes().has("min")) {
      out =
          call.torch()
              .own(JniUtils.max(out, call.torch().number(call.attributes().real("min", 0))));
    }
    if (call.has(2)) {
      out = JniUtils.min(out, call.in(2));
    } else if (call.attributes().has("max")) {
      out = JniUtils.min(out, call.torch().number(call.attributes().real("max", 0)));
    }
    return out;
  }

  private static PtNDArray where(Call call) {
    return JniUtils.where(call.in(0), call.in(1), call.in(2));
  }

  /** Real numbers stay in the replay's own precision, whatever the graph casts them to. */
  private static PtNDArray cast(Call call, int to) {
    PtNDArray x = call.in(0);
    DataType type =
        HostTensor.isReal(to)
            ? call.torch().real()
            : to == ai.onnx.proto.OnnxMl.TensorProto.DataType.BOOL_VALUE
                ? DataType.BOOLEAN
                : DataType.INT64;
    return x.getDataType() == type ? x : x.toType(type, false);
  }

  private static PtNDArray castLike(Call call) {
    PtNDArray x = call.in(0);
    DataType type =
        call.value(1) instanceof HostTensor host
            ? host.isReal()
                ? call.torch().real()
                : host.isBool() ? DataType.BOOLEAN : DataType.INT64
            : call.in(1).getDataType();
    return x.getDataType() == type ? x : x.toType(type, false);
  }

  private static PtNDArray softmax(Call call, boolean log) {
    PtNDArray x = call.in(0);
    long[] dims = call.dims(0);
    if (call.opset() >= 13 || !call.node().isStandard()) {
      return softmax(x, call.axis(-1), log);
    }
    // before opset 13, all axes from the given one on are one
    long[] flat = Shapes.flatten(dims, call.attributes().integer("axis", 1));
    PtNDArray rows = call.torch().own(JniUtils.reshape(x, flat));
    return JniUtils.reshape(call.torch().own(softmax(rows, 1, log)), dims);
  }

  private static PtNDArray softmax(PtNDArray x, int axis, boolean log) {
    return log
        ? JniUtils.logSoftmax(x, axis, x.getDataType())
        : JniUtils.softmax(x, axis, x.getDataType());
  }

  private static PtNDArray cumSum(Call call) {
    long axis = Shapes.axis(call.host(1).whole(0), call.dims(0).length);
    PtNDArray x = call.in(0);
    boolean reverse = call.attributes().integer("reverse", 0) == 1;
    long[] axes = {axis};
    PtNDArray from = reverse ? call.torch().own(JniUtils.flip(x, axes)) : x;
    PtNDArray sum = call.torch().own(JniUtils.cumSum(from, axis));
    if (reverse) {
      sum = call.torch().own(JniUtils.flip(sum, axes));
    }
    return call.attributes().integer("exclusive", 0) == 1 ? JniUtils.sub(sum, x) : sum;
  }
}
