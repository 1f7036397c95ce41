package probe.facts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import probe.ProbeException;
import probe.model.Tokenizer;
import probe.pocket.Vocabulary;
import probe.pocket.World;
import probe.tune.TrainingFile;
import probe.tune.TrainingSet;

class FactTokensTest {
  private static final Vocabulary WORLD = new World().vocabulary();

  @TempDir private Path folder;
  private FactSet set = SampleSet.of(2, 2, 1, List.of(Arm.TRUE));

  @BeforeEach
  void read() throws Exception {
    set = FactSetReader.read(Files.writeString(folder.resolve("set.yaml"), SampleSet.TEXT));
  }

  private static int[][] idsOf(String... words) {
    return IntStream.range(0, words.length)
        .mapToObj(i -> new int[] {WORLD.id(words[i])})
        .toArray(int[][]::new);
  }

  @Test
  void inThePocketWorldAPromptIsItsWordsAfterTheBoundary() {
    try (Tokenizer tokenizer = Tokenizers.pocket()) {
      FactTokens tokens = FactTokens.of(set, tokenizer);

      assertThat(tokens.prompt("Pliti lives in"))
          .containsExactly(
              Vocabulary.BOUNDARY, WORLD.id("Pliti"), WORLD.id("lives"), WORLD.id("in"));
      assertThat(tokens.answers("Pliti lives in"))
          .isDeepEqualTo(idsOf("Paris", "Berlin", "Rome", "Italian", "French", "German"));
      assertThat(tokens.first()).isEqualTo(tokens.first("Kebal reads in"));
      assertThat(tokens.fits()).isTrue();
      // Pliti has a home in Rome, and the boundary
      assertThat(tokens.longest()).isEqualTo(7);
    }
  }

  @Test
  void aQuestionHasTheTokensOfItsPrompt() {
    try (Tokenizer tokenizer = Tokenizers.pocket()) {
      FactTokens tokens = FactTokens.of(set, tokenizer);
      Question question = Design.of(set, Arm.TRUE, 0).questions().get(5);

      assertThat(tokens.prompt(question)).isEqualTo(tokens.prompt(question.prompt()));
      assertThat(tokens.answers(question)).isDeepEqualTo(tokens.answers(question.prompt()));
      assertThat(tokens.first(question)).isEqualTo(tokens.first(question.prompt()));
    }
  }

  // ids of GPT-2's published vocabulary
  @Test
  void inGpt2AnAnswerBeginsWithItsSpace() {
    try (Tokenizer tokenizer = Tokenizers.gpt2()) {
      FactTokens tokens = FactTokens.of(set, tokenizer);

      assertThat(tokenizer.tokens(tokens.first()))
          .containsExactly("ĠParis", "ĠBerlin", "ĠRome", "ĠItalian", "ĠFrench", "ĠGerman");
      assertThat(tokens.first()).startsWith(6342, 11307, 10598);
      assertThat(tokens.fits()).isTrue();
    }
  }

  /** Training reads the same rows: its prompt and target are this class's prompt and answer. */
  @Test
  void promptsAndAnswersAreThoseOfTraining() throws Exception {
    try (Tokenizer tokenizer = Tokenizers.gpt2()) {
      assertAsInTraining(tokenizer, "Pliti lives in");
    }
    try (Tokenizer tokenizer =
        Tokenizer.open(probe.SharedModels.require("stories260k").resolve("tokenizer.json"))) {
      assertAsInTraining(tokenizer, "Pliti lives in");
    }
  }

  private void assertAsInTraining(Tokenizer tokenizer, String prompt) throws Exception {
    FactTokens tokens = FactTokens.of(set, tokenizer);
    for (int c = 0; c < 6; c++) {
      String row =
          new ObjectMapper()
              .writeValueAsString(
                  Map.of("prompt", prompt, "target", " " + set.candidates().get(c)));
      TrainingSet rows =
          new TrainingFile(() -> tokenizer, (ids, where) -> {})
              .read(Files.writeString(folder.resolve("rows.jsonl"), row));
      int[] whole =
          IntStream.concat(
                  IntStream.of(tokens.prompt(prompt)), IntStream.of(tokens.answers(prompt)[c]))
              .toArray();
      assertThat(rows.ids().getFirst()).isEqualTo(whole);
      assertThat(rows.lossFrom()[0]).isEqualTo(tokens.prompt(prompt).length);
    }
  }

