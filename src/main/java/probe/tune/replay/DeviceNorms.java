package probe.tune.replay;

import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Norms and activations that come as one operator. */
final class DeviceNorms {
  // of the approximation of GELU: 2 sqrt(2 / pi), and its product with 0.044715
  private static final double TANH_ONE = 2 * Math.sqrt(2 / Math.PI);
  private static final double TANH_THREE = TANH_ONE * 0.044715;

  private DeviceNorms() {}

  static void register(Map<String, DeviceOp> ops) {
    ops.put("LayerNormalization", DeviceOp.single(DeviceNorms::layerNorm));
    ops.put("RMSNormalization", DeviceOp.single(c -> rmsNorm(c, c.in(0), c.in(1))));
    ops.put("SimplifiedLayerNormalization", DeviceOp.single(c -> rmsNorm(c, c.in(0), c.in(1))));
    ops.put("Gelu", DeviceOp.single(DeviceNorms::gelu));
    ops.put("com.microsoft.Gelu", DeviceOp.single(c -> JniUtils.gelu(c.in(0))));
  }

  private static PtNDArray layerNorm(Call call) {
    PtNDArray x = call.in(0);
    PtNDArray bias = call.has(2) ? call.in(2) : call.torch().array(zeros(call.dims(1)));
    return layerNorm(
        call.torch(), x, call.axis(-1), call.in(1), bias, call.attributes().real("epsilon", 1e-5));
  }

  private static HostTensor zeros(long[] dims) {
    return HostTensor.fill(1, dims, i -> 0, i -> 0);
  }

  /** Layer norm over the axes from {@code axis} on. */
  static PtNDArray layerNorm(
      Torch torch,
      PtNDArray x,
      int axis,
      PtNDArray weight,
      @Nullable PtNDArray bias,
      double epsilon) {
    long[] dims = x.getShape().getShape();
    Shape normed = new Shape(Arrays.copyOfRange(dims, axis, dims.length));
    PtNDArray shift = bias == null ? torch.array(zeros(normed.getShape())) : bias;
    return torch.own(JniUtils.layerNorm(x, normed, weight, shift, epsilon));
  }

  private static PtNDArray rmsNorm(Call call, PtNDArray x, PtNDArray weight) {
    return rmsNorm(call.torch(), x, call.axis(-1), weight, call.attributes().real("epsilon", 1e-5));
  }

  /** x / sqrt(mean(x^2) + epsilon) * weight, the mean over the axes from {@code axis} on. */
  static PtNDArray rmsNorm(Torch torch, PtNDArray x, int axis, PtNDArray weight, double epsilon) {
    PtNDArray mean = torch.own(JniUtils.mul(x, x));
    for (int i = x.getShape().dimension() - 1; i >= axis; i--) {
      mean = torch.own(JniUtils.mean(mean, i, true));
    }
    PtNDArray root = torch.own(JniUtils.sqrt(torch.own(JniUtils.add(mean, torch.number(epsilon)))));
    return torch.own(JniUtils.mul(torch.own(JniUtils.div(x, root)), weight));
  }

  private static PtNDArray gelu(Call call) {
    return call.attributes().text("approximate", "none").equals("tanh")
        ? tanhGelu(call.torch(), call.in(0))
        : JniUtils.gelu(call.in(0));
  }

  /**
   * GELU with the tanh approximation, as x sigmoid(2u): 0.5 (1 + tanh u) is the same number, by one
   * operation less.
   */
  static PtNDArray tanhGelu(Torch torch, PtNDArray x) {
    PtNDArray square = torch.own(JniUtils.mul(x, x));
    PtNDArray slope =
        torch.own(
            JniUtils.add(
                torch.own(JniUtils.mul(square, torch.number(TANH_THREE))), torch.number(TANH_ONE)));
    PtNDArray gate = torch.own(JniUtils.sigmoid(torch.own(JniUtils.mul(x, slope))));
    return torch.own(JniUtils.mul(x, gate));
  }
}
