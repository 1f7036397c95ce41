package probe.tune;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * Parameters cut into pieces for several threads; where the cuts lie does not depend on their
 * number.
 */
final class Pieces {
  /**
   * Floats that are worked on at a time. Loops over arrays become vector instructions, loops over
   * several memory segments do not; a few arrays of this size stay in the first-level cache, so
   * copying them in and out costs little.
   */
  static final int BLOCK = 1024;

  private static final long LONGEST = 1 << 18;
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

  /**
   * A piece of a parameter.
   *
   * @param from its first element
   */
  record Piece(int parameter, long from, int count) {}

  private Pieces() {}

  /** The pieces, in the order of the parameters. */
  static List<Piece> of(List<Trainee.Parameter> parameters) {
    List<Piece> out = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      long size = parameters.get(i).size();
      for (long from = 0; from < size; from += LONGEST) {
        out.add(new Piece(i, from, (int) Math.min(LONGEST, size - from)));
      }
    }
    return out;
  }

  /** Reads {@code count} floats from element {@code at}. */
  static void read(MemorySegment from, long at, float[] to, int count) {
    MemorySegment.copy(from, FLOAT, at * Float.BYTES, to, 0, count);
  }

  /** Writes {@code count} floats from element {@code at} on. */
  static void write(float[] from, MemorySegment to, long at, int count) {
    MemorySegment.copy(from, 0, to, FLOAT, at * Float.BYTES, count);
  }
}
