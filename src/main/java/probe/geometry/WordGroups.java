package probe.geometry;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A category and the categories under it, as tokens: "animal" with the words of "dog", "bird", ...
 *
 * @param name the parent
 * @param children names of the categories under it
 * @param tokens [children][words] their words; no word stands twice
 */
public record WordGroups(String name, List<String> children, int[][] tokens) {
  public WordGroups {
    children = List.copyOf(children);
    if (children.size() != tokens.length) {
      throw new IllegalArgumentException(
          "%s: %d names of children, %d lists of words"
              .formatted(name, children.size(), tokens.length));
    }
    Set<Integer> seen = new HashSet<>();
    for (int c = 0; c < tokens.length; c++) {
      for (int token : tokens[c]) {
        if (!seen.add(token)) {
          throw new IllegalArgumentException(
              "%s: token %d of %s stands twice: the children's words must differ"
                  .formatted(name, token, children.get(c)));
        }
      }
    }
  }

  public int size() {
    return tokens.length;
  }

  /** The words of all children, one child after another. */
  public int[] words() {
    return Arrays.stream(tokens).flatMapToInt(Arrays::stream).toArray();
  }

  /** The children with at least {@code fewest} words. */
  public WordGroups atLeast(int fewest) {
    int[] kept = IntStream.range(0, size()).filter(c -> tokens[c].length >= fewest).toArray();
    return new WordGroups(
        name,
        Arrays.stream(kept).mapToObj(children::get).toList(),
        Arrays.stream(kept).mapToObj(c -> tokens[c]).toArray(int[][]::new));
  }

  /** The same without the tokens {@code words}. */
  WordGroups without(int[] words) {
    Set<Integer> gone = new HashSet<>();
    for (int word : words) {
      gone.add(word);
    }
    return new WordGroups(
        name,
        children,
        Arrays.stream(tokens)
            .map(group -> Arrays.stream(group).filter(t -> !gone.contains(t)).toArray())
            .toArray(int[][]::new));
  }

  /** The same shape over other words: word {@code words()[i]} becomes {@code others[i]}. */
  WordGroups relabelled(int[] others) {
    int[] words = words();
    if (words.length != others.length) {
      throw new IllegalArgumentException(
          "%s: %d words, %d others".formatted(name, words.length, others.length));
    }
    Map<Integer, Integer> map = new HashMap<>();
    for (int i = 0; i < words.length; i++) {
      map.put(words[i], others[i]);
    }
    return new WordGroups(
        name,
        children,
        Arrays.stream(tokens)
            .map(
                group ->
                    Arrays.stream(group).map(t -> Objects.requireNonNull(map.get(t))).toArray())
            .toArray(int[][]::new));
  }

  /** The vectors of the words: [children][words, d]. */
  double[][][] vectors(Space space) {
    return Arrays.stream(tokens)
        .map(group -> Arrays.stream(group).mapToObj(space::vector).toArray(double[][]::new))
        .toArray(double[][][]::new);
  }
}
