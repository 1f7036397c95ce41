package probe.onnx.write;

import static probe.onnx.write.GraphWriter.attribute;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/** Which tokens a token may look at: 0 for those, next to minus infinity for others. */
final class Causal {
  // the most negative float32 that still adds up to a finite number
  private static final float MASKED = -3.0e38f;
  private static final int BOOL = 9;
  private static final int NONE = 0;

  private final GraphWriter out;
  private final String real;
  private final String keys;
  private final String queries;
  private final Map<Integer, String> made = new TreeMap<>();

  /**
   * Masks for all blocks.
   *
   * @param mask 1 for tokens, 0 for padding: [batch, tokens]
   */
  Causal(GraphWriter out, String ids, String mask) {
    this.out = out;
    String shape = out.node("Shape", List.of(ids));
    String length = out.node("Gather", List.of(shape, out.scalar(1L)));
    String range = out.node("Range", List.of(out.scalar(0L), length, out.scalar(1L)));
    keys = out.node("Unsqueeze", List.of(range, out.ints(0)));
    queries = out.node("Unsqueeze", List.of(range, out.ints(1)));
    String known = out.node("Cast", List.of(mask), attribute("to", BOOL));
    real = out.node("Unsqueeze", List.of(known, out.ints(1, 2)));
  }

  /**
   * What is added to scores [batch, 1, tokens, tokens], made once for each window.
   *
   * @param window how many tokens are seen, the looking one among them; empty for all before
   */
  String bias(OptionalInt window) {
    return made.computeIfAbsent(window.orElse(NONE), this::make);
  }

  private String make(int window) {
    String allowed = out.node("LessOrEqual", List.of(keys, queries));
    if (window != NONE) {
      String oldest = out.node("Sub", List.of(queries, out.scalar((long) window)));
      allowed = out.node("And", List.of(allowed, out.node("Greater", List.of(keys, oldest))));
    }
    allowed = out.node("And", List.of(allowed, real));
    return out.node("Where", List.of(allowed, out.scalar(0f), out.scalar(MASKED)));
  }
}
