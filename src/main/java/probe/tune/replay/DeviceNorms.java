package probe.tune.replay;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Norms, alone and with the additions before them. */
final class DeviceNorms {
  private DeviceNorms() {}

  static void register(Map<String, DeviceOp> ops) {
    ops.put("LayerNormalization", DeviceOp.single(DeviceNorms::layerNorm));
    ops.put("RMSNormalization", DeviceOp.single(DeviceNorms::rmsNorm));
    ops.put("SimplifiedLayerNormalization", DeviceOp.single(DeviceNorms::rmsNorm));
    ops.put("LpNormalization", DeviceOp.single(DeviceNorms::lpNorm));
    ops.put("com.microsoft.SkipLayerNormalization", DeviceNorms::skipLayerNorm);
    ops.put("com.microsoft.SkipSimplifiedLayerNormalization", DeviceNorms::skipRmsNorm);
    ops.put("com.microsoft.EmbedLayerNormalization", DeviceNorms::embedLayerNorm);
  }

  private static double epsilon(Call call, double otherwise) {
    return call.attributes().real("epsilon", otherwise);
  }

  private static PtNDArray layerNorm(Call call) {
    return layerNorm(
        call.torch(), call.in(0), call.axis(-1), call.in(1), call.maybe(2), epsilon(call, 1e-5f));
  }

  /** Layer norm over the axes from {@code axis} on. */
  private static PtNDArray layerNorm(
      Torch torch,
      PtNDArray x,
      int axis,
      PtNDArray weight,
      @Nullable PtNDArray bias,
      double epsilon) {
    long[] dims = x.getShape().getShape();
    long[] normed = Arrays.copyOfRange(dims, axis, dims.length);
    PtNDArray shift = bias == null ? torch.zeros(normed) : bias;
    return torch.own(JniUtils.layerNorm(x, new Shape(normed), weight, shift, epsilon));
  }

  private static PtNDArray rmsNorm(Call call) {
    return rmsNorm(call.torch(), call.in(0), call.axis(-1), call.in(1), epsilon(call, 1e-5f));
  }

  /** x / sqrt(mean(x^2) + epsilon) * weight, the mean over the axes from {@code axis} on. */
  private static PtNDArray rmsNorm(
      Torch torch, PtNDArray x, int axis, PtNDArray weight, double epsilon) {
    PtNDArray mean = torch.own(JniUtils.mul(x, x));
    for (int i = x.getShape().dimension() - 1; i >= axis; i--) {
      mean = torch.own(JniUtils.mean(mean, i, true));
    }
    PtNDArray root = torch.own(JniUtils.sqrt(torch.own(JniUtils.add(mean, torch.number(epsilon)))));
    return torch.own(JniUtils.mul(torch.own(JniUtils.div(x, root)), weight));
  }

  private static PtNDArray lpNorm(Call call) {
    Torch torch = call.torch();
    PtNDArray x = call.in(0);
    long[] axis = {call.axis(-1)};
    boolean first = call.attributes().integer("p", 2) == 1;
    PtNDArray share = torch.own(first ? JniUtils.abs(x) : JniUtils.mul(x, x));
    PtNDArray sum = torch.own(JniUtils.sum(share, axis, true));
    return JniUtils.div(x, first ? sum : torch.own(JniUtils.sqrt(sum)));
  }

  /** The sum of inputs 0 and 1, and of the bias in {@code slot} where there is one. */
  private static PtNDArray sum(Call call, int slot) {
    PtNDArray sum = call.torch().own(JniUtils.add(call.in(0), call.in(1)));
    return call.has(slot) ? call.torch().own(JniUtils.add(sum, call.in(slot))) : sum;
  }

  // outputs of both: the norm, mean and deviation (which only ONNX Runtime's training reads), and
  // what was normed

  private static List<@Nullable PtNDArray> skipLayerNorm(Call call) {
    PtNDArray sum = sum(call, 4);
    int axis = sum.getShape().dimension() - 1;
    PtNDArray out =
        layerNorm(call.torch(), sum, axis, call.in(2), call.maybe(3), epsilon(call, 1e-12f));
    return Arrays.asList(out, null, null, sum);
  }

  private static List<@Nullable PtNDArray> skipRmsNorm(Call call) {
    PtNDArray sum = sum(call, 3);
    int axis = sum.getShape().dimension() - 1;
    PtNDArray out = rmsNorm(call.torch(), sum, axis, call.in(2), epsilon(call, 1e-12f));
    return Arrays.asList(out, null, null, sum);
  }

  /**
   * Inputs: ids, segments, their tables (with that of positions between), norm, mask, positions.
   */
  private static List<@Nullable PtNDArray> embedLayerNorm(Call call) {
    Torch torch = call.torch();
    HostTensor ids = call.host(0);
    long tokens = ids.dims()[1];
    HostTensor positions =
        call.has(8) ? call.host(8) : HostTensor.fill(7, new long[] {1, tokens}, i -> 0, i -> i);
    PtNDArray sum =
        torch.own(
            JniUtils.add(
                torch.own(DeviceMoves.select(torch, call.in(2), ids, 0)),
                torch.own(DeviceMoves.select(torch, call.in(3), positions, 0))));
    if (call.has(1) && call.has(4)) {
      PtNDArray segments = torch.own(DeviceMoves.select(torch, call.in(4), call.value(1), 0));
      sum = torch.own(JniUtils.add(sum, segments));
    }
    PtNDArray out = layerNorm(torch, sum, 2, call.in(5), call.in(6), epsilon(call, 1e-12f));
    return Arrays.asList(out, call.gives(1) ? lengths(call, ids.dims()) : null, sum);
  }

  /** How many tokens of each row the mask in input 7 keeps; 0 without one. */
  private static PtNDArray lengths(Call call, long[] dims) {
    long[] out = new long[Math.toIntExact(dims[0])];
    if (call.has(7)) {
      HostTensor mask = call.host(7);
      for (int i = 0; i < mask.size(); i++) {
        out[i / (int) dims[1]] += mask.whole(i);
      }
    }
    return call.torch().array(HostTensor.vector(out));
  }
}
