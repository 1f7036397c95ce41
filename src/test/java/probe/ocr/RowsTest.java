package probe.ocr;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import probe.facts.FactSet;
import probe.facts.FactSetReader;
import probe.facts.FactTokens;
import probe.facts.Tokenizers;
import probe.model.Tokenizer;

class RowsTest {
  private static FactSet set(String name) {
    return FactSetReader.read(
        Path.of(System.getProperty("probe.basedir", "."), "probes/ocr", name));
  }

  @Test
  void ofWordsTheyAreThoseOfNamesAndAnswers() {
    FactSet set = set("pocket/city-language.yaml");
    try (Tokenizer tokenizer = Tokenizers.pocket()) {
      Set<String> words = new HashSet<>(set.names());
      words.addAll(set.candidates());

      List<Integer> rows = Rows.of(set, FactTokens.of(set, tokenizer));

      assertThat(rows).isSorted().doesNotHaveDuplicates();
      assertThat(rows.stream().map(tokenizer::token)).containsExactlyInAnyOrderElementsOf(words);
    }
  }

  /** Names are of several tokens, and one begins a sentence or does not. */
  @Test
  void ofPiecesTheyAreThoseOfNamesAndAnswers() {
    FactSet set = set("city-language.yaml");
    try (Tokenizer tokenizer = Tokenizers.gpt2()) {
      List<Integer> rows = Rows.of(set, FactTokens.of(set, tokenizer));

      assertThat(rows).isSorted().doesNotHaveDuplicates();
      for (String answer : set.candidates()) {
        assertThat(rows).containsAll(boxed(tokenizer.encodePlain(" " + answer)));
      }
      // pieces that all names have would not tell them apart
      for (String name : set.names()) {
        assertThat(rows).as(name).containsAnyElementsOf(boxed(tokenizer.encodePlain(name)));
      }
      Set<Integer> whole =
          Stream.concat(set.names().stream(), set.candidates().stream())
              .flatMap(word -> Stream.of(word, " " + word))
              .flatMap(word -> boxed(tokenizer.encodePlain(word)).stream())
              .collect(Collectors.toSet());
      assertThat(whole).containsAll(rows);
      Set<Integer> template =
          Stream.of(set.fact(), set.implication())
              .flatMap(relation -> relation.templates().stream())
              .flatMap(t -> Arrays.stream(t.prompt("").strip().split(" ")))
              .flatMap(word -> boxed(tokenizer.encodePlain(" " + word)).stream())
              .collect(Collectors.toSet());
      assertThat(rows).doesNotContainAnyElementsOf(template);
    }
  }

  private static List<Integer> boxed(int[] ids) {
    return Arrays.stream(ids).boxed().toList();
  }
}
