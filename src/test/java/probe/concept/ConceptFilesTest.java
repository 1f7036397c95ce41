package probe.concept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import probe.ProbeException;

class ConceptFilesTest {
  private static final String HEAD = "kind: word-pairs\nname: c\n";

  @TempDir private Path folder;

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private static void assertRefused(List<Path> paths, String message) {
    assertThatThrownBy(() -> ConceptFiles.read(paths))
        .isInstanceOfSatisfying(
            ProbeException.class, e -> assertThat(e.kind()).isEqualTo(ProbeException.Kind.INPUT))
        .hasMessageContaining(message);
  }

  @Test
  void everyFieldOfAYamlFileIsRead() throws IOException {
    Path file =
        write(
            "sex.yaml",
            """
            # a comment
            kind: word-pairs
            name: male-female
            from: male
            to: female
            about: "Words, by sex."
            pairs:
              - [king, queen]
              - [ "one's" , 'no' ]
              -
                - thé
                - off
            """);

    List<WordPairs> concepts = ConceptFiles.read(List.of(file));

    assertThat(concepts)
        .containsExactly(
            new WordPairs(
                "male-female",
                "male",
                "female",
                "Words, by sex.",
                file.toString(),
                List.of(
                    new WordPair("king", "queen", 8),
                    new WordPair("one's", "no", 9),
                    new WordPair("thé", "off", 11))));
  }

  @Test
  void wordsThatYamlWouldReadAsOtherTypesStayWords() throws IOException {
    Path file = write("c.yaml", HEAD + "pairs:\n- [yes, no]\n- [null, 1.50]\n- [true, 0x10]\n");

    assertThat(ConceptFiles.read(List.of(file)).getFirst().pairs())
        .extracting(WordPair::from, WordPair::to)
        .containsExactly(tuple("yes", "no"), tuple("null", "1.50"), tuple("true", "0x10"));
  }

  @Test
  void fieldsThatMayBeLeftOutAreEmpty() throws IOException {
    Path file = write("c.yml", HEAD + "pairs: [[a, b]]\n");

    WordPairs concept = ConceptFiles.read(List.of(file)).getFirst();

    assertThat(concept.from()).isEmpty();
    assertThat(concept.to()).isEmpty();
    assertThat(concept.about()).isEmpty();
  }

  @Test
  void twoColumnsAreReadWithTheLineThatEachPairStandsOn() throws IOException {
    Path file = write("verb-past.tsv", "# a comment\nwalk\twalked\n\n run \tran\r\ngo\twent");

    List<WordPairs> concepts = ConceptFiles.read(List.of(file));

    assertThat(concepts)
        .containsExactly(
            new WordPairs(
                "verb-past",
                "",
                "",
                "",
                file.toString(),
                List.of(
                    new WordPair("walk", "walked", 2),
                    new WordPair("run", "ran", 4),
                    new WordPair("go", "went", 5))));
  }

  @Test
  void aFolderGivesItsConceptFilesByNameAndNothingElse() throws IOException {
    write("b.tsv", "a\tb\n");
    write("a.YAML", "kind: word-pairs\nname: first\npairs: [[c, d]]\n");
    write("deep/er/c.yml", "kind: word-pairs\nname: third\npairs: [[e, f]]\n");
    write("README.md", "no concept");
    write("notes.txt", "no concept");

    assertThat(ConceptFiles.read(List.of(folder)))
        .extracting(WordPairs::name)
        .containsExactly("first", "b", "third");
  }

  @Test
  void pathsKeepTheOrderThatTheyWereGivenIn() throws IOException {
    Path one = write("one.tsv", "a\tb\n");
    Path two = write("two.tsv", "c\td\n");

    assertThat(ConceptFiles.read(List.of(two, one)))
        .extracting(WordPairs::name)
        .containsExactly("two", "one");
  }

