package probe.concept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import probe.ProbeException;

class ProbeFileTest {
  private static final List<String> METHODS = List.of("mean", "lda", "svm");
  private static final double INF = Double.POSITIVE_INFINITY;

  @TempDir private Path folder;

  private ProbeFile probe(String fields) throws IOException {
    Path file =
        Refusals.write(
            folder, "p.yaml", "kind: linearity\nname: straight\nabout: How straight.\n" + fields);
    return Library.read(List.of(file)).probeFiles().getFirst();
  }

  @Test
  void everyTypeOfFieldIsRead() throws IOException {
    ProbeFile probe =
        probe(
            """
            title: 1.50
            alpha: 5e-2
            folds: 10
            whiten: true
            method: lda
            methods: [svm, mean]
            concepts:
              - male-female
              - no
            compare: [[a, b], [b, a]]
            shares: [0.5, 1, -.25]
            layers: [0, -1, +12]
            """);

    assertThat(probe.kind()).isEqualTo("linearity");
    assertThat(probe.name()).isEqualTo("straight");
    assertThat(probe.about()).isEqualTo("How straight.");
    assertThat(probe.file()).isEqualTo(folder.resolve("p.yaml").toString());
    assertThat(probe.text("title")).isEqualTo("1.50");
    assertThat(probe.number("alpha", 0.1, 0, 1)).isEqualTo(0.05);
    assertThat(probe.integer("folds", 5, 2, 100)).isEqualTo(10);
    assertThat(probe.flag("whiten", false)).isTrue();
    assertThat(probe.choice("method", METHODS, "mean")).isEqualTo("lda");
    assertThat(probe.choices("methods", METHODS, METHODS)).containsExactly("svm", "mean");
    assertThat(probe.texts("concepts")).containsExactly("male-female", "no");
    assertThat(probe.pairs("compare")).containsExactly(List.of("a", "b"), List.of("b", "a"));
    assertThat(probe.numbers("shares", List.of())).containsExactly(0.5, 1.0, -0.25);
    assertThat(probe.integers("layers", List.of())).containsExactly(0, -1, 12);
    probe.requireKnown();
  }

