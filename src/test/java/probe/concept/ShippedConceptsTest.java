package probe.concept;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShippedConceptsTest {
  private static final Path SHIPPED =
      Path.of(System.getProperty("probe.basedir", "."), "probes", "word-pairs");

  private static final List<WordPairs> CONCEPTS = ConceptFiles.read(List.of(SHIPPED));

  @Test
  void twentySevenConceptsAreShipped() {
    assertThat(CONCEPTS).hasSize(27);
  }

  @Test
  void everyConceptIsNamedAfterItsFileAndSaysWhatItIs() {
    assertThat(CONCEPTS)
        .allSatisfy(
            concept -> {
              assertThat(Path.of(concept.file()).getFileName())
                  .hasToString(concept.name() + ".yaml");
              assertThat(concept.from()).isNotBlank();
              assertThat(concept.to()).isNotBlank();
              assertThat(concept.about()).isNotBlank();
            });
  }

  @Test
  void everyListButThatOfThePossessivePronounsHasAtLeastFortyPairs() {
    assertThat(CONCEPTS)
        .filteredOn(concept -> !concept.name().equals("pronoun-possessive"))
        .hasSize(26)
        .allSatisfy(concept -> assertThat(concept.pairs()).hasSizeGreaterThanOrEqualTo(40));
  }
}
