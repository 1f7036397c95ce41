package probe.onnx.write;

import static probe.onnx.write.GraphWriter.attribute;

import java.util.List;

/**
 * Rotary position embedding (Su et al. 2021, equation 34) as Hugging Face has it: entry i of a head
 * turns with entry i + half its width.
 */
final class Rotary {
  private final GraphWriter out;
  private final int half;
  private final String cosines;
  private final String sines;

  /**
   * Computes the angles once, for all blocks.
   *
   * @param positions [batch, tokens]
   * @param frequencies radians per position, for half the width of a head
   */
  Rotary(GraphWriter out, String positions, float[] frequencies) {
    this.out = out;
    this.half = frequencies.length;
    String steps = out.node("Cast", List.of(positions), attribute("to", 1));
    String column = out.node("Unsqueeze", List.of(steps, out.ints(1, 3)));
    // [batch, 1, tokens, half]
    String angles = out.node("Mul", List.of(column, out.floats(frequencies)));
    cosines = out.node("Cos", List.of(angles));
    sines = out.node("Sin", List.of(angles));
  }

  /** Turns {@code x} [batch, heads, tokens, 2 half]. */
  String apply(String x) {
    List<String> halves = List.of(x + ".first", x + ".second");
    out.add("Split", List.of(x, out.ints(half, half)), halves, attribute("axis", 3));
    String first = halves.getFirst();
    String second = halves.getLast();
    String turnedFirst = out.node("Sub", List.of(times(first, cosines), times(second, sines)));
    String turnedSecond = out.node("Add", List.of(times(second, cosines), times(first, sines)));
    return out.node("Concat", List.of(turnedFirst, turnedSecond), attribute("axis", 3));
  }

  private String times(String a, String b) {
    return out.node("Mul", List.of(a, b));
  }
}
