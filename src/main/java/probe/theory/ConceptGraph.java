package probe.theory;

import java.util.SplittableRandom;
import probe.ProbeException;

/**
 * Binary concepts with a joint distribution that a directed acyclic graph factors (Jiang et al.,
 * arXiv 2403.03867): given its parents, each concept is 1 with a probability drawn from U[.3, .7].
 *
 * @param parents of each concept, as bits
 * @param joint [2^concepts], probability of every setting; bit i is concept i
 */
public record ConceptGraph(int[] parents, double[] joint) {
  /** The most concepts that are enumerated: 6,561 contexts of 256 tokens. */
  public static final int MOST_CONCEPTS = 8;

  private static final double EDGE = 0.5;
  private static final double LOW = 0.3;
  private static final double HIGH = 0.7;

  public int concepts() {
    return parents.length;
  }

  /** Every pair of concepts is joined with probability one half, from the lower to the higher. */
  public static ConceptGraph random(int concepts, SplittableRandom random) {
    check(concepts);
    int[] parents = new int[concepts];
    for (int i = 0; i < concepts; i++) {
      for (int j = 0; j < i; j++) {
        if (random.nextDouble() < EDGE) {
          parents[i] |= 1 << j;
        }
      }
    }
    return of(parents, random);
  }

  /** No edges. */
  public static ConceptGraph independent(int concepts, SplittableRandom random) {
    check(concepts);
    return of(new int[concepts], random);
  }

  /**
   * Draws the conditionals of a given graph.
   *
   * @throws ProbeException if the graph has a cycle
   */
  public static ConceptGraph of(int[] parents, SplittableRandom random) {
    int m = parents.length;
    check(m);
    requireAcyclic(parents);
    double[][] conditionals = new double[m][1 << m];
    for (int i = 0; i < m; i++) {
      for (int setting = 0; setting < 1 << m; setting++) {
        // one draw for each setting of the parents, all other bits being 0
        if ((setting & ~parents[i]) == 0) {
          conditionals[i][setting] = random.nextDouble(LOW, HIGH);
        }
      }
    }
    double[] joint = new double[1 << m];
    for (int setting = 0; setting < joint.length; setting++) {
      double p = 1;
      for (int i = 0; i < m; i++) {
        double one = conditionals[i][setting & parents[i]];
        p *= (setting >> i & 1) == 1 ? one : 1 - one;
      }
      joint[setting] = p;
    }
    return new ConceptGraph(parents.clone(), joint);
  }

  private static void check(int concepts) {
    if (concepts < 2 || concepts > MOST_CONCEPTS) {
      throw ProbeException.input(
          "--concepts must be within [2, %d], got %d".formatted(MOST_CONCEPTS, concepts));
    }
  }

  private static void requireAcyclic(int[] parents) {
    int done = 0;
    for (int round = 0; round < parents.length; round++) {
      for (int i = 0; i < parents.length; i++) {
        if ((parents[i] & ~done) == 0) {
          done |= 1 << i;
        }
      }
    }
    if (done != (1 << parents.length) - 1) {
      throw ProbeException.input(
          "the graph has a cycle through concept %d; edges must lead from cause to effect only"
              .formatted(1 + Integer.numberOfTrailingZeros(~done)));
    }
  }
}
