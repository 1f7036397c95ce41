package probe.facts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import probe.model.Tokenizer;
import probe.pocket.World;

/** The fact sets that ship can be used with the models that they are for. */
class ShippedFactSetsTest {
  private static final Path OCR =
      Path.of(System.getProperty("probe.basedir", "."), "probes", "ocr");
  private static final World WORLD = new World();

  private static List<FactSet> in(String folder) throws IOException {
    try (var files = Files.list(OCR.resolve(folder))) {
      return files
          .filter(f -> f.toString().endsWith(".yaml"))
          .sorted()
          .map(FactSetReader::read)
          .toList();
    }
  }

  static Stream<FactSet> sets() throws IOException {
    return in("").stream();
  }

  static Stream<FactSet> pocket() throws IOException {
    return Stream.concat(in("pocket").stream(), in("pocket/tuning").stream());
  }

  private static List<String> words(List<Integer> tokens) {
    return tokens.stream().map(WORLD.vocabulary()::word).toList();
  }

  private static String stem(FactSet set) {
    return String.valueOf(set.file().getFileName()).replace(".yaml", "");
  }

  @Test
  void thereAreTheFiveOfThePaperInBothVocabularies() throws IOException {
    Map<String, List<Arm>> arms =
        Map.of(
            "city-language", List.of(Arm.TRUE, Arm.NO_IMPLICATION, Arm.SHUFFLED),
            "city-language-counterfactual",
                List.of(Arm.COUNTERFACTUAL, Arm.NO_IMPLICATION, Arm.SHUFFLED),
            "country-code", List.of(Arm.SPURIOUS, Arm.NO_IMPLICATION, Arm.SHUFFLED),
            "profession-color", List.of(Arm.SPURIOUS, Arm.NO_IMPLICATION, Arm.SHUFFLED),
            "sport-music", List.of(Arm.SPURIOUS, Arm.NO_IMPLICATION, Arm.SHUFFLED));
    for (String folder : List.of("", "pocket")) {
      assertThat(in(folder).stream().collect(Collectors.toMap(set -> stem(set), FactSet::arms)))
          .isEqualTo(arms);
    }
  }

  @ParameterizedTest
  @MethodSource("sets")
  void aSetHasFivePairsAndFourAndSixteenNamesEach(FactSet set) {
    assertThat(set.classes()).isEqualTo(5);
    assertThat(set.names()).hasSize(100);
    assertThat(set.perValue()).isEqualTo(20);
    assertThat(set.training()).isEqualTo(4);
    assertThat(set.seeds()).isEqualTo(5);
    assertThat(set.name()).isEqualTo(stem(set));
  }

  @ParameterizedTest
  @MethodSource("sets")
  void answersBeginWithTenDifferentLetters(FactSet set) {
    assertThat(
            set.candidates().stream()
                .map(value -> value.toLowerCase(java.util.Locale.ROOT).charAt(0)))
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("sets")
  void nothingIsToBeSaidOfASetWithTheTokensOfGpt2(FactSet set) {
    try (Tokenizer tokenizer = Tokenizers.gpt2()) {
      assertThat(Hygiene.check(set, tokenizer, 1024).problems()).isEmpty();
      assertThat(FactTokens.of(set, tokenizer).answers(set.fact().heldOut().prompt("Pliti")))
          .hasDimensions(10, 1);
    }
  }

  @ParameterizedTest
  @MethodSource("pocket")
  void nothingIsToBeSaidOfAPocketSetWithTheTokensOfThePocketWorld(FactSet set) {
    try (Tokenizer tokenizer = Tokenizers.pocket()) {
      assertThat(Hygiene.check(set, tokenizer, 48).problems()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("pocket")
  void aPocketSetHasTheNamesValuesAndSentencesOfTheWorld(FactSet set) {
    assertThat(words(WORLD.inventedNames())).containsAll(set.names());
    for (Relation relation : List.of(set.fact(), set.implication())) {
      probe.pocket.Relation world =
          probe.pocket.Relation.valueOf(relation.name().toUpperCase(java.util.Locale.ROOT));
      assertThat(words(WORLD.values(world))).containsAll(relation.values());
      List<String> sentences =
          Stream.concat(relation.templates().stream(), Stream.of(relation.heldOut()))
              .map(Template::text)
              .toList();
      assertThat(sentences)
          .isEqualTo(world.templates().stream().map(t -> "{name} " + t + " {value}").toList());
    }
  }

  @ParameterizedTest
  @MethodSource("pocket")
  void aPocketPairingThatHoldsIsThatOfTheWorld(FactSet set) {
    if (!set.holds()) {
      return;
    }
    List<String> from =
        words(
            WORLD.values(
                probe.pocket.Relation.valueOf(
                    set.fact().name().toUpperCase(java.util.Locale.ROOT))));
    List<String> languages = words(WORLD.values(probe.pocket.Relation.LANGUAGE));
    for (int i = 0; i < set.classes(); i++) {
      String value = set.fact().values().get(i);
      assertThat(set.implication().values().get(set.pairing().get(i)))
          .isEqualTo(languages.get(from.indexOf(value)));
    }
  }

  @Test
  void theTuningSetsShareNothingWithTheOthers() throws IOException {
    Set<String> names = new HashSet<>();
    Set<String> values = new HashSet<>();
    Set<List<String>> relations = new HashSet<>();
    for (FactSet set : in("pocket")) {
      names.addAll(set.names());
      values.addAll(set.candidates());
      relations.add(List.of(set.fact().name(), set.implication().name()));
    }
    assertThat(names).hasSize(80);
    assertThat(in("pocket/tuning")).hasSize(3);
    for (FactSet set : in("pocket/tuning")) {
      assertThat(set.names()).hasSize(20).doesNotContainAnyElementsOf(names);
      assertThat(set.candidates()).doesNotContainAnyElementsOf(values);
      assertThat(relations).doesNotContain(List.of(set.fact().name(), set.implication().name()));
    }
  }

  @Test
  void noTwoSetsHaveTheSameName() throws IOException {
    assertThat(Stream.concat(sets(), pocket()).map(FactSet::name)).doesNotHaveDuplicates();
  }
}
