package probe.geometry;

import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Contexts in pairs that differ in one concept, by their last hidden states.
 *
 * <p>States are in the coordinates that go with a {@link Space}: there the product of a state and a
 * word's vector is a logit, up to what all words have in common. For the causal inner product that
 * is Cov^1/2 lambda (Park, Choe and Veitch, arXiv 2311.03658).
 *
 * @param left [pairs][d] states of the contexts with the first value of the concept
 * @param right [pairs][d] states of the contexts with the second
 * @param templates [pairs] number of the template, entity or sentence that a pair was made from
 * @param differing [pairs] tokens that stand in one context of the pair and not in the other
 */
public record StatePairs(
    String name, double[][] left, double[][] right, int[] templates, int[][] differing) {
  public StatePairs {
    int n = left.length;
    if (right.length != n || templates.length != n || differing.length != n) {
      throw new IllegalArgumentException(
          "%s: %d left and %d right contexts, %d templates, %d lists of differing tokens"
              .formatted(name, n, right.length, templates.length, differing.length));
    }
    for (double[][] side : new double[][][] {left, right}) {
      for (double[] state : side) {
        if (state.length != left[0].length) {
          throw new IllegalArgumentException(
              "%s: vector dimensions differ: %d != %d"
                  .formatted(name, left[0].length, state.length));
        }
      }
    }
  }

  public int size() {
    return left.length;
  }

  /** Second state less first, for each pair: [pairs][d]. */
  public double[][] differences() {
    double[][] out = new double[size()][];
    for (int j = 0; j < out.length; j++) {
      out[j] = right[j].clone();
      for (int t = 0; t < out[j].length; t++) {
        out[j][t] -= left[j][t];
      }
    }
    return out;
  }

  /** The different tokens in which the contexts of any pair differ. */
  public int[] differingTokens() {
    return Arrays.stream(differing).flatMapToInt(Arrays::stream).distinct().toArray();
  }

  /** Pairs of {@code words} with none of {@code tokens} in them. */
  static int[] without(TokenPairs words, int[] tokens) {
    Set<Integer> out = new HashSet<>();
    Arrays.stream(tokens).forEach(out::add);
    return IntStream.range(0, words.size())
        .filter(i -> !out.contains(words.from()[i]) && !out.contains(words.to()[i]))
        .toArray();
  }

  /** The same grouping with groups counted from 0, in the order of their first appearance. */
  static int[] numbered(int[] groups) {
    Map<Integer, Integer> numbers = new LinkedHashMap<>();
    int[] out = new int[groups.length];
    for (int i = 0; i < out.length; i++) {
      numbers.putIfAbsent(groups[i], numbers.size());
      out[i] = numbers.getOrDefault(groups[i], 0);
    }
    return out;
  }
}
