package probe.onnx.write;

import static probe.onnx.write.GraphWriter.attribute;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Writes the graph of GPT-2: learned positions, norms before each branch, tied head. */
public final class Gpt2Writer {
  // the most negative float32 that still adds up to a finite number
  private static final float MASKED = -3.0e38f;

  /**
   * The sizes of a GPT-2.
   *
   * @param positions longest context
   */
  public record Sizes(int blocks, int width, int heads, int vocabulary, int positions) {
    /** The smallest of the published ones, 124 million weights. */
    public static final Sizes SMALL = new Sizes(12, 768, 12, 50_257, 1024);

    public Sizes {
      if (width % heads != 0) {
        throw new IllegalArgumentException(
            "width %d is no multiple of %d heads".formatted(width, heads));
      }
    }
  }

  /** Gives the values of each weight, by the names of Hugging Face. */
  @FunctionalInterface
  public interface Weights {
    /** The weight {@code name}, row-major in {@code shape}. */
    float[] get(String name, long... shape);
  }

  private final GraphWriter out;
  private final Sizes sizes;
  private final Weights weights;

  private Gpt2Writer(GraphWriter out, Sizes sizes, Weights weights) {
    this.out = out;
    this.sizes = sizes;
    this.weights = weights;
  }

  /** Writes {@code file} and its external data. */
  public static void write(Path file, Sizes sizes, Weights weights) throws IOException {
    try (GraphWriter out = new GraphWriter(file)) {
      new Gpt2Writer(out, sizes, weights).model();
    }
  }

  private void model() throws IOException {
    String ids = out.input("input_ids", "batch", "tokens");
    String mask = out.input("attention_mask", "batch", "tokens");
    String positions = out.input("position_ids", "batch", "tokens");
    String wte = weight("transformer.wte.weight", sizes.vocabulary(), sizes.width());
    String wpe = weight("transformer.wpe.weight", sizes.positions(), sizes.width());
    String x =
        out.node(
            "Add",
            List.of(
                out.node("Gather", List.of(wte, ids)),
                out.node("Gather", List.of(wpe, positions))));
    String bias = maskBias(ids, mask);
    for (int block = 0; block < sizes.blocks(); block++) {
      String prefix = "transformer.h." + block + ".";
      x = out.node("Add", List.of(x, attention(norm(x, prefix + "ln_1"), bias, prefix + "attn.")));
      x = out.node("Add", List.of(x, mlp(norm(x, prefix + "ln_2"), prefix + "mlp.")));
    }
    String lambda = norm(x, "transformer.ln_f");
    String gamma = out.node("Transpose", List.of(wte), attribute("perm", List.of(1L, 0L)));
    out.add("MatMul", List.of(lambda, gamma), List.of("logits"));
    out.output("logits", "batch", "tokens", "vocabulary");
  }

  /** 0 where a token may look, and next to minus infinity where not: [batch, 1, tokens, tokens]. */
  private String maskBias(String ids, String mask) {
    String shape = out.node("Shape", List.of(ids));
    String length = out.node("Gather", List.of(shape, out.scalar(1L)));
    String range = out.node("Range", List.of(out.scalar(0L), length, out.scalar(1L)));
    String keys = out.node("Unsqueeze", List.of(range, out.ints(0)));
    String queries = out.node("Unsqueeze", List.of(range, out.ints(1)));
    String causal = out.node("LessOrEqual", List.of(keys, queries));
    String real = out.node("Cast", List.of(mask), attribute("to", 9));
    String rows = out.node("Unsqueeze", List.of(real, out.ints(1, 2)));
    String allowed = out.node("And", List.of(causal, rows));
    return out.node("Where", List.of(allowed, out.scalar(0f), out.scalar(MASKED)));
  }

  private String attention(String x, String bias, String prefix) throws IOException {
    int d = sizes.width();
    int headWidth = d / sizes.heads();
    String qkv = linear(x, prefix + "c_attn", d, 3 * d);
    List<String> parts = List.of(qkv + ".q", qkv + ".k", qkv + ".v");
    out.add("Split", List.of(qkv, out.ints(d, d, d)), parts, attribute("axis", 2));
    String split = out.ints(0, 0, sizes.heads(), headWidth);
    AttributeProto heads = attribute("perm", List.of(0L, 2L, 1L, 3L));
    String q =
        out.node("Transpose", List.of(out.node("Reshape", List.of(parts.get(0), split))), heads);
    String k =
        out.node(
            "Transpose",
            List.of(out.node("Reshape", List.of(parts.get(1), split))),
            attribute("perm", List.of(0L, 2L, 3L, 1L)));
    String v =
        out.node("Transpose", List.of(out.node("Reshape", List.of(parts.get(2), split))), heads);
    String scores =
        out.node(
            "Mul",
            List.of(
                out.node("MatMul", List.of(q, k)), out.scalar((float) (1 / Math.sqrt(headWidth)))));
    String shares =
        out.node("Softmax", List.of(out.node("Add", List.of(scores, bias))), attribute("axis", -1));
    String mixed = out.node("Transpose", List.of(out.node("MatMul", List.of(shares, v))), heads);
    String joined = out.node("Reshape", List.of(mixed, out.ints(0, 0, d)));
    return linear(joined, prefix + "c_proj", d, d);
  }

  private String mlp(String x, String prefix) throws IOException {
    int d = sizes.width();
    String inner =
        out.node(
            "Gelu",
            List.of(linear(x, prefix + "c_fc", d, 4 * d)),
            attribute("approximate", "tanh"));
    return linear(inner, prefix + "c_proj", 4 * d, d);
  }

  private String linear(String x, String name, int in, int outWidth) throws IOException {
    String weight = weight(name + ".weight", in, outWidth);
    String bias = weight(name + ".bias", outWidth);
    return out.node("Add", List.of(out.node("MatMul", List.of(x, weight)), bias));
  }

  private String norm(String x, String name) throws IOException {
    return out.node(
        "LayerNormalization",
        List.of(x, weight(name + ".weight", sizes.width()), weight(name + ".bias", sizes.width())),
        attribute("axis", -1),
        attribute("epsilon", 1e-5f));
  }

  private String weight(String name, long... shape) throws IOException {
    return out.weight(name, weights.get(name, shape), shape);
  }
}
