package probe.onnx.write;

import static probe.onnx.write.GraphWriter.attribute;

import ai.onnx.proto.OnnxMl.AttributeProto;
import java.util.List;

/** Causal attention of several heads, in plain operators. */
final class Attention {
  // the most negative float32 that still adds up to a finite number
  private static final float MASKED = -3.0e38f;
  private static final int BOOL = 9;
  private static final AttributeProto HEADS_FIRST = attribute("perm", List.of(0L, 2L, 1L, 3L));

  private final GraphWriter out;
  private final int headWidth;
  private final String bias;

  /** Builds the mask once, for all blocks. */
  Attention(GraphWriter out, String ids, String mask, int headWidth) {
    this.out = out;
    this.headWidth = headWidth;
    this.bias = bias(ids, mask);
  }

  /** 0 where a token may look, and next to minus infinity where not: [batch, 1, tokens, tokens]. */
  private String bias(String ids, String mask) {
    String shape = out.node("Shape", List.of(ids));
    String length = out.node("Gather", List.of(shape, out.scalar(1L)));
    String range = out.node("Range", List.of(out.scalar(0L), length, out.scalar(1L)));
    String keys = out.node("Unsqueeze", List.of(range, out.ints(0)));
    String queries = out.node("Unsqueeze", List.of(range, out.ints(1)));
    String causal = out.node("LessOrEqual", List.of(keys, queries));
    String real = out.node("Cast", List.of(mask), attribute("to", BOOL));
    String rows = out.node("Unsqueeze", List.of(real, out.ints(1, 2)));
    String allowed = out.node("And", List.of(causal, rows));
    return out.node("Where", List.of(allowed, out.scalar(0f), out.scalar(MASKED)));
  }

  /** [batch, tokens, heads * headWidth] as [batch, heads, tokens, headWidth]. */
  String split(String x, int heads) {
    String rows = out.node("Reshape", List.of(x, out.ints(0, 0, heads, headWidth)));
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
   * Softmax of scaled scores, applied to the values.
   *
   * @param keys turned: [batch, heads, headWidth, tokens]
   * @return [batch, tokens, heads * headWidth]
   */
  String attend(String queries, String keys, String values, int heads, double scale) {
    String products = out.node("MatMul", List.of(queries, keys));
    String scores = out.node("Mul", List.of(products, out.scalar((float) scale)));
    String shares =
        out.node("Softmax", List.of(out.node("Add", List.of(scores, bias))), attribute("axis", -1));
    String mixed = out.node("MatMul", List.of(shares, values));
    String rows = out.node("Transpose", List.of(mixed), HEADS_FIRST);
    return out.node("Reshape", List.of(rows, out.ints(0, 0, (long) heads * headWidth)));
  }
}
