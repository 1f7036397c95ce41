package probe.algebra;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;

/** Random rotations. */
public final class Orthogonal {
  private static final int CHUNK = 64;

  private Orthogonal() {}

  /**
   * A random orthogonal matrix [n, n]: the Q of a Gaussian matrix's QR decomposition, whose rows
   * are uniform up to their signs (Stewart 1980, The efficient generation of random orthogonal
   * matrices).
   */
  public static Dense random(int n, long seed) {
    Dense out = Dense.zeros(n, n);
    if (n == 0) {
      return out;
    }
    SplittableRandom random = new SplittableRandom(seed);
    // the seed of each chunk of rows, so that threads can share them
    long[] seeds = random.longs(Math.ceilDiv(n, CHUNK)).toArray();
    try (Arena arena = Arena.ofShared()) {
      MemorySegment a = Symmetric.doubles(arena, (long) n * n);
      Parallel.forEach(
          seeds.length,
          task -> {
            SplittableRandom own = new SplittableRandom(seeds[task]);
            long end = Math.min((long) n, (task + 1L) * CHUNK) * n;
            for (long i = (long) task * CHUNK * n; i < end; i++) {
              a.setAtIndex(ValueLayout.JAVA_DOUBLE, i, own.nextGaussian());
            }
          });
      Lapack.orthogonalise(n, a, Symmetric.doubles(arena, n), Symmetric.doubles(arena, 64L * n));
      MemorySegment.copy(a, ValueLayout.JAVA_DOUBLE, 0, out.values(), 0, n * n);
    }
    return out;
  }
}
