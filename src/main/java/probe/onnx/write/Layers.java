package probe.onnx.write;

import static probe.onnx.write.GraphWriter.attribute;

import java.util.List;

/** The parts of a decoder other than attention. Activations are [batch, tokens, width]. */
public final class Layers {
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
  public String linear(String x, String name, int in, int outWidth, boolean bias) {
    String product = product(x, out.transposedWeight(name + ".weight", outWidth, in));
    return bias ? add(product, out.weight(name + ".bias", outWidth)) : product;
  }

  public String layerNorm(String x, String name, int width, float epsilon) {
    return out.node(
        "LayerNormalization",
        List.of(x, out.weight(name + ".weight", width), out.weight(name + ".bias", width)),
        attribute("axis", -1),
        attribute("epsilon", epsilon));
  }

  /** x over the root of its mean square, in the plain operators that ONNX Runtime fuses. */
  String rmsNorm(String x, String name, int width, float epsilon) {
    return out.node("Mul", List.of(out.weight(name, width), normed(x, epsilon)));
  }

  /** The same times 1 + w: weights that are stored as what they differ from 1 by. */
  public String rmsNormPlusOne(String x, String name, int width, float epsilon) {
    String factors = add(out.weight(name, width), out.scalar(1f));
    return out.node("Mul", List.of(factors, normed(x, epsilon)));
  }

  private String normed(String x, float epsilon) {
    String squares = out.node("Pow", List.of(x, out.scalar(2f)));
    String mean = out.node("ReduceMean", List.of(squares, out.ints(-1)), attribute("keepdims", 1));
    String root = out.node("Sqrt", List.of(add(mean, out.scalar(epsilon))));
    return out.node("Div", List.of(x, root));
  }

  /** Products with the rows of {@code table} [V, d], which is stored as it is. */
  String products(String lambda, String table) {
    String gamma =
        out.node("Transpose", List.of(out.single(table)), attribute("perm", List.of(1L, 0L)));
    return product(lambda, gamma);
  }

  public String add(String a, String b) {
    return out.node("Add", List.of(a, b));
  }

  /** x times {@code factor}; x itself where that is 1. */
  public String scaled(String x, double factor) {
    return factor == 1 ? x : out.node("Mul", List.of(x, out.scalar((float) factor)));
  }

  /** x over {@code divisor}; x itself where that is 1. */
  public String divided(String x, double divisor) {
    return divisor == 1 ? x : out.node("Div", List.of(x, out.scalar((float) divisor)));
  }

  /** {@code most} tanh(x / most), which never exceeds {@code most}. */
  public String cap(String x, double most) {
    String share = out.node("Div", List.of(x, out.scalar((float) most)));
    return out.node("Mul", List.of(out.node("Tanh", List.of(share)), out.scalar((float) most)));
  }

  /** Parts of x of the widths {@code widths}, along axis {@code axis}. */
  public List<String> parts(String x, int axis, List<String> names, long... widths) {
    List<String> parts = names.stream().map(name -> x + "." + name).toList();
    out.add("Split", List.of(x, out.ints(widths)), parts, attribute("axis", axis));
    return parts;
  }

  private String product(String x, String weight) {
    return out.node("MatMul", List.of(x, weight));
  }
}
