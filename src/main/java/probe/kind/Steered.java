package probe.kind;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import probe.geometry.StatePairs;

/** Context pairs of a concept as final states. */
final class Steered {
  private Steered() {}

  /** The concepts that have context pairs, with all of their lists together. */
  static Map<String, List<Corpus.ContextTokens>> byConcept(Corpus corpus) {
    Map<String, List<Corpus.ContextTokens>> out = new LinkedHashMap<>();
    for (Corpus.ContextTokens list : corpus.contexts()) {
      out.computeIfAbsent(list.pairs().concept(), c -> new ArrayList<>()).add(list);
    }
    return out;
  }

  /** Says which context pairs {@code corpus} does without, and the first reason of each list. */
  static void noteDropped(Corpus corpus, Draft draft) {
    for (Corpus.ContextTokens list : corpus.contexts()) {
      if (!list.dropped().isEmpty()) {
        Corpus.DroppedContexts first = list.dropped().getFirst();
        draft.note(
            "%s: %d of %d context pairs are left out (%s:%d: %s)."
                .formatted(
                    list.pairs().name(),
                    list.dropped().size(),
                    list.pairs().pairs().size(),
                    list.pairs().file(),
                    first.pair().line(),
                    first.reason()));
      }
    }
  }

  /** Asks for the final states of all {@code lists}. */
  static void plan(List<Corpus.ContextTokens> lists, Needs needs) {
    for (Corpus.ContextTokens list : lists) {
      for (Corpus.ContextRow row : list.rows()) {
        needs.state(needs.blocks(), row.left());
        needs.state(needs.blocks(), row.right());
      }
    }
  }

  /** The states of {@code lists} in the coordinates of {@code product}. */
  static StatePairs states(
      String concept, List<Corpus.ContextTokens> lists, Vectors vectors, String product) {
    List<double[]> left = new ArrayList<>();
    List<double[]> right = new ArrayList<>();
    List<Integer> templates = new ArrayList<>();
    List<int[]> differing = new ArrayList<>();
    Map<String, Integer> numbers = new LinkedHashMap<>();
    for (Corpus.ContextTokens list : lists) {
      for (Corpus.ContextRow row : list.rows()) {
        left.add(state(vectors, product, row.left()));
        right.add(state(vectors, product, row.right()));
        String template = list.pairs().name() + "/" + row.template();
        numbers.putIfAbsent(template, numbers.size());
        templates.add(numbers.getOrDefault(template, 0));
        differing.add(differing(row.left(), row.right()));
      }
    }
    return new StatePairs(
        concept,
        left.toArray(double[][]::new),
        right.toArray(double[][]::new),
        templates.stream().mapToInt(t -> t).toArray(),
        differing.toArray(int[][]::new));
  }

  private static double[] state(Vectors vectors, String product, int[] context) {
    return vectors.inSpace(product, vectors.state(vectors.blocks(), context));
  }

  /** Tokens that stand in one of the two and not in the other. */
  static int[] differing(int[] a, int[] b) {
    Set<Integer> one = set(a);
    Set<Integer> two = set(b);
    Set<Integer> both = new HashSet<>(one);
    both.retainAll(two);
    one.addAll(two);
    one.removeAll(both);
    return one.stream().mapToInt(t -> t).sorted().toArray();
  }

  private static Set<Integer> set(int[] tokens) {
    Set<Integer> out = new HashSet<>();
    Arrays.stream(tokens).forEach(out::add);
    return out;
  }
}
