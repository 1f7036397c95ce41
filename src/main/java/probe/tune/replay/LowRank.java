package probe.tune.replay;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Low-rank changes of frozen projections: y + s (x A') B', with A [rank, in] and B [out, rank] (Hu
 * et al., arXiv 2106.09685, equation 3).
 */
final class LowRank implements GraphReplay.Hook {
  private static final Set<String> PRODUCTS =
      Set.of("MatMul", "Gemm", "FusedMatMul", "TransposeMatMul", "MatMulNBits");

  private final double scale;
  // by initializer, the pair's place among the leaves
  private final Map<String, Integer> pairs;
  private final Map<String, String> sources;

  /**
   * @param pairs by initializer, the place of A among the leaves, which B follows
   * @param sources by tensor, the initializer that it is made of
   */
  LowRank(double scale, Map<String, Integer> pairs, Map<String, String> sources) {
    this.scale = scale;
    this.pairs = pairs;
    this.sources = sources;
  }

  /** Which tensors are an initializer under another name, type or orientation. */
  static Map<String, String> sources(List<Instruction> nodes, Set<String> initializers) {
    Map<String, String> out = new HashMap<>();
    initializers.forEach(name -> out.put(name, name));
    for (Instruction node : nodes) {
      switch (node.op()) {
        case "Identity", "Cast", "CastLike", "Transpose", "DequantizeLinear", "DequantizeNBits" -> {
          String source = out.get(node.inputs().getFirst());
          if (source != null) {
            out.put(node.outputs().getFirst(), source);
          }
        }
        default -> {}
      }
    }
    return out;
  }

  /** The initializer that {@code node} multiplies activations with, or "". */
  static String weight(Instruction node, Map<String, String> sources) {
    return PRODUCTS.contains(node.op()) && node.inputs().size() > 1
        ? sources.getOrDefault(node.inputs().get(1), "")
        : "";
  }

  /** Sizes of a projection. */
  record Shape(long in, long out) {}

  /** The sizes of the projection that multiplies with {@code target}, or null if none does. */
  static @Nullable Shape shape(
      String target,
      List<Instruction> nodes,
      Map<String, String> sources,
      Function<String, long[]> dims) {
    Map<String, Boolean> turned = new HashMap<>();
    turned.put(target, false);
    for (Instruction node : nodes) {
      String first = node.inputs().isEmpty() ? "" : node.inputs().getFirst();
      if (turned.containsKey(first) && sources.containsKey(node.outputs().getFirst())) {
        boolean flips = node.op().equals("Transpose");
        turned.put(node.outputs().getFirst(), Boolean.TRUE.equals(turned.get(first)) != flips);
      }
      if (weight(node, sources).equals(target)) {
        if (node.op().equals("MatMulNBits")) {
          return new Shape(node.attributes().integer("K", 0), node.attributes().integer("N", 0));
        }
        boolean swapped =
            Boolean.TRUE.equals(turned.get(node.inputs().get(1)))
                != (node.attributes().integer("transB", 0) == 1);
        long[] size = dims.apply(target);
        if (size.length != 2) {
          return null;
        }
        return swapped ? new Shape(size[1], size[0]) : new Shape(size[0], size[1]);
      }
    }
    return null;
  }

  @Override
  public PtNDArray apply(Instruction node, Call call, PtNDArray output, List<PtNDArray> leaves) {
    Integer at = pairs.get(weight(node, sources));
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
