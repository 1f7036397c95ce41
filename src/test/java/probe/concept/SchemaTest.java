package probe.concept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import probe.ProbeException;
import probe.kind.ProbeKind;

/** The published schema: what it lets through, and that it says what the readers say. */
class SchemaTest {
  private static final Path PROBES = Path.of(System.getProperty("probe.basedir", "."), "probes");
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String WORDS = "kind: word-pairs\nname: c\n";
  private static final String CONTEXTS = "kind: context-pairs\nname: c\nconcept: k\n";
  private static final String CATEGORIES = "kind: categories\nname: c\n";
  private static final String LANGUAGES = "kind: translations\nname: c\nlanguages: [E, F]\n";
  private static final String TRANSLATIONS = LANGUAGES + "concepts: {e-f: [E, F]}\n";

  static final List<String> GOOD =
      List.of(
          WORDS + "pairs: [[a, b]]\n",
          WORDS + "from: x\nto: y\nabout: >\n  Two\n  lines.\npairs: [['1', \"true\"], [b, a b]]\n",
          TRANSLATIONS + "about: x\nsentences: [[The cat, Le chat]]\n",
          CONTEXTS + "about: x\npairs: [{left: a, right: b}, {template: t, left: c, right: d}]\n",
          CATEGORIES + "about: x\nchildren: {d: [e, f], g: [h, i]}\n",
          "kind: linearity\nname: p\n",
          "kind: of-ones-own\nname: p\nabout: x\nalpha: 0.5\nlayers: [1, 2]\ndeep: {a: b}\n");

  static final List<String> BAD_PROBES =
      List.of(
          "kind: linearity\nname: p\nalpha: 0.5\n",
          "kind: linearity\nname: p\nproducts: [euclid]\n",
          "kind: linearity\nname: p\nproducts: []\n",
          "kind: linearity\nname: p\nproducts: causal\n",
          "kind: linearity\nname: p\nproducts: [causal, causal]\n",
          "kind: linearity\nname: p\nmargin: 1.5\n",
          "kind: linearity\nname: p\nmargin: large\n",
          "kind: linearity\nname: p\ndraws: 98\n",
          "kind: linearity\nname: p\ndraws: 99.5\n",
          "kind: linearity\nname: p\nbootstrap: 199\n",
          "kind: orthogonality\nname: p\nbootstrap: 2000\n",
          "kind: orthogonality\nname: p\nmargin: 0\n",
          "kind: alignment\nname: p\nproducts: [centred]\n",
          "kind: log-odds\nname: p\nproducts: [causal]\n",
          "kind: log-odds\nname: p\ncontexts: 7\n",
          "kind: max-margin\nname: p\nproducts: [centred]\n",
          "kind: intervention\nname: p\nalphas: []\n",
          "kind: intervention\nname: p\nalphas: [-1]\n",
          "kind: hierarchy\nname: p\nproducts: [euclidean]\n",
          "kind: hierarchy\nname: p\npublished-draws: 1\n",
          "kind: analogy\nname: p\nproducts: [random-metric]\n",
          "kind: classify\nname: p\ntemplates: [no place]\n",
          "kind: classify\nname: p\ntemplates: ['{} first']\n",
          "kind: classify\nname: p\ntemplates: ['{} and {}']\n",
          "kind: classify\nname: p\ncontexts: 1\n",
          "kind: classify\nname: p\ntrainers: [svm]\n",
          "kind: classify\nname: p\nlayers: [-1]\n",
          "kind: classify\nname: p\ncontrols: 0\n");