  @Test
  void settingsHoldWhatWasAskedForInOrderWithDefaults() throws IOException {
    ProbeFile probe = probe("folds: 10\nalpha: 0.5\n");

    assertThat(probe.settings()).isEmpty();
    assertThat(probe.number("alpha", 0.1, 0, 1)).isEqualTo(0.5);
    assertThat(probe.text("title", "none")).isEqualTo("none");
    assertThat(probe.integer("folds", 5, 2, 100)).isEqualTo(10);
    assertThat(probe.flag("whiten", true)).isTrue();
    assertThat(probe.choice("method", METHODS, "mean")).isEqualTo("mean");
    assertThat(probe.choices("methods", METHODS, METHODS)).isEqualTo(METHODS);
    assertThat(probe.texts("concepts")).isEmpty();
    assertThat(probe.pairs("compare")).isEmpty();
    assertThat(probe.numbers("shares", List.of(0.5))).containsExactly(0.5);
    assertThat(probe.integers("layers", List.of(3))).containsExactly(3);
    probe.requireKnown();
    assertThat(probe.settings())
        .containsExactly(
            entry("alpha", 0.5),
            entry("title", "none"),
            entry("folds", 10),
            entry("whiten", true),
            entry("method", "mean"),
            entry("methods", METHODS),
            entry("concepts", List.of()),
            entry("compare", List.of()),
            entry("shares", List.of(0.5)),
            entry("layers", List.of(3)));
    assertThatThrownBy(() -> probe.settings().put("x", 1))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  static List<Arguments> badFields() {
    return List.of(
        bad("x: [a]", p -> p.text("x", ""), "x must be plain text"),
        bad("x: ''", p -> p.text("x", ""), "x is empty"),
        bad("x:", p -> p.text("x", ""), "x is empty"),
        bad("x: a", p -> p.number("x", 0, 0, 1), "'x' is a; it must be a number such as 0.5"),
        bad("x: NaN", p -> p.number("x", 0, 0, 1), "'x' is NaN; it must be a number such as 0.5"),
        bad("x: .inf", p -> p.number("x", 0, 0, INF), "'x' is .inf; it must be a number"),
        bad("x: 0x10", p -> p.number("x", 0, 0, 99), "'x' is 0x10; it must be a number"),
        bad("x: 1e999", p -> p.number("x", 0, 0, INF), "'x' is 1e999; it must be at least 0"),
        bad("x: 1e999", p -> p.number("x", 0, -INF, INF), "'x' is 1e999; it must be a finite"),
        bad("x: '1'", p -> p.number("x", 0, 0, 1), "'x' is the text \"1\"; remove the quotes"),
        bad("x: 2", p -> p.number("x", 0, 0, 1), "'x' is 2; it must be from 0 to 1"),
        bad("x: -0.1", p -> p.number("x", 0, 0, INF), "'x' is -0.1; it must be at least 0"),
        bad("x: 1.5", p -> p.number("x", 0, -INF, 0.25), "'x' is 1.5; it must be at most 0.25"),
        bad("x: [1]", p -> p.number("x", 0, 0, 1), "x must be plain text"),
        bad("x: 1.0", p -> p.integer("x", 0, 0, 9), "'x' is 1.0; it must be a whole number such"),
        bad("x: 1e3", p -> p.integer("x", 0, 0, 9), "'x' is 1e3; it must be a whole number such"),
        bad("x: 10", p -> p.integer("x", 0, 0, 9), "'x' is 10; it must be from 0 to 9"),
        bad(
            "x: -1",
            p -> p.integer("x", 0, 0, Integer.MAX_VALUE),
            "'x' is -1; it must be at least"),
        bad("x: 4294967297", p -> p.integer("x", 0, 0, 9), "'x' is 4294967297; it must be from 0"),
        bad("x: yes", p -> p.flag("x", false), "'x' is yes; it must be true or false"),
        bad("x: 'true'", p -> p.flag("x", false), "'x' is the text \"true\"; remove the quotes"),
        bad("x: LDA", p -> p.choice("x", METHODS, "lda"), "no x 'LDA'; known: mean, lda, svm"),
        bad("x: lda", p -> p.choices("x", METHODS, METHODS), "the field 'x' must be a list with"),
        bad("x: []", p -> p.choices("x", METHODS, METHODS), "the field 'x' must be a list with"),
        bad("x: [lda, q]", p -> p.choices("x", METHODS, METHODS), "no x 'q'; known: mean, lda"),
        bad("x: [lda, lda]", p -> p.choices("x", METHODS, METHODS), "lda stands twice in 'x'"),
        bad("x: a", p -> p.texts("x"), "the field 'x' must be a list with something in it"),
        bad("x: {a: b}", p -> p.texts("x"), "the field 'x' must be a list with something in it"),
        bad("x: [a, ' ']", p -> p.texts("x"), "an item of x is empty"),
        bad("x: [a, [b]]", p -> p.texts("x"), "an item of x must be plain text"),
        bad("x: [a, b, a]", p -> p.texts("x"), "a stands twice in 'x'; list it once"),
        bad("x: [a, b]", p -> p.pairs("x"), "an item of x is a pair [a, b]"),
        bad("x: [[a, b, c]]", p -> p.pairs("x"), "an item of x is a pair [a, b]"),
        bad("x: [[a, a]]", p -> p.pairs("x"), "both of the pair in x are 'a'; they must differ"),
        bad("x: [[a, b], [a, b]]", p -> p.pairs("x"), "[a, b] stands twice in 'x'; list it once"),
        bad("x: 5", p -> p.numbers("x", List.of()), "the field 'x' must be a list with something"),
        bad("x: [1, a]", p -> p.numbers("x", List.of()), "'x' is a; it must be a number such"),
        bad("x: [1, 3]", p -> p.numbers("x", List.of(), 0, 2), "'x' is 3; it must be from 0 to 2"),
        bad("x: [1, 2.5]", p -> p.integers("x", List.of()), "'x' is 2.5; it must be a whole"),
        bad("x: [3]", p -> p.integers("x", List.of(), 0, 2), "'x' is 3; it must be from 0 to 2"),
        bad("x: [9999999999]", p -> p.integers("x", List.of()), "'x' is 9999999999; it must be"));
  }

  private static Arguments bad(String field, Consumer<ProbeFile> read, String message) {
    return Arguments.of(field, read, message);
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("badFields")
  void aBadFieldIsRefusedWithItsLine(String field, Consumer<ProbeFile> read, String message)
      throws IOException {
    ProbeFile probe = probe("other: 1\n" + field + "\n");

    assertThatThrownBy(() -> read.accept(probe))
        .isInstanceOfSatisfying(
            ProbeException.class, e -> assertThat(e.kind()).isEqualTo(ProbeException.Kind.INPUT))
        .message()
        .startsWith(folder.resolve("p.yaml") + ":5: " + message)
        .doesNotContain("\n");
  }

  @Test
  void anItemIsRefusedWithItsOwnLine() throws IOException {
    ProbeFile probe = probe("layers:\n- 1\n- x\n");

    assertThatThrownBy(() -> probe.integers("layers", List.of()))
        .hasMessageStartingWith(probe.file() + ":6: 'layers' is x");
  }

  @Test
  void aFieldThatNobodyAskedForIsRefusedWithThoseThatThereAre() throws IOException {
    ProbeFile probe = probe("alpha: 1\nalhpa: 2\n");
    probe.number("alpha", 0, 0, 1);
    probe.integer("folds", 5, 2, 9);

    assertThatThrownBy(probe::requireKnown)
        .hasMessage(
            probe.file()
                + ":5: no field 'alhpa'; a probe of kind 'linearity' has kind, name, about, alpha,"
                + " folds");
  }

  @Test
  void aFieldThatMustBeThereIsRefusedWhereItIsMissing() throws IOException {
    ProbeFile probe = probe("");

    assertThatThrownBy(() -> probe.text("concept"))
        .hasMessage(
            probe.file()
                + ":1: the field 'concept' is missing; a probe of kind 'linearity' needs it");
  }

  @Test
  void aKindThatNobodyReadsIsRefusedWithThoseThatThereAre() throws IOException {
    ProbeFile probe = probe("");

    probe.requireKind(Set.of("linearity"));
    assertThatThrownBy(() -> probe.requireKind(List.of("angle", "rank")))
        .hasMessage(
            probe.file()
                + ":1: no probe kind 'linearity'; known: angle, rank, word-pairs, translations,"
                + " context-pairs, categories");
  }

  @Test
  void whatItsReaderFindsWrongIsSaidWithTheLineOfTheField() throws IOException {
    ProbeFile probe = probe("alpha: 1\nconcept: x\n");

    assertThat(probe.refuse("concept", "no concept 'x'"))
        .hasMessage(probe.file() + ":5: no concept 'x'");
    assertThat(probe.refuse("missing", "no")).hasMessage(probe.file() + ":1: no");
  }

  @Test
  void probesNeedNamesOfTheirOwn() throws IOException {
    Path one = Refusals.write(folder, "one.yaml", "kind: linearity\nname: p\n");
    Path two = Refusals.write(folder, "two.yaml", "kind: rank\n\nname: p\n");
    Path three = Refusals.write(folder, "three.yaml", "kind: rank\n");

    Refusals.assertRefused(
        List.of(one, two),
        two + ":3: the probe 'p' is also in " + one + ":2; give each a name of its own");
    Refusals.assertRefused(
        List.of(three), three + ":1: the field 'name' is missing; name the probe");
  }
}
