package probe.tune.replay;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Map;

/** Activations that come as one operator. */
final class DeviceActivations {
  // of the approximation of GELU: 2 sqrt(2 / pi), and its product with 0.044715
  private static final double TANH_ONE = 2 * Math.sqrt(2 / Math.PI);
  private static final double TANH_THREE = TANH_ONE * 0.044715;

  private DeviceActivations() {}

  static void register(Map<String, DeviceOp> ops) {
    ops.put("Gelu", DeviceOp.single(DeviceActivations::gelu));
    ops.put("com.microsoft.Gelu", DeviceOp.single(c -> JniUtils.gelu(c.in(0))));
    ops.put("com.microsoft.BiasGelu", DeviceOp.single(c -> JniUtils.gelu(biased(c))));
    ops.put("com.microsoft.FastGelu", DeviceOp.single(c -> tanhGelu(c.torch(), biased(c))));
    ops.put("com.microsoft.QuickGelu", DeviceOp.single(c -> swish(c, 1.702)));
    ops.put("Swish", DeviceOp.single(c -> swish(c, 1)));
    ops.put("Mish", DeviceOp.single(DeviceActivations::mish));
    ops.put("HardSigmoid", DeviceOp.single(DeviceActivations::hardSigmoid));
    ops.put(
        "HardSwish",
        DeviceOp.single(c -> JniUtils.mul(c.in(0), hardSigmoid(c, c.in(0), 1.0 / 6, 0.5))));
    ops.put(
        "LeakyRelu",
        DeviceOp.single(c -> JniUtils.leakyRelu(c.in(0), c.attributes().real("alpha", 0.01))));
    ops.put("Elu", DeviceOp.single(c -> JniUtils.elu(c.in(0), c.attributes().real("alpha", 1))));
    ops.put("Selu", DeviceOp.single(c -> JniUtils.selu(c.in(0))));
  }

  private static PtNDArray biased(Call call) {
    return call.has(1) ? call.torch().own(JniUtils.add(call.in(0), call.in(1))) : call.in(0);
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
  private static PtNDArray tanhGelu(Torch torch, PtNDArray x) {
    if (!JniUtils.isGradMode()) {
      // nobody else sees these: the same numbers, in half the memory
      PtNDArray exponent = torch.own(JniUtils.mul(x, x));
      JniUtils.muli(exponent, torch.number(TANH_THREE));
      JniUtils.addi(exponent, torch.number(TANH_ONE));
      JniUtils.muli(exponent, x);
      PtNDArray gate = torch.own(JniUtils.sigmoid(exponent));
      JniUtils.muli(gate, x);
      return gate;
    }
    PtNDArray square = torch.own(JniUtils.mul(x, x));
    PtNDArray slope =
        torch.own(
            JniUtils.add(
                torch.own(JniUtils.mul(square, torch.number(TANH_THREE))), torch.number(TANH_ONE)));
    PtNDArray gate = torch.own(JniUtils.sigmoid(torch.own(JniUtils.mul(x, slope))));
    return torch.own(JniUtils.mul(x, gate));
  }

  /** x sigmoid(alpha x). */
  private static PtNDArray swish(Call call, double otherwise) {
    Torch torch = call.torch();
    PtNDArray x = call.in(0);
    double alpha = call.attributes().real("alpha", otherwise);
    PtNDArray scaled = alpha == 1 ? x : torch.own(JniUtils.mul(x, torch.number(alpha)));
    return JniUtils.mul(x, torch.own(JniUtils.sigmoid(scaled)));
  }

  /** x tanh(log(1 + e^x)). */
  private static PtNDArray mish(Call call) {
    Torch torch = call.torch();
    PtNDArray x = call.in(0);
    PtNDArray soft = torch.own(JniUtils.softPlus(x));
    return JniUtils.mul(x, torch.own(JniUtils.tanh(soft)));
  }

  private static PtNDArray hardSigmoid(Call call) {
    double alpha = call.attributes().real("alpha", 0.2f);
    double beta = call.attributes().real("beta", 0.5);
    return hardSigmoid(call, call.in(0), alpha, beta);
  }

  /** alpha x + beta, between 0 and 1. */
  private static PtNDArray hardSigmoid(Call call, PtNDArray x, double alpha, double beta) {
    Torch torch = call.torch();
    PtNDArray line = torch.own(JniUtils.mul(x, torch.number(alpha)));
    line = torch.own(JniUtils.add(line, torch.number(beta)));
    line = torch.own(JniUtils.max(line, torch.number(0)));
    return torch.own(JniUtils.min(line, torch.number(1)));
  }
}
