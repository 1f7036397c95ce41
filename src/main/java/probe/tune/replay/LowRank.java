package probe.tune.replay;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;
import java.util.Map;

/**
 * Low-rank changes of frozen projections: y + s (x A') B', with A [rank, in] and B [out, rank] (Hu
 * et al., arXiv 2106.09685, equation 3).
 */
final class LowRank implements GraphReplay.Hook {
  private final double scale;
  // by the tensor that a projection gives, the place of A among the leaves, which B follows
  private final Map<String, Integer> pairs;

  LowRank(double scale, Map<String, Integer> pairs) {
    this.scale = scale;
    this.pairs = pairs;
  }

  @Override
  public PtNDArray apply(Instruction node, Call call, PtNDArray output, List<PtNDArray> leaves) {
    Integer at = pairs.get(Linear.product(node));
    if (at == null) {
      return output;
    }
    Torch torch = call.torch();
    PtNDArray a = torch.own(JniUtils.transpose(leaves.get(at), 0, 1));
    PtNDArray b = torch.own(JniUtils.transpose(leaves.get(at + 1), 0, 1));
    PtNDArray inner = torch.own(JniUtils.matmul(call.in(0), a));
    PtNDArray small = torch.own(JniUtils.mul(inner, torch.number(scale)));
    PtNDArray change = torch.own(JniUtils.matmul(small, b));
    return torch.own(JniUtils.add(torch.own(output), change));
  }
}
