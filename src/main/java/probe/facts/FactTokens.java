package probe.facts;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import probe.ProbeException;
import probe.model.Tokenizer;

/**
 * Prompts and answers of a fact set in tokens.
 *
 * <p>A prompt ends where a model begins to answer: a token that holds the prompt's end and the
 * answer's beginning belongs to the answer, whichever candidate it is of. What the tokenizer puts
 * after a text, such as EOS, is left out.
 */
public final class FactTokens {
  private final FactSet set;
  private final Tokenizer tokenizer;
  private final int suffix;
  // trials that run side by side share it
  private final Map<String, Asked> asked = new ConcurrentHashMap<>();

  /**
   * A prompt in tokens.
   *
   * @param answers tokens of each candidate after it
   */
  private record Asked(int[] prompt, int[][] answers, boolean merged) {}

  private FactTokens(FactSet set, Tokenizer tokenizer) {
    this.set = set;
    this.tokenizer = tokenizer;
    this.suffix = tokenizer.suffix().length;
  }

  /** The tokens that {@code tokenizer} makes of {@code set}. */
  public static FactTokens of(FactSet set, Tokenizer tokenizer) {
    return new FactTokens(set, tokenizer);
  }

  /** The tokens to feed a model, which then answers. */
  public int[] prompt(String prompt) {
    return asked(prompt).prompt.clone();
  }

  /** The tokens to feed a model, which then answers. */
  public int[] prompt(Question question) {
    return prompt(question.prompt());
  }

  /**
   * Every candidate's whole answer after {@code prompt}, {@code [2 n][tokens]}: values of the fact,
   * then those of the implication. None is empty.
   */
  public int[][] answers(String prompt) {
    return Arrays.stream(asked(prompt).answers).map(int[]::clone).toArray(int[][]::new);
  }

  /** Every candidate's whole answer, {@code [2 n][tokens]}. */
  public int[][] answers(Question question) {
    return answers(question.prompt());
  }

  /** The first token of every candidate after {@code prompt}, {@code [2 n]}. */
  public int[] first(String prompt) {
    return Arrays.stream(asked(prompt).answers).mapToInt(answer -> answer[0]).toArray();
  }

  /** The first token of every candidate, {@code [2 n]}. */
  public int[] first(Question question) {
    return first(question.prompt());
  }

  /**
   * The first token of every candidate, {@code [2 n]}, which {@link Hygiene} makes sure is the same
   * after every prompt.
   */
  public int[] first() {
    return first(prompts().getFirst());
  }

  /** Whether a token holds both the prompt's end and an answer's beginning. */
  boolean merged(String prompt) {
    return asked(prompt).merged;
  }

  /** Every prompt that any arm and seed can hold: each name in each template. */
  List<String> prompts() {
    List<String> prompts = new ArrayList<>();
    for (Template template : set.templates()) {
      for (String name : set.names()) {
        prompts.add(template.prompt(name));
      }
    }
    return prompts;
  }

  /** Whether the tokenizer has tokens for all words of the set. */
  public boolean fits() {
    return unknown(set.names()).isEmpty()
        && unknown(set.candidates()).isEmpty()
        && unknown(set.templates().stream().map(t -> t.prompt("")).toList()).isEmpty();
  }

  /** Those of {@code texts} that have something that the tokenizer lacks a token for. */
  List<String> unknown(List<String> texts) {
    return texts.stream()
        .filter(text -> Arrays.stream(tokenizer.encodePlain(text)).anyMatch(tokenizer::isUnknown))
        .toList();
  }

  /** Number of tokens of the longest prompt with its longest answer. */
  public int longest() {
    int longest = 0;
    for (String prompt : prompts()) {
      Asked tokens = asked(prompt);
      for (int[] answer : tokens.answers) {
        longest = Math.max(longest, tokens.prompt.length + answer.length);
      }
    }
    return longest;
  }

  private Asked asked(String prompt) {
    return asked.computeIfAbsent(prompt, this::encode);
  }

  private Asked encode(String prompt) {
    int[] alone = encoded(prompt);
    List<String> candidates = set.candidates();
    int[][] whole = new int[candidates.size()][];
    int common = alone.length;
    for (int c = 0; c < whole.length; c++) {
      whole[c] = encoded(prompt + " " + candidates.get(c));
      int mismatch = Arrays.mismatch(alone, whole[c]);
      // -1 where the answer has no tokens
      common = mismatch < 0 ? common : Math.min(common, mismatch);
    }
    int[][] answers = new int[whole.length][];
    for (int c = 0; c < whole.length; c++) {
      answers[c] = Arrays.copyOfRange(whole[c], common, whole[c].length);
      if (answers[c].length == 0) {
        throw ProbeException.input(
            "%s: the tokenizer %s has no token for the answer '%s' after '%s'; choose another"
                .formatted(set.file(), tokenizer.file(), candidates.get(c), prompt));
      }
    }
    if (common == 0) {
      throw ProbeException.input(
          "%s: of '%s' no token stands before the answers; begin the template with another word"
              .formatted(set.file(), prompt));
    }
    return new Asked(Arrays.copyOf(alone, common), answers, common < alone.length);
  }

  private int[] encoded(String text) {
    int[] ids = tokenizer.encode(text);
    return Arrays.copyOf(ids, ids.length - suffix);
  }
}