  static List<Arguments> badRows() {
    return List.of(
        // two columns
        row("c.tsv", "a\tb\nking queen\n", 2, "1 columns in 'king queen'"),
        row("c.tsv", "a\tb\n# x\n\na\tb\tc\n", 4, "3 columns in 'a\tb\tc'"),
        row("c.tsv", "a\tb\nking\t\n", 2, "an empty word in the pair ('king', '')"),
        row("c.tsv", "\tqueen\n", 1, "an empty word in the pair ('', 'queen')"),
        row("c.tsv", "a\tb\nking\tking\n", 2, "both words of the pair are 'king'"),
        row("c.tsv", "king\t king \n", 1, "both words of the pair are 'king'"),
        row("c.tsv", "# nothing\n", 1, "no pairs"),
        row("c.tsv", "", 1, "no pairs"),
        // YAML pairs
        row("c.yaml", HEAD + "pairs:\n- [a, b]\n- [a]\n", 5, "a pair is [word, word]"),
        row("c.yaml", HEAD + "pairs:\n- [a, b, c]\n", 4, "a pair is [word, word]"),
        row("c.yaml", HEAD + "pairs:\n- a, b\n", 4, "a pair is [word, word]"),
        row("c.yaml", HEAD + "pairs:\n- {a: b}\n", 4, "a pair is [word, word]"),
        row("c.yaml", HEAD + "pairs:\n- [a, [b]]\n", 4, "a word must be plain text"),
        row("c.yaml", HEAD + "pairs:\n- [a, b]\n- [a, '']\n", 5, "an empty word"),
        row("c.yaml", HEAD + "pairs:\n- [' ', b]\n", 4, "an empty word"),
        row("c.yaml", HEAD + "pairs:\n- [a, a]\n", 4, "both words of the pair are 'a'"),
        row("c.yaml", HEAD + "pairs: []\n", 1, "no pairs"),
        // YAML fields
        row("c.yaml", HEAD + "colour: red\npairs: [[a, b]]\n", 3, "no field 'colour'"),
        row("c.yaml", HEAD + "name: d\npairs: [[a, b]]\n", 3, "the field 'name' stands twice"),
        row(
            "c.yaml",
            "name: c\npairs: [[a, b]]\n",
            1,
            "the field 'kind' is missing; known: word-pairs"),
        row("c.yaml", "kind: [word-pairs]\nname: c\n", 1, "kind must be plain text"),
        row("c.yaml", "kind: word-pairs\npairs: [[a, b]]\n", 1, "the field 'name' is missing"),
        row("c.yaml", "kind: word-pairs\nname: ' '\npairs: [[a, b]]\n", 1, "'name' is missing"),
        row("c.yaml", HEAD + "from: [a]\npairs: [[a, b]]\n", 3, "from must be plain text"),
        row("c.yaml", HEAD, 1, "the field 'pairs' must be a list"),
        row("c.yaml", HEAD + "pairs: a\n", 3, "the field 'pairs' must be a list"),
        // no YAML, or not a mapping
        row("c.yaml", HEAD + "pairs:\n- [a, b\n- [c, d]\n", 5, "no YAML"),
        row("c.yaml", HEAD + "about: one: two\npairs: [[a, b]]\n", 3, "no YAML"),
        row("c.yaml", "- a\n- b\n", 1, "a file has the fields kind and name"),
        row("c.yaml", "", 1, "a file has the fields kind and name"),
        row("c.yaml", HEAD + "pairs: [[a, b]]\n---\nkind: word-pairs\n", 4, "no YAML"));
  }

  private static Arguments row(String name, String text, int line, String message) {
    return Arguments.of(name, text, line, message);
  }

  @ParameterizedTest
  @MethodSource("badRows")
  void aBadRowIsRefusedWithItsFileAndLine(String name, String text, int line, String message)
      throws IOException {
    Path file = write(name, text);

    assertThatThrownBy(() -> ConceptFiles.read(List.of(file)))
        .isInstanceOfSatisfying(
            ProbeException.class, e -> assertThat(e.kind()).isEqualTo(ProbeException.Kind.INPUT))
        .message()
        .startsWith(file + ":" + line + ": ")
        .contains(message)
        .doesNotContain("\n");
  }

