package probe.kind;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import probe.concept.WordPairs;

class CorpusTest {
  private static WordPairs values(String from, String to) {
    return new WordPairs(from + "-" + to, from, to, "", "fake.yaml", List.of());
  }

  @ParameterizedTest
  @CsvSource({
    "base, past, base, ing, true", // both first
    "base, past, ing, past, true", // both second
    "base, past, past, ing, true", // one each way
    "ing, base, base, past, true",
    "base, past, male, female, false",
    "'', '', '', '', false", // files that do not say
    "'', past, '', female, false",
    "base, '', '', base, true"
  })
  void conceptsThatShareAValue(String from, String to, String from2, String to2, boolean share) {
    assertThat(Corpus.shareValue(values(from, to), values(from2, to2))).isEqualTo(share);
    assertThat(Corpus.shareValue(values(from2, to2), values(from, to))).isEqualTo(share);
  }

  @Test
  void aConceptByItsName() {
    Corpus corpus = Fakes.corpus(Fakes.words("one", "a b"), Fakes.words("two", "c d"));
    assertThat(corpus.concept("two")).map(Corpus.ConceptWords::name).contains("two");
    assertThat(corpus.concept("three")).isEmpty();
  }

  @Test
  void namesAsIdentifiersStayApart() {
    assertThat(Ids.of("male-female")).isEqualTo("male-female");
    assertThat(List.of(Ids.of("a_b"), Ids.of("a-b"), Ids.of("a b"), Ids.of("größe"), Ids.of("数")))
        .doesNotHaveDuplicates()
        .allMatch(id -> id.matches("[A-Za-z0-9-]+"));
  }
}
