package probe.kind;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import probe.concept.WordPair;
import probe.geometry.TokenPairs;
import probe.linear.Examples;
import probe.linear.HoldOut;

/**
 * Contexts in two classes, and what a split must not divide.
 *
 * @param name what is told apart
 * @param claim a sentence for findings
 * @param contexts [n] token ids
 * @param heldOut what test rows must not share with training rows
 */
record ClassifyTask(
    String name, String claim, List<int[]> contexts, Examples examples, HoldOut heldOut) {

  /** Left against right contexts; a template, with all of its contexts, is never divided. */
  static ClassifyTask ofContexts(String concept, List<Corpus.ContextTokens> lists) {
    List<int[]> contexts = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    List<Integer> frames = new ArrayList<>();
    Map<String, Integer> numbers = new HashMap<>();
    for (Corpus.ContextTokens list : lists) {
      for (Corpus.ContextRow row : list.rows()) {
        String frame = list.pairs().name() + "/" + row.template();
        numbers.putIfAbsent(frame, numbers.size());
        for (int label = 0; label <= 1; label++) {
          contexts.add(label == 0 ? row.left() : row.right());
          labels.add(label);
          frames.add(numbers.getOrDefault(frame, 0));
        }
      }
    }
    return of(
        concept + " in contexts",
        "states tell which value of %s a context has".formatted(concept),
        contexts,
        labels,
        frames,
        frames,
        List.of(),
        HoldOut.ENTITY);
  }

  /**
   * First against second words of a concept in each of {@code templates}; pairs that share a word,
   * and templates, are never divided. Templates and pairs with a word that has no token are left
   * out: all such words are one to the model. Nothing where no word in a template fits the model.
   */
  static Optional<ClassifyTask> ofWords(
      Corpus.ConceptWords concept, List<String> listed, Corpus.Tokens tokens) {
    List<String> templates = listed.stream().filter(t -> tokens.knows(fill(t, ""))).toList();
    List<int[]> contexts = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    List<Integer> pairs = new ArrayList<>();
    List<Integer> words = new ArrayList<>();
    List<Integer> frames = new ArrayList<>();
    Map<String, Integer> numbers = new HashMap<>();
    int[] clusters = clusters(concept.words().pairs(), numbers);
    Set<List<Object>> seen = new LinkedHashSet<>();
    for (int t = 0; t < templates.size(); t++) {
      for (int i = 0; i < concept.words().pairs().size(); i++) {
        WordPair pair = concept.words().pairs().get(i);
        if (!tokens.knows(pair.from()) || !tokens.knows(pair.to())) {
          continue;
        }
        for (int label = 0; label <= 1; label++) {
          String word = label == 0 ? pair.from() : pair.to();
          int[] context = tokens.encode(fill(templates.get(t), word));
          boolean fits = tokens.contextLimit() < 0 || context.length <= tokens.contextLimit();
          // the state at position 0 says little of a token, so a context needs two; a word that
          // stands in several pairs is one row, which ties all of them together
          if (fits && context.length > 1 && seen.add(List.of(t, word, label))) {
            contexts.add(context);
            labels.add(label);
            pairs.add(clusters[i]);
            words.add(numbers.getOrDefault(word, 0));
            frames.add(t);
          }
        }
      }
    }
    if (contexts.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        of(
            concept.name() + " in words",
            "states of words tell which value of %s a word has".formatted(concept.name()),
            contexts,
            labels,
            pairs,
            words,
            templates.size() > 1 ? frames : List.of(),
            templates.size() > 1 ? HoldOut.ENTITY_AND_TEMPLATE : HoldOut.ENTITY));
  }

  /** The template with {@code word} where it wants one. */
  static String fill(String template, String word) {
    return template.replace("{}", word);
  }

  /** The cluster of each pair: pairs linked by common words. Gives every word a number. */
  private static int[] clusters(List<WordPair> pairs, Map<String, Integer> numbers) {
    int[] from = new int[pairs.size()];
    int[] to = new int[pairs.size()];
    for (int i = 0; i < pairs.size(); i++) {
      from[i] = number(pairs.get(i).from(), numbers);
      to[i] = number(pairs.get(i).to(), numbers);
    }
    return new TokenPairs("words", from, to).clusters();
  }

  private static int number(String word, Map<String, Integer> numbers) {
    numbers.putIfAbsent(word, numbers.size());
    return numbers.getOrDefault(word, 0);
  }

  private static ClassifyTask of(
      String name,
      String claim,
      List<int[]> contexts,
      List<Integer> labels,
      List<Integer> entities,
      List<Integer> words,
      List<Integer> templates,
      HoldOut heldOut) {
    int[] template = new int[labels.size()];
    Arrays.fill(template, Examples.NONE);
    return new ClassifyTask(
        name,
        claim,
        contexts,
        new Examples(
            ints(labels),
            ints(entities),
            ints(words),
            templates.isEmpty() ? template : ints(templates),
            contexts.toArray(int[][]::new)),
        heldOut);
  }

  /**
   * Each context up to {@code position}: from the end where negative, so that -1 is all of it.
   * Attention is causal, so the state there is that of the shorter context's last token.
   */
  List<int[]> upTo(int position) {
    return contexts.stream()
        .map(
            c ->
                Arrays.copyOf(
                    c,
                    Math.clamp(position < 0 ? c.length + position + 1 : position + 1, 1, c.length)))
        .toList();
  }

  private static int[] ints(List<Integer> values) {
    return values.stream().mapToInt(v -> v).toArray();
  }
}
