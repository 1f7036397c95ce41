package probe.tune.replay;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Map;

/** Products of matrices. */
final class DeviceProducts {
  private DeviceProducts() {}

  static void register(Map<String, DeviceOp> ops) {
    ops.put("MatMul", DeviceOp.single(c -> JniUtils.matmul(c.in(0), c.in(1))));
    ops.put("Gemm", DeviceOp.single(DeviceProducts::gemm));
    ops.put("com.microsoft.FusedMatMul", DeviceOp.single(DeviceProducts::fused));
    ops.put("com.microsoft.TransposeMatMul", DeviceOp.single(DeviceProducts::fused));
  }

  private static PtNDArray gemm(Call call) {
    Torch torch = call.torch();
    PtNDArray a = call.in(0);
    PtNDArray b = call.in(1);
    if (call.attributes().integer("transA", 0) == 1) {
      a = torch.own(JniUtils.transpose(a, 0, 1));
    }
    boolean transposed = call.attributes().integer("transB", 0) == 1;
    double alpha = call.attributes().real("alpha", 1);
    double beta = call.attributes().real("beta", 1);
    PtNDArray c = call.maybe(2);
    if (alpha == 1 && c != null && beta == 1 && c.getShape().dimension() == 1) {
      // one call for product and bias; linear takes its weight as [out, in]
      PtNDArray weight = transposed ? b : torch.own(JniUtils.transpose(b, 0, 1));
      return JniUtils.linear(a, weight, c);
    }
    if (transposed) {
      b = torch.own(JniUtils.transpose(b, 0, 1));
    }
    PtNDArray out = torch.own(JniUtils.matmul(a, b));
    if (alpha != 1) {
      out = torch.own(JniUtils.mul(out, torch.number(alpha)));
    }
    if (c == null || beta == 0) {
      return out;
    }
    PtNDArray added = beta == 1 ? c : torch.own(JniUtils.mul(c, torch.number(beta)));
    return JniUtils.add(out, added);
  }

  private static PtNDArray fused(Call call) {
    Torch torch = call.torch();
    PtNDArray a = swap(call, call.in(0), "transA");
    PtNDArray b = swap(call, call.in(1), "transB");
    PtNDArray out = torch.own(JniUtils.matmul(a, b));
    double alpha = call.attributes().real("alpha", 1);
    return alpha == 1 ? out : JniUtils.mul(out, torch.number(alpha));
  }

  private static PtNDArray swap(Call call, PtNDArray x, String attribute) {
    if (call.attributes().integer("transBatchA", 0) == 1
        || call.attributes().integer("transBatchB", 0) == 1) {
      throw new UnsupportedOperationException("FusedMatMul with transBatchA or transBatchB");
    }
    int rank = x.getShape().dimension();
    return call.attributes().integer(attribute, 0) == 1
        ? call.torch().own(JniUtils.transpose(x, rank - 2, rank - 1))
        : x;
  }
}
