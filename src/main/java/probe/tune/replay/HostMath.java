package probe.tune.replay;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.util.Arrays;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongBinaryOperator;

/** Arithmetic on tensors in plain Java. */
final class HostMath {
  private HostMath() {}

  static void register(Map<String, HostOp> ops) {
    binary(ops, "Add", Double::sum, Long::sum);
    binary(ops, "Sub", (a, b) -> a - b, (a, b) -> a - b);
    binary(ops, "Mul", (a, b) -> a * b, (a, b) -> a * b);
    binary(ops, "Div", (a, b) -> a / b, (a, b) -> a / b);
    binary(ops, "Pow", Math::pow, (a, b) -> (long) Math.pow((double) a, (double) b));
    binary(ops, "Max", Math::max, Math::max);
    binary(ops, "Min", Math::min, Math::min);
    ops.put("Mod", HostOp.single(HostMath::mod));
    compare(ops, "Equal", (a, b) -> a == b ? 1 : 0, (a, b) -> a == b ? 1 : 0);
    compare(ops, "Less", (a, b) -> a < b ? 1 : 0, (a, b) -> a < b ? 1 : 0);
    compare(ops, "LessOrEqual", (a, b) -> a <= b ? 1 : 0, (a, b) -> a <= b ? 1 : 0);
    compare(ops, "Greater", (a, b) -> a > b ? 1 : 0, (a, b) -> a > b ? 1 : 0);
    compare(ops, "GreaterOrEqual", (a, b) -> a >= b ? 1 : 0, (a, b) -> a >= b ? 1 : 0);
    compare(ops, "And", (a, b) -> a != 0 && b != 0 ? 1 : 0, (a, b) -> a & b);
    compare(ops, "Or", (a, b) -> a != 0 || b != 0 ? 1 : 0, (a, b) -> a | b);
    compare(ops, "Xor", (a, b) -> (a != 0) != (b != 0) ? 1 : 0, (a, b) -> a ^ b);
    unary(ops, "Neg", x -> -x);
    unary(ops, "Abs", Math::abs);
    unary(ops, "Sqrt", Math::sqrt);
    unary(ops, "Reciprocal", x -> 1 / x);
    unary(ops, "Exp", Math::exp);
    unary(ops, "Log", Math::log);
    unary(ops, "Sin", Math::sin);
    unary(ops, "Cos", Math::cos);
    unary(ops, "Tanh", Math::tanh);
    unary(ops, "Sigmoid", x -> 1 / (1 + Math.exp(-x)));
    unary(ops, "Floor", Math::floor);
    unary(ops, "Ceil", Math::ceil);
    unary(ops, "Round", Math::rint);
    unary(ops, "Sign", Math::signum);
    unary(ops, "Relu", x -> Math.max(0, x));
    ops.put("Not", HostOp.single(c -> test(c.in(0), x -> x == 0)));
    ops.put("IsNaN", HostOp.single(c -> test(c.in(0), Double::isNaN)));
    ops.put("IsInf", HostOp.single(HostMath::isInf));
    ops.put("Cast", HostOp.single(HostMath::cast));
    ops.put("CastLike", HostOp.single(c -> c.in(0).cast(c.in(1).type())));
    ops.put("Where", HostOp.single(HostMath::where));
    ops.put("Clip", HostOp.single(HostMath::clip));
    ops.put("MatMul", HostOp.single(HostMath::matMul));
    reduce(ops, "ReduceSum", 0, Double::sum, false);
    reduce(ops, "ReduceMean", 0, Double::sum, true);
    reduce(ops, "ReduceMax", Double.NEGATIVE_INFINITY, Math::max, false);
    reduce(ops, "ReduceMin", Double.POSITIVE_INFINITY, Math::min, false);
    reduce(ops, "ReduceProd", 1, (a, b) -> a * b, false);
    ops.put("CumSum", HostOp.single(HostMath::cumSum));
  }

  private static void binary(
      Map<String, HostOp> ops, String name, DoubleBinaryOperator real, LongBinaryOperator whole) {
    ops.put(
        name,
        HostOp.single(
            call -> {
              HostTensor out = call.in(0);
              for (int i = 1; i < call.inputs().size(); i++) {
                out = broadcast(out, call.in(i), out.type(), real, whole);
              }
              return out;
            }));
  }

