package probe.pocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import probe.concept.ConceptFiles;
import probe.concept.WordPairs;

/** The word pairs that ship are words of the pocket world, as far as it has their concepts. */
class ShippedProbesTest {
  private static final Vocabulary VOCABULARY = new World().vocabulary();

  @ParameterizedTest
  @CsvSource({
    "noun-plural, 40",
    "male-female, 20",
    "verb-past, 19",
    "verb-3psg, 19",
    "3psg-past, 19",
    "adjective-comparative, 20",
    "adjective-superlative, 20",
    "adjective-un, 20",
    "small-big, 20",
    "country-capital, 20",
    "english-french, 40",
    "french-german, 20",
    "french-spanish, 20",
    "german-spanish, 20",
    "pronoun-possessive, 12",
  })
  void aConceptHasPairs(String name, int least) {
    List<WordPairs> concepts = ConceptFiles.read(List.of(Path.of("probes/word-pairs")));
    WordPairs concept =
        concepts.stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();

    assertThat(concept.pairs())
        .filteredOn(pair -> VOCABULARY.contains(pair.from()) && VOCABULARY.contains(pair.to()))
        .hasSizeGreaterThanOrEqualTo(least);
  }

  @Test
  void theVocabularyIsSmall() {
    assertThat(VOCABULARY.size()).isBetween(800, 1500);
  }
}
