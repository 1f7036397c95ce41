package probe.concept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryTest {
  private static final String ANIMAL =
      """
      kind: categories
      name: animal
      about: Animals.
      children:
        mammal: [dog, cat]
        bird:
          - robin
          - eagle
      """;
  private static final String CONTEXTS =
      """
      kind: context-pairs
      name: winograd-male-female
      about: Who wears it.
      concept: male-female
      pairs:
        - {template: crown, left: "The king put on his", right: "The queen put on her"}
        - {left: He, right: She}
        - left: My uncle
          right: My aunt
          template: crown
      """;
  private static final String TRANSLATIONS =
      """
      kind: translations
      name: three
      about: Three tongues.
      languages: [English, French, German]
      concepts:
        french-german: [French, German]
        german-english: [German, English]
      sentences:
        - ["The cat sleeps.", "Le chat dort.", "Die Katze schläft."]
        # a comment
        - [Good evening, Bonsoir, Guten Abend]
      """;

  @TempDir private Path folder;

  private Path animal;
  private Path contexts;
  private Path translations;

  @BeforeEach
  void write() throws IOException {
    animal = Refusals.write(folder, "categories/animal.yaml", ANIMAL);
    contexts = Refusals.write(folder, "contexts/winograd.yaml", CONTEXTS);
    translations = Refusals.write(folder, "contexts/three.yml", TRANSLATIONS);
    Refusals.write(folder, "linearity.yaml", "name: straight\nkind: linearity\nabout: Lines.\n");
    Refusals.write(folder, "male-female.tsv", "king\tqueen\n");
    Refusals.write(
        folder, "pairs/sex.yaml", "kind: word-pairs\nname: young\npairs: [[boy, girl]]\n");
    Refusals.write(folder, "schema.json", "{}");
  }

  @Test
  void categoriesAreRead() {
    Categories read = Library.read(List.of(folder)).categories().getFirst();

    assertThat(read)
        .isEqualTo(
            new Categories(
                "animal",
                "Animals.",
                animal.toString(),
                List.of(
                    new Category("mammal", List.of("dog", "cat"), 5),
                    new Category("bird", List.of("robin", "eagle"), 6))));
    assertThat(read.words()).containsExactly("dog", "cat", "robin", "eagle");
  }

  @Test
  void contextPairsAreReadAndARowWithoutATemplateIsItsOwn() {
    ContextPairs read = Library.read(List.of(contexts)).contextPairs().getFirst();

    assertThat(read)
        .isEqualTo(
            new ContextPairs(
                "winograd-male-female",
                "male-female",
                "Who wears it.",
                contexts.toString(),
                4,
                List.of(
                    new ContextPair("crown", "The king put on his", "The queen put on her", 6),
                    new ContextPair("2", "He", "She", 7),
                    new ContextPair("crown", "My uncle", "My aunt", 8))));
    assertThat(read.templates()).containsExactly("crown", "2");
  }

  @Test
  void translationsBecomeOneListOfContextsForEachConcept() {
    assertThat(Library.read(List.of(translations)).contextPairs())
        .containsExactly(
            new ContextPairs(
                "three-french-german",
                "french-german",
                "Three tongues.",
                translations.toString(),
                6,
                List.of(
                    new ContextPair("1", "Le chat dort.", "Die Katze schläft.", 9),
                    new ContextPair("2", "Bonsoir", "Guten Abend", 11))),
            new ContextPairs(
                "three-german-english",
                "german-english",
                "Three tongues.",
                translations.toString(),
                7,
                List.of(
                    new ContextPair("1", "Die Katze schläft.", "The cat sleeps.", 9),
                    new ContextPair("2", "Guten Abend", "Good evening", 11))));
  }

  @Test
  void everyFileOfAFolderIsReadAsItsKindSays() {
    Library library = Library.read(List.of(folder));

    assertThat(library.wordPairs())
        .extracting(WordPairs::name)
        .containsExactly("male-female", "young");
    assertThat(library.contextPairs())
        .extracting(ContextPairs::name)
        .containsExactly("three-french-german", "three-german-english", "winograd-male-female");
    assertThat(library.categories()).extracting(Categories::name).containsExactly("animal");
    assertThat(library.probeFiles())
        .extracting(ProbeFile::kind, ProbeFile::name, ProbeFile::about)
        .containsExactly(tuple("linearity", "straight", "Lines."));
  }

  @Test
  void theOrderOfTheFilesMakesNoDifference() {
    List<Path> files = new ArrayList<>(ConceptFiles.files(List.of(folder)));
    Library expected = Library.read(List.of(folder));
    Random random = new Random(7);
    for (int round = 0; round < 100; round++) {
      Collections.shuffle(files, random);
      // some files twice, by the folder they are in
      List<Path> paths = new ArrayList<>(files);
      paths.addAll(files.subList(0, random.nextInt(files.size())));

      Library library = Library.read(paths);

      assertThat(library.wordPairs()).isEqualTo(expected.wordPairs());
      assertThat(library.contextPairs()).isEqualTo(expected.contextPairs());
      assertThat(library.categories()).isEqualTo(expected.categories());
      assertThat(library.probeFiles())
          .extracting(ProbeFile::file)
          .isEqualTo(expected.probeFiles().stream().map(ProbeFile::file).toList());
    }
  }

  @Test
  void theOrderOfTheFilesMakesNoDifferenceToTheMessage() throws IOException {
    Path one = Refusals.write(folder, "one.tsv", "king\tqueen\n");
    Path two = Refusals.write(folder, "two.tsv", "king\tqueen\n");

    String message = two + ":1: the pair (king, queen) stands in " + one + ":1 already; list it";
    Refusals.assertRefused(List.of(one, two), message);
    Refusals.assertRefused(List.of(two, one), message);
  }

  @Test
  void aListCannotBeChanged() {
    Library library = Library.read(List.of(folder));

    assertThatThrownBy(() -> library.categories().getFirst().children().getFirst().words().add("x"))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void contextsOfAConceptWithoutWordPairsAreRefusedWhereThatIsAsked() {
    Library all = Library.read(List.of(folder));
    Library alone = Library.read(List.of(contexts));

    assertThatThrownBy(all::requireConcepts)
        .hasMessage(
            translations + ":6: no word pairs called 'french-german'; known: male-female, young");
    assertThatThrownBy(alone::requireConcepts)
        .hasMessage(contexts + ":4: no word pairs called 'male-female'; known: none");
    Library.read(List.of(contexts, folder.resolve("male-female.tsv"))).requireConcepts();
  }
}