  static final List<String> BAD =
      List.of(
          "- a\n",
          "x\n",
          "name: c\n",
          "kind: word-pairs\npairs: [[a, b]]\n",
          "kind: linearity\n",
          "kind: [x]\nname: c\n",
          "kind: linearity\nname: ''\n",
          "kind: linearity\nname: [x]\n",
          "kind: linearity\nname: c\nabout: [x]\n",
          WORDS,
          WORDS + "pairs: []\n",
          WORDS + "pairs: x\n",
          WORDS + "pairs: [[a]]\n",
          WORDS + "pairs: [[a, b, c]]\n",
          WORDS + "pairs: [[a, a]]\n",
          WORDS + "pairs: [[a, '']]\n",
          WORDS + "pairs: [[a, ' ']]\n",
          WORDS + "pairs: [[a, [b]]]\n",
          WORDS + "pairs: [[a, b], [a, b]]\n",
          WORDS + "pairs: [[a, \"b\\nc\"]]\n",
          WORDS + "pairs: [[a, \"b\\u0001c\"]]\n",
          WORDS + "pairs: [[a, " + "b".repeat(101) + "]]\n",
          WORDS + "from: [x]\npairs: [[a, b]]\n",
          WORDS + "children: {}\npairs: [[a, b]]\n",
          LANGUAGES + "sentences: [[a, b]]\n",
          TRANSLATIONS,
          TRANSLATIONS + "sentences: []\n",
          TRANSLATIONS + "sentences: [[a]]\n",
          TRANSLATIONS + "sentences: [[a, a]]\n",
          TRANSLATIONS + "sentences: [[a, '']]\n",
          TRANSLATIONS + "sentences: [a, b]\n",
          TRANSLATIONS + "pairs: []\nsentences: [[a, b]]\n",
          TRANSLATIONS.replace("[E, F]\n", "[E]\n") + "sentences: [[a, b]]\n",
          TRANSLATIONS.replace("[E, F]\n", "[E, E]\n") + "sentences: [[a, b]]\n",
          TRANSLATIONS.replace("[E, F]}", "[E]}") + "sentences: [[a, b]]\n",
          TRANSLATIONS.replace("[E, F]}", "[E, E]}") + "sentences: [[a, b]]\n",
          LANGUAGES + "concepts: {}\nsentences: [[a, b]]\n",
          CONTEXTS,
          CONTEXTS + "pairs: []\n",
          CONTEXTS + "pairs: [[a, b]]\n",
          CONTEXTS + "pairs: [{left: a}]\n",
          CONTEXTS + "pairs: [{left: a, right: b, top: c}]\n",
          CONTEXTS + "pairs: [{left: a, right: ''}]\n",
          CONTEXTS + "pairs: [{template: [t], left: a, right: b}]\n",
          CONTEXTS + "from: x\npairs: [{left: a, right: b}]\n",
          "kind: context-pairs\nname: c\npairs: [{left: a, right: b}]\n",
          CATEGORIES,
          CATEGORIES + "children: [a, b]\n",
          CATEGORIES + "children: {d: [e, f]}\n",
          CATEGORIES + "children: {d: [e, f], g: [h]}\n",
          CATEGORIES + "children: {d: [e, f], g: [h, h]}\n",
          CATEGORIES + "children: {d: [e, f], g: h}\n",
          CATEGORIES + "children: {d: [e, f], '': [h, i]}\n",
          CATEGORIES + "words: [a]\nchildren: {d: [e, f], g: [h, i]}\n");

  @TempDir private Path folder;

  private static List<Error> errors(String yaml) throws IOException {
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(JSON.readTree(PROBES.resolve("schema.json").toFile()));
    Object data = new Load(LoadSettings.builder().build()).loadFromString(yaml);
    JsonNode node = JSON.valueToTree(data);
    return schema.validate(node);
  }

