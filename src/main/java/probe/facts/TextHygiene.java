package probe.facts;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What is wrong with the texts of a fact set, whatever the tokenizer. */
final class TextHygiene {
  private final FactSet set;
  private final Problems problems;

  private TextHygiene(FactSet set, Problems problems) {
    this.set = set;
    this.problems = problems;
  }

  static void check(FactSet set, Problems problems) {
    TextHygiene hygiene = new TextHygiene(set, problems);
    hygiene.answers();
    hygiene.names();
    hygiene.templates();
    hygiene.sentences();
    hygiene.balance();
  }

  /** {@code text} in lower case, with one space around each word. */
  private static String words(String text) {
    return " "
        + text.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}\\p{M}]+", " ").strip()
        + " ";
  }

  private void answers() {
    for (String value : set.implication().values()) {
      if (set.fact().values().contains(value)) {
        problems.refuse(
            value,
            "'%s' is a value of '%s' and of '%s'; choose another"
                .formatted(value, set.fact().name(), set.implication().name()));
      }
    }
  }

  private void names() {
    List<String> names = set.names();
    List<String> words = names.stream().map(TextHygiene::words).toList();
    for (int i = 0; i < names.size(); i++) {
      for (String value : set.candidates()) {
        if (words.get(i).contains(words(value))) {
          problems.refuse(
              names.get(i),
              "the name '%s' holds the answer '%s'; invent another".formatted(names.get(i), value));
        }
      }
      for (int j = 0; j < names.size(); j++) {
        if (i != j && words.get(i).contains(words.get(j))) {
          problems.refuse(
              names.get(i),
              "the name '%s' holds the name '%s'; invent another"
                  .formatted(names.get(i), names.get(j)));
        }
      }
    }
  }

  private void templates() {
    for (Template template : set.templates()) {
      String words = words(template.prompt(""));
      for (String value : set.candidates()) {
        if (words.contains(words(value))) {
          problems.refuse(
              template.text(),
              "the template '%s' gives the answer '%s' away; use other words"
                  .formatted(template.text(), value));
        }
      }
      for (String name : set.names()) {
        if (words.contains(words(name))) {
          problems.refuse(
              template.text(),
              "the template '%s' holds the name '%s'; use other words"
                  .formatted(template.text(), name));
        }
      }
    }
  }

  private void balance() {
    if (set.seeds() % set.classes() != 0) {
      problems.note(
          set.name(),
          "with %d seeds and %d values some names have a value more often than others; %d seeds or a multiple balance them"
              .formatted(set.seeds(), set.classes(), set.classes()));
    }
  }

  /** A sentence and the template that it is an instance of. */
  private record Reading(String name, Template template) {}

  // a statement that begins with the prompt of another question would answer it in training
  private void sentences() {
    Map<String, Reading> prompts = new HashMap<>();
    Set<List<Template>> told = new HashSet<>();
    for (Template template : set.templates()) {
      for (String name : set.names()) {
        Reading reading = new Reading(name, template);
        Reading before = prompts.putIfAbsent(template.prompt(name), reading);
        if (before != null && told.add(List.of(before.template, template))) {
          refuse(template.prompt(name) + " ...", before, reading);
        }
      }
    }
    for (Relation relation : List.of(set.fact(), set.implication())) {
      for (Template template : relation.templates()) {
        for (String name : set.names()) {
          for (String value : relation.values()) {
            String sentence = template.prompt(name) + template.answer(value);
            Reading reading = new Reading(name, template);
            for (int at = sentence.indexOf(' '); at >= 0; at = sentence.indexOf(' ', at + 1)) {
              Reading other = prompts.get(sentence.substring(0, at));
              if (other != null
                  && !other.template.equals(template)
                  && told.add(List.of(other.template, template))) {
                refuse(sentence, other, reading);
              }
            }
          }
        }
      }
    }
  }

  private void refuse(String sentence, Reading one, Reading other) {
    problems.refuse(
        other.template.text(),
        "training can answer a question: '%s' is '%s' of '%s' and '%s' of '%s'; change one template"
            .formatted(sentence, one.template.text(), one.name, other.template.text(), other.name));
  }
}
