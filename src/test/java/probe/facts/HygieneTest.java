package probe.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import probe.ProbeException;
import probe.model.Tokenizer;

class HygieneTest {
  @TempDir private Path folder;

  private FactSet set(String from, String to) throws Exception {
    assertThat(SampleSet.TEXT).contains(from);
    return FactSetReader.read(
        Files.writeString(folder.resolve("set.yaml"), SampleSet.TEXT.replace(from, to)));
  }

  private FactSet set() throws Exception {
    return set("", "");
  }

  private void assertRefused(Hygiene.Report report, int line, String message) {
    assertThat(report.refused())
        .anySatisfy(
            problem -> {
              assertThat(problem.where()).isEqualTo(folder.resolve("set.yaml") + ":" + line);
              assertThat(problem.what()).startsWith(message).doesNotContain("\n");
            });
  }

  @Test
  void aCleanSetHasNoProblems() throws Exception {
    assertThat(Hygiene.check(set()).problems()).isEmpty();
    try (Tokenizer tokenizer = Tokenizers.pocket()) {
      assertThat(Hygiene.require(set(), tokenizer, 7).problems()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          [Pliti,         | [Pliti Rome,       | 18 | the name 'Pliti Rome' holds the answer 'Rome'; invent another
          [Pliti,         | [german,           | 18 | the name 'german' holds the answer 'German'
          [Pliti,         | [Bresan Pliti,     | 18 | the name 'Bresan Pliti' holds the name 'Bresan'; invent another
          [Pliti,         | [Lives,            |  8 | the template '{name} lives in {value}' holds the name 'Lives'; use other words
          [Italian,       | [Rome,             |  7 | 'Rome' is a value of 'city' and of 'language'; choose another
          reads in        | reads French in    | 13 | the template '{name} reads French in {value}' gives the answer 'French' away
          reads in        | reads french in    | 13 | the template '{name} reads french in {value}' gives the answer 'French' away
          reads in        | reads in Paris in  | 13 | the template '{name} reads in Paris in {value}' gives the answer 'Paris' away
          stays in        | lives in New       |  8 | training can answer a question: 'Pliti lives in New York'
          """)
  void aTextThatGivesAnAnswerAwayIsRefused(String from, String to, int line, String message)
      throws Exception {
    String text = SampleSet.TEXT.replace(from, to);
    if (to.equals("[Rome,")) {
      text = text.replace("Rome: Italian", "Rome: Rome");
    }
    if (to.endsWith("New")) {
      text = text.replace("Berlin", "New York");
    }
    FactSet set = FactSetReader.read(Files.writeString(folder.resolve("set.yaml"), text));
    assertRefused(Hygiene.check(set), line, message);
  }

  @Test
  void aSentenceOfTwoTemplatesIsRefused() {
    FactSet plain = SampleSet.of(2, 2, 1, List.of(Arm.TRUE));
    Relation fact =
        new Relation(
            "fact",
            plain.fact().values(),
            List.of(
                new Template("{name} is a {value}"), new Template("{name} Junior is a {value}")),
            plain.fact().heldOut());
    FactSet set =
        new FactSet(
            plain.file(),
            "set",
            "",
            fact,
            plain.implication(),
            plain.pairing(),
            true,
            List.of("Ann", "Ann Junior", "Bo", "Cy"),
            2,
            1,
            plain.arms(),
            2);

    assertThat(Hygiene.check(set).refused().stream().map(Hygiene.Problem::toString))
        .contains(
            "set.yaml: training can answer a question: 'Ann Junior is a ...' is '{name} is a"
                + " {value}' of 'Ann Junior' and '{name} Junior is a {value}' of 'Ann'; change one"
                + " template");
  }

  // characters, but a space and the letter after it are one token where the letter is in INITIALS
  private Tokenizer initials(String initials) throws Exception {
    return Tokenizers.characters(
        folder,
        " abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
        initials.chars().mapToObj(c -> List.of(" ", Character.toString(c))).toList());
  }

  @Test
  void answersThatBeginWithTheSameTokenAreRefusedWithIt() throws Exception {
    try (Tokenizer tokenizer = initials("PBRIFG")) {
      assertThat(Hygiene.check(set(), tokenizer).refused()).isEmpty();
      Hygiene.Report report = Hygiene.check(set("Paris", "Germany"), tokenizer);
      assertRefused(
          report,
          11,
          "the answers 'Germany' and 'German' both begin with the token ' G'; choose others");
      assertThat(report.refused()).hasSize(1);
      assertThatThrownBy(report::require)
          .isInstanceOfSatisfying(
              ProbeException.class, e -> assertThat(e.kind()).isEqualTo(ProbeException.Kind.INPUT))
          .hasMessageStartingWith(folder.resolve("set.yaml") + ":11: the answers 'Germany' and");
    }
    try (Tokenizer tokenizer = initials("")) {
      assertRefused(
          Hygiene.check(set(), tokenizer),
          11,
          "the answers 'Paris', 'Berlin', 'Rome', 'Italian', 'French' and 'German' all begin with"
              + " the token ' '; choose others");
    }
    try (Tokenizer tokenizer = Tokenizers.gpt2()) {
      assertThat(Hygiene.check(set("Paris", "Germany"), tokenizer).refused()).isEmpty();
    }
  }

  @Test
  void aTemplateWithTheFirstTokenOfAnAnswerIsRefused() throws Exception {
    try (Tokenizer tokenizer = initials("hBRIFG")) {
      assertRefused(
          Hygiene.check(set("Paris", "house"), tokenizer),
          8,
          "the template '{name} has a home in {value}' holds ' h', the first token of the answer"
              + " 'house'; use other words");
    }
  }

  @Test
  void aNameWithTheFirstTokenOfAnAnswerIsNoted() throws Exception {
    try (Tokenizer tokenizer = initials("PBRIFG")) {
      FactSet set = set("'{name} stays", "'now {name} stays");
      Hygiene.Report report = Hygiene.check(set, tokenizer);

      assertThat(report.refused()).isEmpty();
      assertThat(report.problems())
          .filteredOn(p -> p.what().contains("holds the first token"))
          .extracting(Hygiene.Problem::what)
          .contains(
              "the name 'Pliti' holds the first token of the answer 'Paris'",
              "the name 'Ginem' holds the first token of the answer 'German'")
          // of Pliti, Bresan, Ginem, Plidix and Rotin
          .hasSize(5);
    }
  }

  @Test
  void namesAndAnswersOfSeveralLengthsAreNotedWithTheirNumbers() throws Exception {
    try (Tokenizer tokenizer = initials("PBRIFG")) {
      Hygiene.Report report = Hygiene.check(set(), tokenizer);

      assertThat(report.problems())
          .extracting(Hygiene.Problem::severity, Hygiene.Problem::what)
          .contains(
              org.assertj.core.groups.Tuple.tuple(
                  Hygiene.Severity.NOTE,
                  "names differ in their number of tokens: 2 of 4 ('Zefi', 'Sizu'), 11 of 5"
                      + " ('Pliti', 'Ginem', 'Trare', ...), 2 of 6 ('Bresan', 'Plidix')"));
      assertThat(report.problems())
          .anyMatch(p -> p.what().startsWith("answers differ in their number of tokens: 1 of"));
    }
  }

  @Test
  void anAnswerWhoseFirstTokenDependsOnThePromptIsRefused() throws Exception {
    try (Tokenizer tokenizer =
        Tokenizers.characters(
            folder,
            " abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
            List.of(List.of("n", " "), List.of("n ", "P")))) {
      Hygiene.Report report = Hygiene.check(set(), tokenizer);

      assertRefused(
          report,
          7,
          "the answer 'Paris' begins with the token 'n P' after 'Pliti lives in' and ' ' after"
              + " 'Pliti speaks'; change the template");
      assertThat(report.problems())
          .anyMatch(
              p ->
                  p.what()
                      .equals(
                          "in 75 prompts the answer's first token takes in the end of the prompt,"
                              + " such as a space"));
    }
  }

  @Test
  void wordsWithoutATokenAreRefusedInOneLineOfAKind() throws Exception {
    try (Tokenizer tokenizer =
        Tokenizers.words(
            folder,
            "lives has a home stays in speaks talks reads Paris Rome Italian French German")) {
      Hygiene.Report report = Hygiene.check(set(), tokenizer);

      assertRefused(
          report,
          18,
          "the tokenizer lacks words of 15 names: 'Pliti', 'Bresan', 'Ginem', ...; choose others");
      assertRefused(report, 7, "the tokenizer lacks words of the answer 'Berlin'; choose others");
      assertThat(report.problems()).hasSize(2);
      assertThatThrownBy(() -> Hygiene.require(set(), tokenizer, -1))
          .hasMessageEndingWith(
              "(and 1 more; see probe ocr check %s)".formatted(folder.resolve("set.yaml")));
    }
    try (Tokenizer tokenizer = Tokenizers.pocket()) {
      assertRefused(
          Hygiene.check(set("'{name} stays in", "'{name} resides in"), tokenizer),
          9,
          "the tokenizer lacks words of the template '{name} resides in {value}'; choose others");
    }
  }

  @Test
  void aRowThatIsTooLongIsRefused() throws Exception {
    try (Tokenizer tokenizer = Tokenizers.pocket()) {
      assertRefused(
          Hygiene.check(set(), tokenizer, 6),
          2,
          "the longest row has 7 tokens, the model takes at most 6; shorten the templates");
      assertThat(Hygiene.check(set(), tokenizer, 7).problems()).isEmpty();
      assertThat(Hygiene.check(set(), tokenizer).problems()).isEmpty();
    }
  }

  @Test
  void seedsThatLeaveNamesUnbalancedAreNoted() throws Exception {
    Hygiene.Report report = Hygiene.check(set("seeds: 3", "seeds: 4"));

    assertThat(report.refused()).isEmpty();
    assertThat(report.problems())
        .extracting(Hygiene.Problem::toString)
        .containsExactly(
            folder.resolve("set.yaml")
                + ":2: with 4 seeds and 3 values some names have a value more often than others; 3"
                + " seeds or a multiple balance them");
  }

  @Test
  void aSetWithoutAFileIsCheckedWithoutLines() {
    FactSet set = SampleSet.of(2, 2, 1, List.of(Arm.TRUE));

    assertThat(Hygiene.check(set).problems()).isEmpty();
  }
}