  private static void compare(
      Map<String, HostOp> ops, String name, DoubleBinaryOperator real, LongBinaryOperator whole) {
    ops.put(
        name,
        HostOp.single(
            call -> {
              HostTensor a = call.in(0);
              HostTensor b = call.in(1);
              long[] dims = Shapes.broadcast(a.dims(), b.dims());
              int[] left = Shapes.broadcastIndex(a.dims(), dims);
              int[] right = Shapes.broadcastIndex(b.dims(), dims);
              long[] values = new long[left.length];
              for (int i = 0; i < values.length; i++) {
                values[i] =
                    a.isReal()
                        ? (long) real.applyAsDouble(a.real(left[i]), b.real(right[i]))
                        : whole.applyAsLong(a.whole(left[i]), b.whole(right[i]));
              }
              return HostTensor.bools(dims, values);
            }));
  }

  private static HostTensor broadcast(
      HostTensor a, HostTensor b, int type, DoubleBinaryOperator real, LongBinaryOperator whole) {
    long[] dims = Shapes.broadcast(a.dims(), b.dims());
    int[] left = Shapes.broadcastIndex(a.dims(), dims);
    int[] right = Shapes.broadcastIndex(b.dims(), dims);
    return HostTensor.fill(
        type,
        dims,
        i -> real.applyAsDouble(a.real(left[i]), b.real(right[i])),
        i -> whole.applyAsLong(a.whole(left[i]), b.whole(right[i])));
  }

  private static HostTensor mod(HostCall call) {
    boolean truncated = call.attributes().integer("fmod", 0) == 1;
    return broadcast(
        call.in(0),
        call.in(1),
        call.in(0).type(),
        (a, b) -> truncated ? a % b : a - b * Math.floor(a / b),
        truncated ? (a, b) -> a % b : Math::floorMod);
  }

  private static void unary(Map<String, HostOp> ops, String name, DoubleUnaryOperator f) {
    ops.put(
        name,
        HostOp.single(
            call -> {
              HostTensor x = call.in(0);
              return HostTensor.fill(
                  x.type(),
                  x.dims(),
                  i -> f.applyAsDouble(x.real(i)),
                  i -> (long) f.applyAsDouble(x.real(i)));
            }));
  }

  private static HostTensor test(HostTensor x, java.util.function.DoublePredicate condition) {
    long[] out = new long[x.size()];
    Arrays.setAll(out, i -> condition.test(x.real(i)) ? 1 : 0);
    return HostTensor.bools(x.dims(), out);
  }

  private static HostTensor isInf(HostCall call) {
    boolean up = call.attributes().integer("detect_positive", 1) == 1;
    boolean down = call.attributes().integer("detect_negative", 1) == 1;
    return test(call.in(0), x -> Double.isInfinite(x) && (x > 0 ? up : down));
  }

  private static HostTensor cast(HostCall call) {
    return call.in(0).cast((int) call.attributes().integer("to", DataType.FLOAT_VALUE));
  }

  private static HostTensor where(HostCall call) {
    HostTensor condition = call.in(0);
    HostTensor a = call.in(1);
    HostTensor b = call.in(2);
    long[] dims = Shapes.broadcast(Shapes.broadcast(condition.dims(), a.dims()), b.dims());
    int[] test = Shapes.broadcastIndex(condition.dims(), dims);
    int[] left = Shapes.broadcastIndex(a.dims(), dims);
    int[] right = Shapes.broadcastIndex(b.dims(), dims);
    return HostTensor.fill(
        a.type(),
        dims,
        i -> condition.whole(test[i]) != 0 ? a.real(left[i]) : b.real(right[i]),
        i -> condition.whole(test[i]) != 0 ? a.whole(left[i]) : b.whole(right[i]));
  }

  private static HostTensor clip(HostCall call) {
    HostTensor x = call.in(0);
    double low =
        call.has(1) ? call.in(1).real(0) : call.attributes().real("min", Double.NEGATIVE_INFINITY);
    double high =
        call.has(2) ? call.in(2).real(0) : call.attributes().real("max", Double.POSITIVE_INFINITY);
    return HostTensor.fill(
        x.type(),
        x.dims(),
        i -> Math.min(high, Math.max(low, x.real(i))),
        i -> (long) Math.min(high, Math.max(low, (double) x.whole(i))));
  }

