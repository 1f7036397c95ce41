package probe.ocr;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import probe.ProbeException;
import probe.facts.Design;
import probe.facts.Question;
import probe.facts.Statement;
import probe.model.Tokenizer;
import probe.stats.Seeds;

/**
 * Tells facts in the context instead of in training.
 *
 * <p>A context holds what is told of the subject itself, then rounds: one subject of each value,
 * with all that is told of it, those whose implication is told before the others. Where a whole
 * round does not fit, its last part is one of values drawn without a look at the subject's own: a
 * model that repeats whatever stands in the context would else be right too often. Sentences stand
 * in random order.
 */
final class Contexts {
  // of many-token models, contexts of hundreds of sentences would only take time
  private static final int MOST_ROUNDS = 8;

  private final Design design;
  private final Tokenizer tokenizer;
  private final int limit;
  private final int suffix;
  private final int longestAnswer;
  private final long seed;
  private final List<List<String>> told = new ArrayList<>(); // by subject
  private final Map<String, Integer> lengths = new HashMap<>();

  /**
   * @param limit the most tokens of a context with its answer, or -1 where there is no limit
   */
  Contexts(Design design, Tokenizer tokenizer, int limit, long seed) {
    this.design = design;
    this.tokenizer = tokenizer;
    this.limit = limit;
    this.suffix = tokenizer.suffix().length;
    this.longestAnswer =
        design.set().candidates().stream().mapToInt(this::length).max().orElseThrow();
    this.seed = seed;
    for (int i = 0; i < design.subjects().size(); i++) {
      told.add(new ArrayList<>());
    }
    Set<String> said = new HashSet<>();
    for (Statement statement : design.statements()) {
      // once each: the first template says it all
      if (said.add(statement.subject() + " " + statement.group())) {
        told.get(statement.subject()).add(statement.prompt() + statement.answer() + ".");
      }
    }
  }

  /**
   * The prompt of {@code question} after what is told.
   *
   * @throws ProbeException if what is told of the subject itself does not fit
   */
  String text(Question question) {
    int own = question.subject();
    SplittableRandom random = Seeds.random(seed, "context " + question.prompt());
    List<Integer> others = others(own, random, question.prompt());
    while (true) {
      List<String> sentences = new ArrayList<>(told.get(own));
      others.forEach(other -> sentences.addAll(told.get(other)));
      shuffle(sentences, random);
      String text = join(sentences, question.prompt());
      int tokens = limit < 0 ? 0 : tokenizer.encode(text).length - suffix + longestAnswer;
      if (limit < 0 || tokens <= limit) {
        return text;
      }
      // whichever sentence is the first may have more tokens there than after another
      if (others.isEmpty()) {
        throw ProbeException.input(
            "%s: '%s' has %d tokens with its answer, the model takes at most %d; shorten the templates"
                .formatted(design.set().file(), text, tokens, limit));
      }
      others.removeLast();
    }
  }

  /** As many others as there is room for, by round. */
  private List<Integer> others(int own, SplittableRandom random, String prompt) {
    List<List<Integer>> byValue = new ArrayList<>();
    for (int value = 0; value < design.set().classes(); value++) {
      byValue.add(others(value, own, random));
    }
    int around = tokenizer.prefix().length;
    int room = limit < 0 ? Integer.MAX_VALUE : limit - around - length(prompt) - longestAnswer;
    for (String sentence : told.get(own)) {
      room -= length(sentence);
    }
    List<Integer> chosen = new ArrayList<>();
    for (int round = 0; round < MOST_ROUNDS; round++) {
      List<Integer> values = new ArrayList<>();
      for (int value = 0; value < byValue.size(); value++) {
        values.add(value);
      }
      shuffle(values, random);
      for (int value : values) {
        if (round >= byValue.get(value).size()) {
          continue;
        }
        int next = byValue.get(value).get(round);
        room -= told.get(next).stream().mapToInt(this::length).sum();
        if (room < 0) {
          return chosen;
        }
        chosen.add(next);
      }
    }
    return chosen;
  }

  /** The other subjects of {@code value} in random order, those of training first. */
  private List<Integer> others(int value, int own, SplittableRandom random) {
    List<Integer> trains = new ArrayList<>();
    List<Integer> rest = new ArrayList<>();
    for (int i = 0; i < design.subjects().size(); i++) {
      if (i != own && design.subjects().get(i).value() == value) {
        (design.subjects().get(i).trains() ? trains : rest).add(i);
      }
    }
    shuffle(trains, random);
    shuffle(rest, random);
    trains.addAll(rest);
    return trains;
  }

  /** Tokens of {@code text} after a sentence. */
  private int length(String text) {
    return lengths.computeIfAbsent(
        text, t -> tokenizer.encodePlain(". " + t).length - tokenizer.encodePlain(".").length);
  }

  private static String join(List<String> sentences, String prompt) {
    return sentences.isEmpty() ? prompt : String.join(" ", sentences) + " " + prompt;
  }

  private static <T> void shuffle(List<T> list, SplittableRandom random) {
    for (int i = list.size() - 1; i > 0; i--) {
      Collections.swap(list, i, random.nextInt(i + 1));
    }
  }
}
