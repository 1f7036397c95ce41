package probe.stats;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** p-values adjusted for their number, in the order given. */
public final class Correction {
  private Correction() {}

  /**
   * Benjamini and Hochberg (1995): keeping those at most q has a false discovery rate of at most q,
   * for independent or positively dependent tests.
   */
  public static double[] benjaminiHochberg(double[] p) {
    int[] order = ascending(p);
    double[] adjusted = new double[p.length];
    double least = 1;
    for (int rank = p.length; rank >= 1; rank--) {
      int i = order[rank - 1];
      // the factor first: it is 1 for the largest, which then stays as it is
      least = Math.min(least, p[i] * ((double) p.length / rank));
      adjusted[i] = least;
    }
    return adjusted;
  }

  /** Holm (1979): the chance of any false rejection, under any dependence. */
  public static double[] holm(double[] p) {
    int[] order = ascending(p);
    double[] adjusted = new double[p.length];
    double largest = 0;
    for (int rank = 1; rank <= p.length; rank++) {
      int i = order[rank - 1];
      largest = Math.max(largest, Math.min(1, p[i] * (p.length - rank + 1)));
      adjusted[i] = largest;
    }
    return adjusted;
  }

  /** Bonferroni: m p, at most 1. */
  public static double[] bonferroni(double[] p) {
    check(p);
    return Arrays.stream(p).map(x -> Math.min(1, x * p.length)).toArray();
  }

  private static int[] ascending(double[] p) {
    check(p);
    return IntStream.range(0, p.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> p[i]))
        .mapToInt(i -> i)
        .toArray();
  }

  private static void check(double[] p) {
    for (int i = 0; i < p.length; i++) {
      if (!(p[i] >= 0 && p[i] <= 1)) {
        throw new IllegalArgumentException("p-value " + i + " must be within [0, 1], got " + p[i]);
      }
    }
  }
}
