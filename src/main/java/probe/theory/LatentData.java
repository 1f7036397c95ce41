package probe.theory;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import probe.ProbeException;

/**
 * Contexts, tokens and the exact conditionals between them. A token is a full setting of the
 * concepts; a context knows some of them, and p(c|d) = p(c | what d knows).
 *
 * @param concepts m
 * @param control the concept that no context knows, or -1 for none
 * @param contexts codes, digit i in base 3 being 0, 1 or 2 for unknown
 * @param tokens codes, bit i being concept i
 * @param conditionals [contexts, tokens], rows sum to 1
 * @param floor the mean entropy of the rows in nats: no model has a lower loss
 */
record LatentData(
    int concepts, int control, int[] contexts, int[] tokens, double[] conditionals, double floor) {
  static final int UNKNOWN = 2;

  /**
   * A share of all contexts and tokens, drawn at random.
   *
   * @param control a concept that no context knows, or -1 for none
   */
  static LatentData of(
      ConceptGraph graph,
      double contextShare,
      double tokenShare,
      int control,
      SplittableRandom random) {
    int m = graph.concepts();
    int[] tokens = sample(IntStream.range(0, 1 << m).toArray(), tokenShare, random);
    int[] possible =
        IntStream.range(0, power(m))
            .filter(d -> control < 0 || digit(d, control) == UNKNOWN)
            .filter(d -> Arrays.stream(tokens).anyMatch(c -> agrees(d, c, m)))
            .toArray();
    int[] contexts = sample(possible, contextShare, random);
    if (tokens.length < 2 || contexts.length < 2) {
      throw ProbeException.input(
          "%d contexts and %d tokens are left; at least 2 of each are needed"
              .formatted(contexts.length, tokens.length));
    }
    double[] conditionals = new double[contexts.length * tokens.length];
    double floor = 0;
    for (int i = 0; i < contexts.length; i++) {
      double sum = 0;
      for (int j = 0; j < tokens.length; j++) {
        if (agrees(contexts[i], tokens[j], m)) {
          conditionals[i * tokens.length + j] = graph.joint()[tokens[j]];
          sum += graph.joint()[tokens[j]];
        }
      }
      for (int k = i * tokens.length; k < (i + 1) * tokens.length; k++) {
        if (conditionals[k] > 0) {
          conditionals[k] /= sum;
          floor -= conditionals[k] * Math.log(conditionals[k]);
        }
      }
    }
    return new LatentData(m, control, contexts, tokens, conditionals, floor / contexts.length);
  }

  private static int[] sample(int[] all, double share, SplittableRandom random) {
    int count = (int) Math.round(share * all.length);
    int[] mixed = all.clone();
    for (int i = 0; i < count; i++) {
      int j = random.nextInt(i, mixed.length);
      int swap = mixed[i];
      mixed[i] = mixed[j];
      mixed[j] = swap;
    }
    int[] out = Arrays.copyOf(mixed, count);
    Arrays.sort(out);
    return out;
  }

  static int power(int concepts) {
    int out = 1;
    for (int i = 0; i < concepts; i++) {
      out *= 3;
    }
    return out;
  }

  static int digit(int context, int concept) {
    return context / power(concept) % 3;
  }

  /** Whether token {@code c} has all that context {@code d} knows. */
  static boolean agrees(int d, int c, int concepts) {
    for (int i = 0, rest = d; i < concepts; i++, rest /= 3) {
      int known = rest % 3;
      if (known != UNKNOWN && known != (c >> i & 1)) {
        return false;
      }
    }
    return true;
  }

  /** Pairs of tokens that differ in {@code concept} alone: rows with 0 and with 1, side by side. */
  int[][] tokenPairs(int concept) {
    return pairs(tokens, 1 << concept, code -> (code >> concept & 1) == 0);
  }

  /** Pairs of contexts that know {@code concept} and differ in it alone. */
  int[][] contextPairs(int concept) {
    return pairs(contexts, power(concept), code -> digit(code, concept) == 0);
  }

  private static int[][] pairs(int[] codes, int step, IntPredicate low) {
    return IntStream.range(0, codes.length)
        .filter(row -> low.test(codes[row]))
        .mapToObj(row -> new int[] {row, Arrays.binarySearch(codes, codes[row] + step)})
        .filter(pair -> pair[1] >= 0)
        .toArray(int[][]::new);
  }
}