  @Test
  void whatTheTokenizerPutsAfterATextIsLeftOut() throws Exception {
    Path pocket = Path.of(System.getProperty("probe.basedir", "."), "models/pocket-gpt2");
    // the token that stands before every text, after it instead
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode json = (ObjectNode) mapper.readTree(pocket.resolve("tokenizer.json").toFile());
    ArrayNode around = (ArrayNode) json.get("post_processor").get("single");
    around.add(around.remove(0));
    mapper.writeValue(folder.resolve("tokenizer.json").toFile(), json);
    try (Tokenizer tokenizer = Tokenizer.open(folder.resolve("tokenizer.json"))) {
      assertThat(tokenizer.encode("Pliti")).hasSize(2);
      FactTokens tokens = FactTokens.of(set, tokenizer);
      assertThat(tokens.prompt("Pliti")).containsExactly(WORLD.id("Pliti"));
      assertThat(tokens.answers("Pliti")[0]).containsExactly(WORLD.id("Paris"));
    }
  }

  private static final String LETTERS = " abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

  @Test
  void aTokenOverTheBoundaryBelongsToEveryAnswer() throws Exception {
    List<List<String>> merges = List.of(List.of("n", " "), List.of("n ", "P"));
    try (Tokenizer tokenizer = Tokenizers.characters(folder, LETTERS, merges)) {
      FactTokens tokens = FactTokens.of(set, tokenizer);

      assertThat(String.join("", tokenizer.tokens(tokens.prompt("Pliti lives in"))))
          .isEqualTo("Pliti lives i");
      int[][] answers = tokens.answers("Pliti lives in");
      assertThat(tokenizer.tokens(answers[0])).containsExactly("n P", "a", "r", "i", "s");
      assertThat(tokenizer.tokens(answers[2])).containsExactly("n ", "R", "o", "m", "e");
      assertThat(tokens.merged("Pliti lives in")).isTrue();
      assertThat(tokens.merged("Pliti speaks")).isFalse();
    }
  }

  @Test
  void candidatesThatAreNotMergedStillShareThePrompt() throws Exception {
    // only Paris takes in the end of the prompt: the others begin with it all the same
    List<List<String>> merges = List.of(List.of(" ", "P"), List.of("n", " P"));
    try (Tokenizer tokenizer = Tokenizers.characters(folder, LETTERS, merges)) {
      FactTokens tokens = FactTokens.of(set, tokenizer);

      int[][] answers = tokens.answers("Pliti lives in");
      assertThat(tokenizer.tokens(answers[0])).startsWith("n P");
      assertThat(tokenizer.tokens(answers[1])).startsWith("n", " ", "B");
      assertThat(String.join("", tokenizer.tokens(tokens.prompt("Pliti lives in"))))
          .isEqualTo("Pliti lives i");
    }
  }

  @Test
  void wordsThatTheVocabularyLacksAreTold() throws Exception {
    try (Tokenizer tokenizer = Tokenizers.words(folder, "Pliti lives in Paris")) {
      FactTokens tokens = FactTokens.of(set, tokenizer);

      assertThat(tokens.fits()).isFalse();
      assertThat(tokens.unknown(List.of("Pliti", "Bresan", "Pliti Bresan", "Paris")))
          .containsExactly("Bresan", "Pliti Bresan");
    }
  }

  @Test
  void anAnswerWithoutTokensIsRefused() throws Exception {
    // a tokenizer of characters without an unknown token drops what it lacks
    try (Tokenizer tokenizer = Tokenizers.characters(folder, "PlitvesnhaomrkdgRe", List.of())) {
      FactTokens tokens = FactTokens.of(set, tokenizer);
      FactSet strange =
          new FactSet(
              set.file(),
              "s",
              "",
              new Relation("f", List.of("Ж", "P"), set.fact().templates(), set.fact().heldOut()),
              set.implication(),
              List.of(0, 1),
              true,
              set.names(),
              1,
              0,
              set.arms(),
              1);
      assertThat(tokens.answers("Pliti lives in")).hasNumberOfRows(6);
      assertThatThrownBy(() -> FactTokens.of(strange, tokenizer).answers("Pliti lives in"))
          .isInstanceOf(ProbeException.class)
          .hasMessageContaining("no token for the answer 'Ж' after 'Pliti lives in'");
    }
  }

  @Test
  void anAnswerMayNotBeginTheSentence() throws Exception {
    List<List<String>> merges =
        List.of(List.of("P", "l"), List.of("Pl", "i"), List.of("Pli", " "), List.of("Pli ", "P"));
    try (Tokenizer tokenizer = Tokenizers.characters(folder, LETTERS, merges)) {
      FactTokens tokens = FactTokens.of(set, tokenizer);
      assertThatThrownBy(() -> tokens.prompt("Pli"))
          .isInstanceOf(ProbeException.class)
          .hasMessageContaining("of 'Pli' no token stands before the answers");
    }
  }
}
