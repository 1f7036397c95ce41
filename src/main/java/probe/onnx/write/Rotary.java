package probe.onnx.write;

import static probe.onnx.write.GraphWriter.attribute;

import java.util.ArrayList;
import java.util.List;

/**
 * Rotary position embedding (Su et al. 2021, equation 34) as Hugging Face has it: entry i of a head
 * turns with entry i + half its width.
 */
public final class Rotary {
  private final GraphWriter out;
  private final int half;
  private final int rest;
  private final String cosines;
  private final String sines;

  /**
   * Computes the angles once, for all blocks.
   *
   * @param positions [batch, tokens]
   * @param frequencies radians per position, for half of those entries of a head that turn
   * @param headWidth width of a head; entries at its end may stay as they are
   */
  Rotary(GraphWriter out, String positions, float[] frequencies, int headWidth) {
    this.out = out;
    this.half = frequencies.length;
    this.rest = headWidth - 2 * half;
    String steps = out.node("Cast", List.of(positions), attribute("to", 1));
    String column = out.node("Unsqueeze", List.of(steps, out.ints(1, 3)));
    // [batch, 1, tokens, half]
    String angles = out.node("Mul", List.of(column, out.floats(frequencies)));
    cosines = out.node("Cos", List.of(angles));
    sines = out.node("Sin", List.of(angles));
  }

  /** Turns {@code x} [batch, heads, tokens, headWidth]. */
  public String apply(String x) {
    List<String> parts = new ArrayList<>(List.of(x + ".first", x + ".second"));
    long[] widths = {half, half};
    if (rest > 0) {
      parts.add(x + ".rest");
      widths = new long[] {half, half, rest};
    }
    out.add("Split", List.of(x, out.ints(widths)), parts, attribute("axis", 3));
    String first = parts.get(0);
    String second = parts.get(1);
    parts.set(0, out.node("Sub", List.of(times(first, cosines), times(second, sines))));
    parts.set(1, out.node("Add", List.of(times(second, cosines), times(first, sines))));
    return out.node("Concat", parts, attribute("axis", 3));
  }

  private String times(String a, String b) {
    return out.node("Mul", List.of(a, b));
  }
}