  @Test
  void aLongRowIsShortenedInTheMessage() throws IOException {
    Path file = write("c.tsv", "x".repeat(500) + "\n");

    assertRefused(List.of(file), ":1: 1 columns in '" + "x".repeat(57) + "...'");
  }

  @Test
  void aPairThatStandsTwiceInAFileIsRefusedWithBothLines() throws IOException {
    Path file = write("c.tsv", "king\tqueen\nman\twoman\nking\tqueen\n");

    assertRefused(
        List.of(file),
        file + ":3: the pair (king, queen) stands in " + file + ":1 already; list it once");
  }

  @Test
  void aPairThatStandsInTwoFilesIsRefusedWithBothFiles() throws IOException {
    Path one = write("one.tsv", "a\tb\nking\tqueen\n");
    Path two = write("two.yaml", HEAD + "pairs:\n- [king, queen]\n");

    assertRefused(
        List.of(one, two), two + ":4: the pair (king, queen) stands in " + one + ":2 already");
  }

  @Test
  void aPairTurnedRoundInAnotherConceptIsRefusedWithBothFiles() throws IOException {
    Path one = write("one.tsv", "a\tb\nking\tqueen\n");
    Path two = write("two.tsv", "queen\tking\n");

    assertRefused(
        List.of(one, two),
        two + ":1: the pair (queen, king) stands the other way round in " + one + ":2; keep one");
  }

  @Test
  void wordsThatDifferInCaseAreDifferent() throws IOException {
    Path file = write("c.tsv", "king\tqueen\nKing\tqueen\nQueen\tKing\nking\tKing\n");

    assertThat(ConceptFiles.read(List.of(file)).getFirst().pairs()).hasSize(4);
  }

  @Test
  void aPairTurnedRoundIsRefusedWithBothLines() throws IOException {
    Path file = write("c.tsv", "king\tqueen\nqueen\tking\n");

    assertRefused(
        List.of(file),
        file + ":2: the pair (queen, king) stands the other way round in " + file + ":1");
  }

  @Test
  void twoConceptsOfOneNameAreRefusedWithBothFiles() throws IOException {
    Path one = write("one.yaml", HEAD + "pairs: [[a, b]]\n");
    Path two = write("two.yaml", HEAD + "pairs: [[d, e]]\n");

    assertRefused(List.of(one, two), two + ":2: the concept 'c' is also in " + one + ":2;");
  }

  @Test
  void bytesThatAreNotUtf8AreRefusedWithTheFile() throws IOException {
    for (String name : List.of("latin.tsv", "latin.yaml")) {
      Path file = folder.resolve(name);
      Files.write(file, "a\tb\ncaf\u00e9\tth\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));

      assertRefused(List.of(file), file + ":2: not UTF-8; save");
    }
  }

  @Test
  void aFolderWithoutConceptFilesIsRefused() throws IOException {
    write("notes.txt", "a\tb\n");

    assertRefused(List.of(folder), "no concept file (.yaml, .yml or .tsv) in [" + folder + "]");
  }

  @Test
  void filesOfOtherKindsAreLeftOut() throws IOException {
    write("a.yaml", HEAD + "pairs: [[a, b]]\n");
    write("b.yaml", "kind: linearity\nname: l\n");

    assertThat(ConceptFiles.read(List.of(folder))).extracting(WordPairs::name).containsExactly("c");
  }

  @Test
  void filesOfOtherKindsAloneAreRefused() throws IOException {
    Path file = write("b.yaml", "kind: linearity\nname: l\n");

    assertRefused(List.of(file), "no file of kind word-pairs in [" + file + "]");
  }

  @Test
  void aFileThatIsNamedTwiceIsReadOnce() throws IOException {
    Path file = write("c.yaml", HEAD + "pairs: [[a, b]]\n");

    assertThat(ConceptFiles.read(List.of(file, folder, folder.resolve(".")))).hasSize(1);
  }

  @Test
  void noPathsAtAllAreRefused() {
    assertRefused(List.of(), "no concept file");
  }

  @Test
  void aPathThatDoesNotExistIsNamed() {
    Path missing = folder.resolve("missing.yaml");

    assertRefused(List.of(missing), "no file or folder " + missing);
  }
}
