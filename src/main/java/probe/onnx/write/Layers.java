package probe.onnx.write;

import static probe.onnx.write.GraphWriter.attribute;

import java.util.List;

/** The parts of a decoder other than attention. Activations are [batch, tokens, width]. */
final class Layers {
  private final GraphWriter out;

  Layers(GraphWriter out) {
    this.out = out;
  }

  /** Rows of {@code table} at {@code ids}; only those are widened where it is stored in float16. */
  String lookUp(String table, String ids) {
    return out.single(out.node("Gather", List.of(table, ids)));
  }

  /** x W + b, for a weight that checkpoints store as [in, out]. */
  String conv1d(String x, String name, int in, int outWidth) {
    String product = product(x, out.weight(name + ".weight", in, outWidth));
    return add(product, out.weight(name + ".bias", outWidth));
  }

  /** x W' + b, for a weight that checkpoints store as [out, in]; the file holds it as [in, out]. */
  String linear(String x, String name, int in, int outWidth, boolean bias) {
    String product = product(x, out.transposedWeight(name + ".weight", outWidth, in));
    return bias ? add(product, out.weight(name + ".bias", outWidth)) : product;
  }

  String layerNorm(String x, String name, int width, float epsilon) {
    return out.node(
        "LayerNormalization",
        List.of(x, out.weight(name + ".weight", width), out.weight(name + ".bias", width)),
        attribute("axis", -1),
        attribute("epsilon", epsilon));
  }

  /** x over the root of its mean square, in the plain operators that ONNX Runtime fuses. */
  String rmsNorm(String x, String name, int width, float epsilon) {
    String squares = out.node("Pow", List.of(x, out.scalar(2f)));
    String mean = out.node("ReduceMean", List.of(squares, out.ints(-1)), attribute("keepdims", 1));
    String root = out.node("Sqrt", List.of(add(mean, out.scalar(epsilon))));
    String normed = out.node("Div", List.of(x, root));
    return out.node("Mul", List.of(out.weight(name, width), normed));
  }

  /** The logits: products with the rows of {@code table} [V, d], which is stored as it is. */
  void head(String lambda, String table) {
    String gamma =
        out.node("Transpose", List.of(out.single(table)), attribute("perm", List.of(1L, 0L)));
    out.add("MatMul", List.of(lambda, gamma), List.of("logits"));
    out.output("logits", "batch", "tokens", "vocabulary");
  }

  String add(String a, String b) {
    return out.node("Add", List.of(a, b));
  }

  private String product(String x, String weight) {
    return out.node("MatMul", List.of(x, weight));
  }
}
