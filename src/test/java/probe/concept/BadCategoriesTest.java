package probe.concept;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BadCategoriesTest {
  private static final String HEAD = "kind: categories\nname: animal\nchildren:\n";

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          bird: [owl, jay] ~ mammal: [dog]       | 5 | the category 'mammal' needs at least two words, not 1
          bird: [owl, jay] ~ mammal: []          | 5 | the category 'mammal' needs at least two words, not 0
          bird: [owl, jay] ~ mammal: dog         | 5 | the category 'mammal' must be a list of words, [word,
          bird: [owl, jay] ~ mammal:             | 5 | the category 'mammal' must be a list of words, [word,
          bird: [owl, jay] ~ mammal: {dog: cat}  | 5 | the category 'mammal' must be a list of words, [word,
          bird: [owl, jay] ~ mammal: [dog, '']   | 5 | a word is empty; write it, or remove its row
          bird: [owl, jay] ~ mammal: [dog, [a]]  | 5 | a word must be plain text
          bird: [owl, jay] ~ bird: [a, b]        | 5 | the child 'bird' stands twice, first on line 4; keep one
          bird: [owl, jay] ~ animal: [a, b]      | 5 | the category 'animal' is also in FILE:2; give each a name
          bird: [owl, jay] ~ mammal: [dog, dog]  | 5 | the word 'dog' of 'mammal' stands in FILE:5 already; a word
          bird: [owl, jay] ~ mammal: [dog, jay]  | 5 | the word 'jay' of 'mammal' stands in FILE:4 already; a word
          bird: [owl, jay] ~ '': [dog, cat]      | 5 | a child is empty
          bird: [owl, jay] ~ [x]: [dog, cat]     | 5 | a child must be plain text
          bird: [owl, jay]                       | 3 | 1 children of 'animal'; a parent has at least two
          - bird                                 | 4 | the field 'children' must be rows of NAME: [word, word, ...]
          """)
  void badChildrenAreRefusedWithTheirLine(String children, int line, String message)
      throws IOException {
    String rows = "  " + children.replace(" ~ ", "\n  ") + "\n";
    String file = folder.resolve("bad.yaml").toString();
    Refusals.assertRefused(folder, HEAD + rows, line, message.replace("FILE", file));
  }

  @Test
  void missingAndUnknownFieldsAreRefused() throws IOException {
    String children = "children: {a: [b, c], d: [e, f]}\n";
    Refusals.assertRefused(
        folder, "kind: categories\n" + children, 1, "the field 'name' is missing; name the parent");
    Refusals.assertRefused(
        folder, "kind: categories\nname: x\n", 1, "the field 'children' must be rows of NAME");
    Refusals.assertRefused(
        folder,
        "kind: categories\nname: x\npairs: []\n" + children,
        3,
        "no field 'pairs'; a file of categories has kind, name, about, children");
  }

  @Test
  void aWordInTwoFilesIsRefusedWithBoth() throws IOException {
    Path one = Refusals.write(folder, "one.yaml", HEAD + " bird: [owl, jay]\n fish: [eel, cod]\n");
    Path two =
        Refusals.write(
            folder,
            "two.yaml",
            "kind: categories\nname: food\nchildren:\n meat: [ham, veal]\n sea: [crab, eel]\n");

    Refusals.assertRefused(
        List.of(one, two),
        two + ":5: the word 'eel' of 'sea' stands in " + one + ":5 already; a word belongs to one");
  }

  @Test
  void aNameInTwoFilesIsRefusedWhetherOfAParentOrAChild() throws IOException {
    Path one = Refusals.write(folder, "one.yaml", HEAD + " bird: [owl, jay]\n fish: [eel, cod]\n");
    String rest = "\nchildren:\n meat: [ham, veal]\n sea: [crab, clam]\n";
    for (String name : List.of("animal", "fish")) {
      Path two = Refusals.write(folder, "two.yaml", "kind: categories\nname: " + name + rest);
      Refusals.assertRefused(
          List.of(one, two),
          two
              + ":2: the category '%s' is also in %s:%d; give each a name of its own"
                  .formatted(name, one, name.equals("animal") ? 2 : 5));
    }
  }

  @Test
  void wordsThatDifferInCaseAreDifferent() throws IOException {
    Path file = Refusals.write(folder, "a.yaml", HEAD + " b: [turkey, Turkey]\n c: [Jay, jay]\n");

    assertThat(Library.read(List.of(file)).categories().getFirst().words()).hasSize(4);
  }
}
