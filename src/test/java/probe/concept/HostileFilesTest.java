package probe.concept;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are broken in ways that have nothing to do with their kind. */
class HostileFilesTest {
  private static final String HEAD = "kind: word-pairs\nname: c\n";
  private static final String COMPOSED = "caf\u00e9";
  private static final String DECOMPOSED = "cafe\u0301";
  private static final String NOTE = " (written with other code points, the same in Unicode NFC)";

  @TempDir private Path folder;

  @Test
  void accentsAreComposed() throws IOException {
    Path tsv = Refusals.write(folder, "a.tsv", "tea\t" + DECOMPOSED + "\n");
    Path yaml =
        Refusals.write(
            folder,
            "b.yaml",
            "kind: context-pairs\nname: "
                + DECOMPOSED
                + "\nconcept: "
                + DECOMPOSED
                + "\npairs: [{template: "
                + DECOMPOSED
                + ", left: "
                + DECOMPOSED
                + ", right: b}]");

    Library library = Library.read(List.of(tsv, yaml));

    assertThat(library.wordPairs().getFirst().pairs().getFirst().to()).isEqualTo(COMPOSED);
    ContextPairs contexts = library.contextPairs().getFirst();
    assertThat(contexts.name()).isEqualTo(COMPOSED);
    assertThat(contexts.concept()).isEqualTo(COMPOSED);
    assertThat(contexts.pairs()).containsExactly(new ContextPair(COMPOSED, COMPOSED, "b", 4));
  }

  @Test
  void textsThatDifferOnlyInHowTheyAreComposedAreTheSame() throws IOException {
    Path file = folder.resolve("bad.yaml");
    Refusals.assertRefused(
        folder,
        HEAD + "pairs:\n- [tea, " + COMPOSED + "]\n- [tea, " + DECOMPOSED + "]\n",
        5,
        "the pair (tea, " + COMPOSED + ") stands in " + file + ":4" + NOTE + " already; list");
    Refusals.assertRefused(
        folder,
        HEAD + "pairs:\n- [" + COMPOSED + ", tea]\n- [tea, " + DECOMPOSED + "]\n",
        5,
        "the pair (tea, " + COMPOSED + ") stands the other way round in " + file + ":4" + NOTE);
    Refusals.assertRefused(
        folder,
        HEAD + "pairs:\n- [" + COMPOSED + ", " + DECOMPOSED + "]\n",
        4,
        "both words of the pair are '" + COMPOSED + "'" + NOTE + "; they must differ");
    Refusals.assertRefused(
        folder,
        "kind: categories\nname: c\nchildren:\n a: [x, "
            + COMPOSED
            + "]\n b: [y, "
            + DECOMPOSED
            + "]\n",
        5,
        "the word '" + COMPOSED + "' of 'b' stands in " + file + ":4" + NOTE + " already; a word");
    Refusals.assertRefused(
        folder,
        "kind: categories\nname: c\nchildren:\n "
            + COMPOSED
            + ": [x, y]\n "
            + DECOMPOSED
            + ": [v, w]\n",
        5,
        "the child '" + COMPOSED + "' stands twice, first on line 4" + NOTE + "; keep one");
    Refusals.assertRefused(
        folder,
        "kind: context-pairs\nname: c\nconcept: c\npairs:\n- {left: "
            + COMPOSED
            + ", right: "
            + DECOMPOSED
            + "}\n",
        5,
        "left and right are both '" + COMPOSED + "'" + NOTE + "; they must differ");
  }

