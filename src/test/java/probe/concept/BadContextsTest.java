package probe.concept;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BadContextsTest {
  private static final String HEAD = "kind: context-pairs\nname: c\nconcept: k\npairs:\n";

  @TempDir private Path folder;

  static List<Arguments> badRows() {
    return List.of(
        bad("- [a, b]\n", 5, "a pair is {template: ..., left: ..., right: ...}"),
        bad("- a\n", 5, "a pair is {template: ..., left: ..., right: ...}"),
        bad("- {left: a, right: b}\n- {left: c}\n", 6, "the field 'right' is missing; a pair is"),
        bad("- {right: a}\n", 5, "the field 'left' is missing; a pair is"),
        bad("- {left: a, right: b, top: c}\n", 5, "no field 'top'; a pair is"),
        bad("- left: a\n  left: b\n  right: c\n", 6, "the field 'left' stands twice, first on"),
        bad("- {left: a, right: ''}\n", 5, "right is empty; write it, or remove its row"),
        bad("- {left: , right: b}\n", 5, "left is empty"),
        bad("- {left: a, right: [b]}\n", 5, "right must be plain text"),
        bad("- {left: a, right: !x b}\n", 5, "right must be plain text; remove its tag !x"),
        bad("- {template: '', left: a, right: b}\n", 5, "template is empty"),
        bad("- {template: [t], left: a, right: b}\n", 5, "template must be plain text"),
        bad("- {left: a, right: ' a '}\n", 5, "left and right are both 'a'; they must differ"),
        bad("- {left: a, right: b}\n- {left: a, right: c}\n", 6, "the context 'a' stands in "),
        bad("- {left: a, right: b}\n- {left: b, right: c}\n", 6, "the context 'b' stands in "),
        bad(
            "- {template: '2', left: a, right: b}\n- {left: c, right: d}\n",
            5,
            "the template '2' is also the number of the pair on line 6; call it otherwise"),
        bad(
            "- {left: c, right: d}\n- {template: 1, left: a, right: b}\n",
            6,
            "the template '1' is also the number of the pair on line 5; call it otherwise"),
        bad("- {left: a, right: \"b\\nc\"}\n", 5, "right holds U+000A (LINE FEED (LF)) after 'b'"),
        bad("[]\n", 4, "no pairs; list at least one pair of contexts"),
        bad("  x\n", 5, "the field 'pairs' must be a list of pairs {template"));
  }

  private static Arguments bad(String rows, int line, String message) {
    return Arguments.of(rows, line, message);
  }

  @ParameterizedTest
  @MethodSource("badRows")
  void aBadRowIsRefusedWithItsLine(String rows, int line, String message) throws IOException {
    String head = rows.startsWith("[") ? HEAD.stripTrailing() + " " : HEAD;
    Refusals.assertRefused(folder, head + rows, line, message);
  }

  @Test
  void aContextThatStandsTwiceIsNamedWithItsFirstLine() throws IOException {
    String rows = "- {left: a, right: b}\n- {left: c, right: a}\n";
    Refusals.assertRefused(
        folder,
        HEAD + rows,
        6,
        "the context 'a' stands in " + folder.resolve("bad.yaml") + ":5 already; list it once");
  }

  @Test
  void missingAndUnknownFieldsAreRefused() throws IOException {
    String rows = "pairs: [{left: a, right: b}]\n";
    Refusals.assertRefused(
        folder,
        "kind: context-pairs\nconcept: c\n" + rows,
        1,
        "the field 'name' is missing; name the list of contexts");
    Refusals.assertRefused(
        folder,
        "kind: context-pairs\nname: c\n" + rows,
        1,
        "the field 'concept' is missing; name the word pairs");
    Refusals.assertRefused(
        folder,
        "kind: context-pairs\nname: c\nconcept: c\n",
        1,
        "the field 'pairs' must be a list of pairs");
    Refusals.assertRefused(
        folder,
        "kind: context-pairs\nname: c\nfrom: c\n" + rows,
        3,
        "no field 'from'; a file of context-pairs has kind, name, concept, about, pairs");
  }

  @Test
  void aContextMayComeBackInAnotherFile() throws IOException {
    Path one = Refusals.write(folder, "one.yaml", HEAD + "- {left: a, right: b}\n");
    Path two =
        Refusals.write(
            folder, "two.yaml", HEAD.replace("name: c", "name: d") + "- {left: a, right: b}\n");

    assertThat(Library.read(List.of(one, two)).contextPairs()).hasSize(2);
  }
}
