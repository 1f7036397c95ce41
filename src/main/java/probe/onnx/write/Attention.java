package probe.onnx.write;

import static probe.onnx.write.GraphWriter.attribute;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.List;
import java.util.OptionalInt;

/** Causal attention of several heads, in plain operators. */
public final class Attention {
  private static final AttributeProto HEADS_FIRST = attribute("perm", List.of(0L, 2L, 1L, 3L));

  private final GraphWriter out;
  private final int headWidth;
  private final Causal causal;

  /**
   * How scores become shares.
   *
   * @param scale what products of queries and keys are multiplied with
   * @param cap size that no score exceeds, by c tanh(score / c), or 0 for none
   * @param window how many tokens are seen, the looking one among them; empty for all before
   */
  public record Scores(double scale, double cap, OptionalInt window) {
    /** All that is before, and no cap. */
    public static Scores of(double scale) {
      return new Scores(scale, 0, OptionalInt.empty());
    }

    /** The same with another scale and cap. */
    Scores scaled(double scale, double cap) {
      return new Scores(scale, cap, window);
    }

    /** The same within a window of {@code tokens}; 0 for none. */
    public Scores within(int tokens) {
      return new Scores(scale, cap, tokens == 0 ? OptionalInt.empty() : OptionalInt.of(tokens));
    }
  }

  /** For all blocks: masks are built once. */
  Attention(GraphWriter out, DecoderWriter.Inputs inputs, int headWidth) {
    this.out = out;
    this.headWidth = headWidth;
    this.causal = new Causal(out, inputs.ids(), inputs.mask());
  }

  /** [batch, tokens, heads * headWidth] as [batch, heads, tokens, headWidth]. */
  String split(String x, int heads) {
    return split(x, heads, headWidth);
  }

  /** [batch, tokens, heads * width] as [batch, heads, tokens, width]. */
  String split(String x, int heads, int width) {
    String rows = out.node("Reshape", List.of(x, out.ints(0, 0, heads, width)));
    return out.node("Transpose", List.of(rows), HEADS_FIRST);
  }

  /** [batch, tokens, heads * headWidth] as [batch, heads, headWidth, tokens]. */
  String splitKeys(String x, int heads) {
    String rows = out.node("Reshape", List.of(x, out.ints(0, 0, heads, headWidth)));
    return out.node("Transpose", List.of(rows), attribute("perm", List.of(0L, 2L, 3L, 1L)));
  }

  /** [batch, heads, tokens, headWidth] as [batch, heads, headWidth, tokens]. */
  String turn(String keys) {
    return out.node("Transpose", List.of(keys), attribute("perm", List.of(0L, 1L, 3L, 2L)));
  }

  /** Each of the heads {@code times} times in a row: [batch, heads * times, tokens, headWidth]. */
  String repeat(String x, int heads, int times) {
    if (times == 1) {
      return x;
    }
    String apart = out.node("Unsqueeze", List.of(x, out.ints(2)));
    String copies = out.node("Expand", List.of(apart, out.ints(1, 1, times, 1, 1)));
    return out.node("Reshape", List.of(copies, out.ints(0, (long) heads * times, -1, headWidth)));
  }

  /**
   * Softmax of scores, applied to the values.
   *
   * @param keys turned: [batch, heads, headWidth, tokens]
   * @return [batch, tokens, heads * headWidth]
   */
  String attend(String queries, String keys, String values, int heads, Scores how) {
    String products = out.node("MatMul", List.of(queries, keys));
    String scores = out.node("Mul", List.of(products, out.scalar((float) how.scale())));
    if (how.cap() != 0) {
      scores = new Layers(out).cap(scores, how.cap());
    }
    String masked = out.node("Add", List.of(scores, causal.bias(how.window())));
    String shares = out.node("Softmax", List.of(masked), attribute("axis", -1));
    String mixed = out.node("MatMul", List.of(shares, values));
    String rows = out.node("Transpose", List.of(mixed), HEADS_FIRST);
    return out.node("Reshape", List.of(rows, out.ints(0, 0, (long) heads * headWidth)));
  }
}
