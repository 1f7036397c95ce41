package probe.stats;

import java.util.SplittableRandom;

/**
 * Seeds for the parts of a run, so that a part draws the same numbers whatever else is run, in
 * whatever order and on however many threads.
 */
public final class Seeds {
  private Seeds() {}

  /** The seed of the part called {@code name} in a run with {@code seed}. */
  public static long of(long seed, String name) {
    long hash = seed;
    for (int i = 0; i < name.length(); i++) {
      hash = mix(hash * 31 + name.charAt(i));
    }
    return mix(hash + name.length());
  }

  /** The seed of draw {@code index} of a part. */
  public static long of(long seed, long index) {
    return mix(seed + 0x9E3779B97F4A7C15L * (index + 1));
  }

  /** A generator for the part called {@code name}. */
  public static SplittableRandom random(long seed, String name) {
    return new SplittableRandom(of(seed, name));
  }

  // the finaliser of SplitMix64: near seeds give unrelated numbers
  private static long mix(long z) {
    long x = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
    return x ^ (x >>> 31);
  }
}
