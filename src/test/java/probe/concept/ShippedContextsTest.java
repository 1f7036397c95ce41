package probe.concept;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The contexts and categories that ship with probe. */
class ShippedContextsTest {
  private static final Path SHIPPED = Path.of(System.getProperty("probe.basedir", "."), "probes");

  private static final Library LIBRARY = Library.read(List.of(SHIPPED));

  private static Stream<ContextPairs> contexts(boolean translated) {
    return LIBRARY.contextPairs().stream()
        .filter(contexts -> contexts.file().endsWith("translations.yaml") == translated);
  }

  @Test
  void translationsAreAtLeastAHundredSentencesInFourLanguages() {
    Path file = SHIPPED.resolve("contexts/translations.yaml");
    YamlFile yaml = YamlFile.read(file, TextFile.read(file));

    assertThat(yaml.list("languages", "")).hasSize(4);
    assertThat(yaml.list("sentences", "")).hasSizeGreaterThanOrEqualTo(100);
  }

  @Test
  void everyConceptOfTwoLanguagesHasTranslations() {
    assertThat(contexts(true))
        .extracting(ContextPairs::concept)
        .containsExactlyInAnyOrder(
            "english-french", "french-german", "french-spanish", "german-spanish");
    assertThat(contexts(true))
        .allSatisfy(contexts -> assertThat(contexts.pairs()).hasSizeGreaterThanOrEqualTo(100));
  }

  @Test
  void thereAreAtLeastSixtyPairsOfContexts() {
    assertThat(contexts(false).mapToInt(contexts -> contexts.pairs().size()).sum())
        .isGreaterThanOrEqualTo(60);
  }

  @Test
  void contextsAreOfConceptsThatShip() {
    LIBRARY.requireConcepts();
  }

  @Test
  void contextsAndCategoriesSayWhatTheyAre() {
    assertThat(LIBRARY.contextPairs())
        .isNotEmpty()
        .allSatisfy(contexts -> assertThat(contexts.about()).isNotBlank());
    assertThat(LIBRARY.categories())
        .isNotEmpty()
        .allSatisfy(
            categories -> {
              assertThat(categories.about()).isNotBlank();
              assertThat(Path.of(categories.file()).getFileName())
                  .hasToString(categories.name() + ".yaml");
            });
  }

  @Test
  void atLeastTwelveCategoriesHaveFortyWordsUnderMoreThanOneParent() {
    List<Category> large =
        LIBRARY.categories().stream()
            .flatMap(parent -> parent.children().stream())
            .filter(child -> child.words().size() >= 40)
            .toList();

    assertThat(LIBRARY.categories()).hasSizeGreaterThan(1);
    assertThat(large).hasSizeGreaterThanOrEqualTo(12);
  }
}
