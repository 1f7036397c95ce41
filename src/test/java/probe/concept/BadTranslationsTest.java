package probe.concept;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BadTranslationsTest {
  private static final String GOOD =
      """
      kind: translations
      name: t
      about: Sentences.
      languages: [English, French, German]
      concepts:
        english-french: [English, French]
        french-german: [French, German]
      sentences:
        - [The cat, Le chat, Die Katze]
        - [The dog, Le chien, Der Hund]
      """;

  @TempDir private Path folder;

  static List<Arguments> badFiles() {
    return List.of(
        // languages
        bad("[English, French, German]", "English", 4, "the field 'languages' must be a list of"),
        bad("languages: [English, French, German]\n", "", 1, "the field 'languages' must be a"),
        bad("[English, French, German]", "[English]", 4, "1 languages; at least two"),
        bad(
            "[English, French, German]",
            "[English, French, English]",
            4,
            "the language 'English' stands twice; list it once"),
        bad("[English, French, German]", "[English, '', German]", 4, "a language is empty"),
        bad(
            "[English, French, German]",
            "[English, [French], German]",
            4,
            "a language must be plain text"),
        // concepts
        bad("concepts:", "concepts: {}\nx:", 6, "no field 'x'; a file of translations has kind"),
        bad(
            "[French, German]\n",
            "[French, Spanish]\n",
            7,
            "no language 'Spanish'; the file has English, French, German"),
        bad(
            "[French, German]\n",
            "[French, French]\n",
            7,
            "the concept 'french-german' goes from French to French; give two languages"),
        bad(
            "[French, German]\n",
            "[French]\n",
            7,
            "the concept 'french-german' must have two languages, [from, to]"),
        bad("[French, German]\n", "French\n", 7, "the concept 'french-german' must have two"),
        bad(
            "french-german: ",
            "english-french: ",
            7,
            "the concept 'english-french' stands twice, first on line 6; keep one"),
        bad(
            "[French, German]\n",
            "[French, English]\n",
            7,
            "the concept 'french-german' has the languages of 'english-french'; keep one"),
        bad("  french-german: [French, German]\n", "  '': [French, German]\n", 7, "a concept is"),
        // sentences
        bad(
            "[The dog, Le chien, Der Hund]",
            "[The dog, Le chien]",
            10,
            "2 sentences for 3 languages; a row is a sentence in each of English, French, German"),
        bad("Der Hund]", "Der Hund, El perro]", 10, "4 sentences for 3 languages"),
        bad("[The dog, Le chien, Der Hund]", "The dog", 10, "a row is a sentence in each of"),
        bad("Le chien", "''", 10, "the sentence in French is empty; write it, or remove its row"),
        bad("Le chien", "\"\\u00a0\"", 10, "the sentence in French is empty"),
        bad("Le chien", "[Le chien]", 10, "the sentence in French must be plain text"),
        bad("Le chien", "!!binary QUJD", 10, "the sentence in French must be plain text; remove"),
        bad("Le chien", "{Le: chien}", 10, "the sentence in French must be plain text"),
        bad("Le chien", "The dog", 10, "the sentence in French, 'The dog', stands in "),
        bad("Der Hund", "Die Katze", 10, "the sentence in German, 'Die Katze', stands in "),
        bad("Le chien", "x".repeat(5001), 10, "the sentence in French has 5001 characters ('xxx"),
        // the rest
        bad("name: t\n", "", 1, "the field 'name' is missing; name the list of sentences"),
        bad("about: Sentences.", "about: [x]", 3, "about must be plain text"));
  }

  private static Arguments bad(String good, String bad, int line, String message) {
    return Arguments.of(GOOD.replace(good, bad), line, message);
  }

  @ParameterizedTest
  @MethodSource("badFiles")
  void aBadFileIsRefusedWithItsLine(String text, int line, String message) throws IOException {
    Refusals.assertRefused(folder, text, line, message);
  }

  @Test
  void fieldsWithoutRowsAreRefused() throws IOException {
    String head = GOOD.substring(0, GOOD.indexOf("concepts:"));
    String row = "sentences: [[a, b, c]]\n";
    Refusals.assertRefused(folder, head + row, 1, "the field 'concepts' must be rows of CONCEPT");
    Refusals.assertRefused(folder, head + "concepts: []\n" + row, 5, "the field 'concepts' must");
    Refusals.assertRefused(folder, head + "concepts: {}\n" + row, 5, "no concepts; name at least");
    String concepts = head + "concepts: {c: [English, German]}\n";
    Refusals.assertRefused(folder, concepts, 1, "the field 'sentences' must be a list of rows");
    Refusals.assertRefused(folder, concepts + "sentences: []\n", 6, "no sentences; list at least");
    Refusals.assertRefused(folder, concepts + "sentences: x\n", 6, "the field 'sentences' must");
  }

  @Test
  void aSentenceThatStandsTwiceIsNamedWithItsFirstLine() throws IOException {
    Path file = folder.resolve("bad.yaml");
    Refusals.assertRefused(
        folder,
        GOOD.replace("Le chien", "Le chat"),
        10,
        "the sentence in French, 'Le chat', stands in " + file + ":9 already; list it once");
  }

  @Test
  void contextsOfOneNameAreRefusedWithBothFiles() throws IOException {
    Path one = Refusals.write(folder, "one.yaml", GOOD);
    Path two =
        Refusals.write(
            folder,
            "two.yaml",
            """
            kind: context-pairs
            name: t-french-german
            concept: c
            pairs: [{left: a, right: b}]
            """);
    Path three = Refusals.write(folder, "three.yaml", GOOD.replace("The", "A"));

    Refusals.assertRefused(
        List.of(one, two),
        two
            + ":2: contexts called 't-french-german' are also in "
            + one
            + ":7; give each list a name of its own");
    Refusals.assertRefused(
        List.of(one, three), three + ":2: contexts called 't' are also in " + one + ":2; give");
  }
}