  /** Products of matrices, with leading axes broadcast. */
  private static HostTensor matMul(HostCall call) {
    HostTensor a = call.in(0);
    HostTensor b = call.in(1);
    long[] left = a.dims().length == 1 ? new long[] {1, a.dims()[0]} : a.dims();
    long[] right = b.dims().length == 1 ? new long[] {b.dims()[0], 1} : b.dims();
    int rows = (int) left[left.length - 2];
    int inner = (int) left[left.length - 1];
    int columns = (int) right[right.length - 1];
    long[] batch =
        Shapes.broadcast(
            Arrays.copyOf(left, left.length - 2), Arrays.copyOf(right, right.length - 2));
    int[] first = Shapes.broadcastIndex(Arrays.copyOf(left, left.length - 2), batch);
    int[] second = Shapes.broadcastIndex(Arrays.copyOf(right, right.length - 2), batch);
    double[] out = new double[first.length * rows * columns];
    for (int n = 0; n < first.length; n++) {
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
          double sum = 0;
          for (int k = 0; k < inner; k++) {
            sum +=
                a.real(first[n] * rows * inner + i * inner + k)
                    * b.real(second[n] * inner * columns + k * columns + j);
          }
          out[(n * rows + i) * columns + j] = sum;
        }
      }
    }
    long[] dims = Arrays.copyOf(batch, batch.length + 2);
    dims[batch.length] = rows;
    dims[batch.length + 1] = columns;
    HostTensor product = HostTensor.fill(a.type(), dims, i -> out[i], i -> (long) out[i]);
    if (a.dims().length == 1) {
      product = product.reshape(Shapes.squeeze(product.dims(), new long[] {batch.length}));
    }
    if (b.dims().length == 1) {
      product = product.reshape(Shapes.squeeze(product.dims(), new long[] {-1}));
    }
    return product;
  }

  private static void reduce(
      Map<String, HostOp> ops,
      String name,
      double start,
      DoubleBinaryOperator step,
      boolean average) {
    ops.put(name, HostOp.single(call -> reduce(call, start, step, average)));
  }

  private static HostTensor reduce(
      HostCall call, double start, DoubleBinaryOperator step, boolean average) {
    HostTensor x = call.in(0);
    int rank = x.dims().length;
    long[] axes = call.integers(1, "axes");
    if (axes.length == 0) {
      if (call.attributes().integer("noop_with_empty_axes", 0) == 1) {
        return x;
      }
      axes = java.util.stream.LongStream.range(0, rank).toArray();
    }
    long[] kept = x.dims().clone();
    for (int axis : Shapes.axes(axes, rank)) {
      kept[axis] = 1;
    }
    int[] target = Shapes.broadcastIndex(kept, x.dims());
    double[] sums = new double[Math.toIntExact(HostTensor.count(kept))];
    Arrays.fill(sums, start);
    for (int i = 0; i < target.length; i++) {
      sums[target[i]] = step.applyAsDouble(sums[target[i]], x.real(i));
    }
    double scale = average ? (double) sums.length / x.size() : 1;
    HostTensor out =
        HostTensor.fill(x.type(), kept, i -> sums[i] * scale, i -> (long) (sums[i] * scale));
    return call.attributes().integer("keepdims", 1) == 1
        ? out
        : out.reshape(Shapes.squeeze(kept, axes.length == 0 ? new long[0] : axes));
  }

  private static HostTensor cumSum(HostCall call) {
    HostTensor x = call.in(0);
    int axis = Shapes.axis(call.in(1).whole(0), x.dims().length);
    boolean exclusive = call.attributes().integer("exclusive", 0) == 1;
    boolean reverse = call.attributes().integer("reverse", 0) == 1;
    int n = (int) x.dims()[axis];
    int stride = Shapes.strides(x.dims())[axis];
    double[] out = new double[x.size()];
    for (int i = 0; i < out.length; i++) {
      int at = i / stride % n;
      int from = reverse ? at + (exclusive ? 1 : 0) : 0;
      int to = reverse ? n : at + (exclusive ? 0 : 1);
      for (int k = from; k < to; k++) {
        out[i] += x.real(i + (k - at) * stride);
      }
    }
    return HostTensor.fill(x.type(), x.dims(), i -> out[i], i -> (long) out[i]);
  }
}