  @Test
  void nothingIsSaidOfCodePointsThatAreTheSame() throws IOException {
    Refusals.assertRefused(
        folder,
        HEAD + "pairs:\n- [tea, " + DECOMPOSED + "]\n- [tea, " + DECOMPOSED + "]\n",
        5,
        "the pair (tea, " + COMPOSED + ") stands in " + folder.resolve("bad.yaml") + ":4 already");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\\u0001", "\\n", "\\t", "\\u0085", "\\u00AD", "\\u200B", "\\u2028", "\\u202E", "\\uFEFF",
        "\\uFFFD", "\\uE000"
      })
  void charactersThatCannotBeSeenAreRefused(String escape) throws IOException {
    String bad =
        escape.equals("\\n") ? "\n" : escape.equals("\\t") ? "\t" : unescape(escape.substring(2));
    String name = Characters.name(bad.codePointAt(0));

    Refusals.assertRefused(
        folder,
        HEAD + "pairs:\n- [a, b]\n- [king, \"que" + escape + "en\"]\n",
        5,
        "a word holds " + name + " after 'que'; remove it");
    if (!bad.isBlank()) {
      Path file = Refusals.write(folder, "bad.tsv", "a\tb\nking\tque" + bad + "en\n");
      Refusals.assertRefused(List.of(file), file + ":2: the file holds " + name + "; remove it");
    }
  }

  private static String unescape(String hex) {
    return Character.toString(Integer.parseInt(hex, 16));
  }

  @Test
  void spacesAroundATextAreDroppedEvenIfTheyBreakNoLine() throws IOException {
    Path file =
        Refusals.write(folder, "c.tsv", " \u00a0king\u2009 \t\u3000queen\u00a0mother\u00a0\n");

    assertThat(ConceptFiles.read(List.of(file)).getFirst().pairs())
        .containsExactly(new WordPair("king", "queen\u00a0mother", 1));
  }

  @Test
  void joinersThatScriptsNeedAreKept() throws IOException {
    String persian = "\u0645\u06cc\u200c\u0631\u0648\u062f";
    Path file = Refusals.write(folder, "c.tsv", "goes\t" + persian + "\n");

    assertThat(ConceptFiles.read(List.of(file)).getFirst().pairs().getFirst().to())
        .isEqualTo(persian);
  }

  @Test
  void aWordThatIsTooLongIsShortenedInTheMessage() throws IOException {
    Refusals.assertRefused(
        folder,
        HEAD + "pairs:\n- [a, " + "x".repeat(100_000) + "]\n",
        4,
        "a word has 100000 characters ('" + "x".repeat(57) + "...'); at most 100");
    Path file = Refusals.write(folder, "c.tsv", "a\t" + "y".repeat(101) + "\n");
    Refusals.assertRefused(
        List.of(file), file + ":1: a word has 101 characters ('" + "y".repeat(57) + "...'); at");
    Refusals.assertRefused(
        folder, "kind: word-pairs\nname: " + "n".repeat(101) + "\n", 2, "name has 101 characters");
  }

  @Test
  void aFileThatIsTooLargeIsRefused() throws IOException {
    Refusals.assertRefused(
        folder, "# " + "x".repeat(2_000_000), 1, "2,000,002 bytes; at most 2,000,000, so split");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "# nothing\n", "---\n", "x", "[]", "- a\n", "\ufeff"})
  void aFileWithoutFieldsIsRefused(String text) throws IOException {
    Refusals.assertRefused(folder, text, 1, "a file has the fields kind and name and those of its");
  }

  @Test
  void aKindThatIsNoTextIsRefused() throws IOException {
    Refusals.assertRefused(folder, "name: x\nkind: [y]\n", 2, "kind must be plain text");
    Refusals.assertRefused(
        folder,
        "name: x\nkind:\n",
        1,
        "the field 'kind' is missing; known: word-pairs, translations, context-pairs, categories,"
            + " or one of probe");
    Refusals.assertRefused(
        folder,
        "name: x\nknd: categories\n",
        2,
        "no field 'knd'; the field 'kind' is missing; known: word-pairs, translations,");
    Refusals.assertRefused(
        folder, "kind: x\nname: x\nkind: y\n", 3, "the field 'kind' stands twice, first on line 1");
  }

  @Test
  void aliasesAreRefusedEvenInCircles() throws IOException {
    Refusals.assertRefused(
        folder, HEAD + "pairs: &p\n- [a, b]\n- *p\n", 5, "the alias *p; write the value out");
    Refusals.assertRefused(
        folder, "kind: x\nname: &n c\nabout: *n\n", 3, "the alias *n; write the value out");
    Refusals.assertRefused(
        folder, "&r\nkind: categories\nname: c\nchildren: *r\n", 4, "the alias *r; write the");
  }

  @Test
  void bracketsThatNestTooDeepAreRefused() throws IOException {
    Refusals.assertRefused(
        folder,
        HEAD + "pairs:\n" + " [\n".repeat(100_000),
        19,
        "brackets nest deeper than 16; close some");
  }

  @Test
  void yamlThatIsNoneIsRefusedWithItsLine() throws IOException {
    Refusals.assertRefused(folder, HEAD + "pairs:\n- [a, b\n- [c, d]\n", 5, "no YAML: ");
    Refusals.assertRefused(folder, HEAD + "\tpairs: x\n", 3, "no YAML: ");
    Refusals.assertRefused(folder, HEAD + "---\nkind: x\n", 3, "no YAML: ");
    Refusals.assertRefused(folder, "%YAML 3.0\n---\nkind: x\n", 1, "no YAML: ");
    Refusals.assertRefused(folder, HEAD + "about: 'open\n", 4, "no YAML: ");
  }

  @Test
  void bytesThatAreNotUtf8AreRefusedWithTheirLine() throws IOException {
    Path file = folder.resolve("bad.yaml");
    Files.write(file, (HEAD + "about: caf\u00e9\n").getBytes(StandardCharsets.ISO_8859_1));
    Refusals.assertRefused(List.of(file), file + ":3: not UTF-8; save the file as UTF-8");
    Files.write(file, HEAD.getBytes(StandardCharsets.UTF_16));
    Refusals.assertRefused(List.of(file), file + ":1: not UTF-8; save the file as UTF-8");
    // ends within a character
    Files.write(file, new byte[] {'a', '\n', (byte) 0xc3});
    Refusals.assertRefused(List.of(file), file + ":2: not UTF-8; save the file as UTF-8");
  }
}
