package probe.geometry;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * A concept's counterfactual pairs as tokens.
 *
 * @param from [pairs] tokens with the first value of the concept
 * @param to [pairs] tokens with the second
 */
public record TokenPairs(String name, int[] from, int[] to) {
  private static final int[] NONE = {};

  public TokenPairs {
    if (from.length != to.length) {
      throw new IllegalArgumentException(
          "%s: %d first words, %d second words".formatted(name, from.length, to.length));
    }
  }

  public int size() {
    return from.length;
  }

  /** Whether pairs {@code i} and {@code k} have a word in common. */
  public boolean share(int i, int k) {
    return from[i] == from[k] || from[i] == to[k] || to[i] == from[k] || to[i] == to[k];
  }

  /** For each pair the other pairs that it has a word in common with. */
  public int[][] sharing() {
    int[][] out = new int[size()][];
    Arrays.fill(out, NONE);
    // drawn anew in every shuffle: only words that stand twice are worth a look at all pairs
    int[] words = IntStream.concat(Arrays.stream(from), Arrays.stream(to)).sorted().toArray();
    for (int i = 0; i < size(); i++) {
      if (standsTwice(words, from[i]) || standsTwice(words, to[i])) {
        int pair = i;
        out[i] = IntStream.range(0, size()).filter(k -> k != pair && share(pair, k)).toArray();
      }
    }
    return out;
  }

  private static boolean standsTwice(int[] sorted, int word) {
    int at = Arrays.binarySearch(sorted, word);
    return (at > 0 && sorted[at - 1] == word) || (at + 1 < sorted.length && sorted[at + 1] == word);
  }

  /** Pairs that have no word in common with any pair of {@code other}. */
  public int[] disjointFrom(TokenPairs other) {
    boolean[] shares = new boolean[size()];
    for (int i = 0; i < size(); i++) {
      for (int k = 0; k < other.size(); k++) {
        shares[i] |=
            from[i] == other.from[k]
                || from[i] == other.to[k]
                || to[i] == other.from[k]
                || to[i] == other.to[k];
      }
    }
    return IntStream.range(0, size()).filter(i -> !shares[i]).toArray();
  }

  /** The pairs {@code which}. */
  public TokenPairs only(int[] which) {
    return new TokenPairs(
        name,
        Arrays.stream(which).map(i -> from[i]).toArray(),
        Arrays.stream(which).map(i -> to[i]).toArray());
  }

  /** For each pair the number of its cluster: pairs linked by common words are one cluster. */
  public int[] clusters() {
    int[] cluster = IntStream.range(0, size()).toArray();
    for (boolean changed = true; changed; ) {
      changed = false;
      for (int i = 0; i < size(); i++) {
        for (int k = 0; k < i; k++) {
          if (cluster[i] != cluster[k] && share(i, k)) {
            int low = Math.min(cluster[i], cluster[k]);
            cluster[i] = low;
            cluster[k] = low;
            changed = true;
          }
        }
      }
    }
    Map<Integer, Integer> numbers = new LinkedHashMap<>();
    return Arrays.stream(cluster)
        .map(
            c -> {
              numbers.putIfAbsent(c, numbers.size());
              return numbers.get(c);
            })
        .toArray();
  }

  /** The different tokens of {@code concepts}, in the order of their first appearance. */
  public static int[] words(List<TokenPairs> concepts) {
    return concepts.stream()
        .flatMapToInt(c -> IntStream.concat(Arrays.stream(c.from), Arrays.stream(c.to)))
        .distinct()
        .toArray();
  }

  /** The same pairs over other words: word {@code words[i]} becomes {@code others[i]}. */
  public TokenPairs relabelled(Map<Integer, Integer> others) {
    return new TokenPairs(name, relabelled(from, others), relabelled(to, others));
  }

  private static int[] relabelled(int[] tokens, Map<Integer, Integer> others) {
    return Arrays.stream(tokens)
        .map(t -> java.util.Objects.requireNonNull(others.get(t), "a word without another"))
        .toArray();
  }
}