  static Stream<Path> shipped() throws IOException {
    try (var files = Files.walk(PROBES)) {
      return files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void everyShippedFileIsAsTheSchemaSays(Path file) throws IOException {
    assertThat(errors(Files.readString(file))).isEmpty();
  }

  @Test
  void theSchemaIsOneItself() throws IOException {
    String meta = SpecificationVersion.DRAFT_2020_12.getDialectId();
    JsonNode schema = JSON.readTree(PROBES.resolve("schema.json").toFile());

    assertThat(schema.get("$schema").textValue()).isEqualTo(meta);
    assertThat(
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(SchemaLocation.of(meta))
                .validate(schema))
        .isEmpty();
  }

  /** 1 and 1.0 are one number. */
  private static String asDoubles(JsonNode node) {
    return node.isNumber()
        ? Double.toString(node.doubleValue())
        : node.isArray()
            ? node.valueStream().map(SchemaTest::asDoubles).toList().toString()
            : node.toString();
  }

  /** The kinds that the schema knows; the fields of any other are left to it. */
  static Stream<ProbeKind> kinds() throws IOException {
    JsonNode known = JSON.readTree(PROBES.resolve("schema.json").toFile()).get("$defs");
    return ProbeKind.all().values().stream().filter(kind -> known.has(kind.name()));
  }

  @Test
  void theSchemaKnowsTheNineKindsThatShip() throws IOException {
    assertThat(kinds().map(ProbeKind::name))
        .containsExactlyInAnyOrder(
            "alignment",
            "analogy",
            "classify",
            "hierarchy",
            "intervention",
            "linearity",
            "log-odds",
            "max-margin",
            "orthogonality");
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void fieldsAndDefaultsOfProbesAreThoseOfTheirReaders(ProbeKind kind) throws IOException {
    Path file = Refusals.write(folder, "p.yaml", "kind: %s\nname: p\n".formatted(kind.name()));
    ProbeFile probe = Library.read(List.of(file)).probeFiles().getFirst();
    kind.read(probe);

    Map<String, JsonNode> defaults = new TreeMap<>();
    JsonNode schema = JSON.readTree(PROBES.resolve("schema.json").toFile());
    schema
        .get("$defs")
        .get(kind.name())
        .get("properties")
        .properties()
        .forEach(
            field -> {
              if (field.getValue().isObject()) {
                defaults.put(field.getKey(), field.getValue().get("default"));
              }
            });

    assertThat(defaults.keySet()).isEqualTo(new TreeSet<>(probe.settings().keySet()));
    probe
        .settings()
        .forEach(
            (field, value) ->
                assertThat(asDoubles(Objects.requireNonNull(defaults.get(field))))
                    .as(field)
                    .isEqualTo(asDoubles(JSON.valueToTree(value))));
  }

  @ParameterizedTest
  @FieldSource("BAD_PROBES")
  void aBadProbeIsRefusedByTheSchemaAndByItsKind(String yaml) throws IOException {
    assertThat(errors(yaml)).isNotEmpty();
    Path file = Refusals.write(folder, "bad.yaml", yaml);
    ProbeFile probe = Library.read(List.of(file)).probeFiles().getFirst();
    ProbeKind kind = Objects.requireNonNull(ProbeKind.all().get(probe.kind()));
    assertThatThrownBy(
            () -> {
              kind.read(probe);
              probe.requireKnown();
            })
        .isInstanceOf(ProbeException.class)
        .hasMessageStartingWith(file + ":");
  }

  @ParameterizedTest
  @FieldSource("GOOD")
  void aGoodFileIsLetThroughAndRead(String yaml) throws IOException {
    assertThat(errors(yaml)).isEmpty();
    Path file = Refusals.write(folder, "good.yaml", yaml);
    assertThat(Library.read(List.of(file))).isNotNull();
  }

  @ParameterizedTest
  @FieldSource("BAD")
  void aBadFileIsRefusedByTheSchemaAndByItsReader(String yaml) throws IOException {
    assertThat(errors(yaml)).isNotEmpty();
    Path file = Refusals.write(folder, "bad.yaml", yaml);
    assertThatThrownBy(() -> Library.read(List.of(file)))
        .isInstanceOf(ProbeException.class)
        .hasMessageStartingWith(file + ":");
  }

  // the readers take a word as it is written; in an editor it is better quoted
  @Test
  void theSchemaAloneAsksForQuotesWhereYamlSeesAnotherType() throws IOException {
    String yaml = WORDS + "pairs: [[true, 1.5]]\n";

    assertThat(errors(yaml)).hasSize(2);
    assertThat(Library.read(List.of(Refusals.write(folder, "c.yaml", yaml))).wordPairs())
        .hasSize(1);
  }
}
