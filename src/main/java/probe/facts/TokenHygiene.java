package probe.facts;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import probe.model.Tokenizer;

/** What is wrong with the tokens of a fact set. */
final class TokenHygiene {
  // so many of a kind are named in one line
  private static final int NAMED = 3;

  private final FactSet set;
  private final Tokenizer tokenizer;
  private final FactTokens tokens;
  private final Problems problems;

  TokenHygiene(FactSet set, Tokenizer tokenizer, Problems problems) {
    this.set = set;
    this.tokenizer = tokenizer;
    this.tokens = FactTokens.of(set, tokenizer);
    this.problems = problems;
  }

  void check(int contextLimit) {
    unknown("template", set.templates(), t -> t.prompt("").strip(), Template::text);
    unknown("name", set.names(), name -> name, name -> name);
    unknown("answer", set.candidates(), value -> value, value -> value);
    if (!tokens.fits()) {
      return; // all else would be about the token for what is unknown
    }
    collisions();
    firstTokens();
    givenAway();
    lengths("names", set.names(), this::nameLength);
    int[][] answers = tokens.answers(tokens.prompts().getFirst());
    List<String> candidates = set.candidates();
    lengths("answers", candidates, answer -> answers[candidates.indexOf(answer)].length);
    long merged = tokens.prompts().stream().filter(tokens::merged).count();
    if (merged > 0) {
      problems.note(
          set.name(),
          "in %d prompts the answer's first token takes in the end of the prompt, such as a space"
              .formatted(merged));
    }
    int longest = tokens.longest();
    if (contextLimit > 0 && longest > contextLimit) {
      problems.refuse(
          set.name(),
          "the longest row has %d tokens, the model takes at most %d; shorten the templates"
              .formatted(longest, contextLimit));
    }
  }

  private <T> void unknown(
      String what, List<T> all, Function<T, String> words, Function<T, String> text) {
    List<T> unknown =
        all.stream().filter(one -> !tokens.unknown(List.of(words.apply(one))).isEmpty()).toList();
    if (!unknown.isEmpty()) {
      problems.refuse(
          text.apply(unknown.getFirst()),
          "the tokenizer lacks words of %s; choose others, or another model"
              .formatted(counted(what, unknown.stream().map(text).toList())));
    }
  }

  private void collisions() {
    int[] first = tokens.first();
    Map<Integer, List<String>> byToken = new LinkedHashMap<>();
    for (int c = 0; c < first.length; c++) {
      byToken.computeIfAbsent(first[c], token -> new ArrayList<>()).add(set.candidates().get(c));
    }
    byToken.forEach(
        (token, answers) -> {
          if (answers.size() > 1) {
            String last = answers.removeLast();
            problems.refuse(
                last,
                "the answers %s and '%s' %s begin with the token '%s'; choose others"
                    .formatted(
                        quoted(answers), last, answers.size() == 1 ? "both" : "all", text(token)));
          }
        });
  }

  private void firstTokens() {
    int[] first = tokens.first();
    for (String prompt : tokens.prompts()) {
      int at = Arrays.mismatch(first, tokens.first(prompt));
      if (at >= 0) {
        String answer = set.candidates().get(at);
        problems.refuse(
            answer,
            "the answer '%s' begins with the token '%s' after '%s' and '%s' after '%s'; change the template"
                .formatted(
                    answer,
                    text(first[at]),
                    tokens.prompts().getFirst(),
                    text(tokens.first(prompt)[at]),
                    prompt));
        return;
      }
    }
  }

  private void givenAway() {
    int[] first = tokens.first();
    Map<String, String> names = new LinkedHashMap<>();
    for (Template template : set.templates()) {
      Set<Integer> always = new HashSet<>();
      for (int i = 0; i < set.names().size(); i++) {
        Set<Integer> prompt = ids(template, set.names().get(i));
        if (i == 0) {
          always.addAll(prompt);
        } else {
          always.retainAll(prompt);
        }
      }
      for (int c = 0; c < first.length; c++) {
        if (always.contains(first[c])) {
          problems.refuse(
              template.text(),
              "the template '%s' holds '%s', the first token of the answer '%s'; use other words"
                  .formatted(template.text(), text(first[c]), set.candidates().get(c)));
        }
      }
      for (String name : set.names()) {
        Set<Integer> prompt = ids(template, name);
        prompt.removeAll(always);
        IntStream.range(0, first.length)
            .filter(c -> prompt.contains(first[c]))
            .forEach(c -> names.putIfAbsent(name, set.candidates().get(c)));
      }
    }
    names.forEach(
        (name, answer) ->
            problems.note(
                name,
                "the name '%s' holds the first token of the answer '%s'".formatted(name, answer)));
  }

  private Set<Integer> ids(Template template, String name) {
    return Arrays.stream(tokens.prompt(template.prompt(name)))
        .boxed()
        .collect(Collectors.toCollection(HashSet::new));
  }

  private int nameLength(String name) {
    // at the beginning of a sentence there is no space before it
    return set.fact().templates().getFirst().text().startsWith(Template.NAME)
        ? tokenizer.encodePlain(name).length
        : tokenizer.encodePlain("a " + name).length - tokenizer.encodePlain("a").length;
  }

  private void lengths(String what, List<String> texts, ToIntFunction<String> length) {
    Map<Integer, List<String>> byLength = new TreeMap<>();
    for (String text : texts) {
      byLength.computeIfAbsent(length.applyAsInt(text), l -> new ArrayList<>()).add(text);
    }
    if (byLength.size() > 1) {
      problems.note(
          texts.getFirst(),
          "%s differ in their number of tokens: %s"
              .formatted(
                  what,
                  byLength.entrySet().stream()
                      .map(
                          e ->
                              "%d of %d (%s)"
                                  .formatted(e.getValue().size(), e.getKey(), some(e.getValue())))
                      .collect(Collectors.joining(", "))));
    }
  }

  /** The token as it is read: tokenizers write the space before a word in their own ways. */
  private String text(int token) {
    return tokenizer.token(token).replace('Ġ', ' ').replace('▁', ' ');
  }

  private static String counted(String what, List<String> texts) {
    return texts.size() == 1
        ? "the " + what + " " + some(texts)
        : "%d %ss: %s".formatted(texts.size(), what, some(texts));
  }

  private static String some(List<String> texts) {
    return quoted(texts.subList(0, Math.min(NAMED, texts.size())))
        + (texts.size() > NAMED ? ", ..." : "");
  }

  private static String quoted(List<String> texts) {
    return texts.stream().map(text -> "'" + text + "'").collect(Collectors.joining(", "));
  }
}
