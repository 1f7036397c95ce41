package probe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import probe.Sha256;
import probe.facts.Arm;
import probe.facts.Design;
import probe.facts.FactSetReader;
import probe.facts.Question;
import probe.facts.Statement;
import probe.model.Tokenizer;
import probe.tune.TrainingFile;

class OcrMakeCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path SET = OcrFiles.SETS.resolve("pocket/city-language.yaml");

  @TempDir private Path folder;

  private OcrFiles.Outcome make(String out, Object... more) {
    List<Object> arguments = new ArrayList<>(List.of(SET, "--out", folder.resolve(out)));
    arguments.addAll(List.of(more));
    return OcrFiles.run(new OcrMakeCommand(), arguments.toArray());
  }

  private List<JsonNode> lines(String file) throws IOException {
    List<JsonNode> rows = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve(file))) {
      rows.add(JSON.readTree(line));
    }
    return rows;
  }

  @Test
  void theRowsAreThoseOfTheDesign() throws Exception {
    OcrFiles.Outcome outcome = make("out", "--arm", "shuffled", "--seed", "2");
    assertThat(outcome.code()).as(outcome.err()).isZero();

    Design design = Design.of(FactSetReader.read(SET), Arm.SHUFFLED, 2);
    List<JsonNode> train = lines("out/train.jsonl");
    assertThat(train).hasSize(design.statements().size());
    for (int i = 0; i < train.size(); i++) {
      Statement statement = design.statements().get(i);
      assertThat(train.get(i).properties()).hasSize(2);
      assertThat(train.get(i).get("prompt").asText()).isEqualTo(statement.prompt());
      assertThat(train.get(i).get("target").asText()).isEqualTo(statement.answer());
    }
    List<JsonNode> test = lines("out/test.jsonl");
    assertThat(test).hasSize(design.questions().size());
    for (int i = 0; i < test.size(); i++) {
      Question question = design.questions().get(i);
      JsonNode row = test.get(i);
      assertThat(row.get("group").asText()).isEqualTo(question.group().toString());
      assertThat(row.get("prompt").asText()).isEqualTo(question.prompt());
      assertThat(row.get("held_out").asBoolean()).isEqualTo(question.heldOut());
      assertThat(row.get("name").asText())
          .isEqualTo(design.subjects().get(question.subject()).name());
      assertThat(row.get("candidates")).hasSize(10);
      assertThat(row.get("candidates").get(design.answer(question))).isEqualTo(row.get("answer"));
    }
  }

  @Test
  void aRowReadsAsItIsSaid() throws Exception {
    make("out");
    JsonNode question =
        lines("out/test.jsonl").stream()
            .filter(row -> row.get("group").asText().equals("test-implications"))
            .findFirst()
            .orElseThrow();

    assertThat(question.get("prompt").asText())
        .isEqualTo(question.get("name").asText() + " speaks");
    assertThat(question.get("value").asText()).isEqualTo("Paris");
    assertThat(question.get("answer").asText()).isEqualTo(" French");
    assertThat(question.get("candidates").toString())
        .isEqualTo(
            "[\" Paris\",\" Berlin\",\" Rome\",\" Madrid\",\" Lisbon\",\" French\",\" German\","
                + "\" Italian\",\" Spanish\",\" Portuguese\"]");
  }

  /** No question about what is to be inferred has its answer in training. */
  @Test
  void whatIsTestedIsNotTrained() throws Exception {
    make("out");
    Set<String> trained = new HashSet<>();
    lines("out/train.jsonl")
        .forEach(row -> trained.add(row.get("prompt").asText() + row.get("target").asText()));
    assertThat(lines("out/test.jsonl"))
        .filteredOn(row -> row.get("group").asText().equals("test-implications"))
        .hasSize(120)
        .noneMatch(
            row -> trained.contains(row.get("prompt").asText() + row.get("answer").asText()));
  }

  @Test
  void tuneReadsTheTrainingRows() throws Exception {
    make("out");
    try (Tokenizer tokenizer =
        Tokenizer.open(OcrFiles.MODELS.resolve("pocket-gpt2/tokenizer.json"))) {
      assertThat(
              new TrainingFile(() -> tokenizer, (ids, where) -> {})
                  .read(folder.resolve("out/train.jsonl"))
                  .size())
          .isEqualTo(200);
    }
  }

  @Test
  void theDesignSaysWhereTheRowsComeFrom() throws Exception {
    make("out", "--arm", "no-implication", "--seed", "4", "--train-per-value", "2");
    JsonNode design = JSON.readTree(folder.resolve("out/design.json").toFile());

    assertThat(design.get("set").asText()).isEqualTo("city-language-pocket");
    assertThat(design.get("sha256").asText()).isEqualTo(Sha256.of(Files.readAllBytes(SET)));
    assertThat(design.get("command").asText())
        .isEqualTo(
            "probe ocr make %s --arm no-implication --seed 4 --train-per-value 2".formatted(SET));
    assertThat(design.get("arm").asText()).isEqualTo("no-implication");
    assertThat(design.get("seed").asInt()).isEqualTo(4);
    assertThat(design.get("train_per_value").asInt()).isEqualTo(2);
    assertThat(design.get("judged").get("Rome").asText()).isEqualTo("Italian");
    assertThat(design.get("train_rows").asInt()).isEqualTo(lines("out/train.jsonl").size());
    assertThat(design.get("test_rows").toString())
        .isEqualTo(
            "{\"train-facts\":20,\"train-implications\":20,\"test-facts\":140,"
                + "\"test-implications\":140}");
  }

  @Test
  void theSameCommandWritesTheSameBytes() throws Exception {
    make("one", "--seed", "3");
    make("two", "--seed", "3");
    make("three", "--seed", "1");
    for (String file : List.of("train.jsonl", "test.jsonl", "design.json")) {
      assertThat(folder.resolve("one").resolve(file))
          .hasSameBinaryContentAs(folder.resolve("two").resolve(file));
      assertThat(
              Files.mismatch(
                  folder.resolve("one").resolve(file), folder.resolve("three").resolve(file)))
          .isNotNegative();
    }
  }

  @Test
  void theSummarySaysWhatWasMade() {
    OcrFiles.Outcome outcome =
        make("out", "--model", OcrFiles.MODELS.resolve("pocket-gpt2/model.onnx"));

    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out().replace("\r", ""))
        .isEqualTo(
            """
            set        city-language-pocket, arm true, seed 0
            subjects   80, of whom the implications of 20 are in training
            rows       200 to train on
            questions  320
            wrote      %1$s/train.jsonl
            wrote      %1$s/test.jsonl
            wrote      %1$s/design.json
            """
                .formatted(folder.resolve("out")));
  }

  private void refused(String message, OcrFiles.Outcome outcome) {
    assertThat(outcome.code()).isEqualTo(Exit.INPUT);
    assertThat(outcome.err()).contains(message).hasLineCount(1);
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void whatTheSetLacksIsRefusedAndNothingIsWritten() {
    String arms = SET + " has no such arm; it has [true, no-implication, shuffled]";
    refused("--arm spurious: " + arms, make("out", "--arm", "spurious"));
    refused("--arm sham: " + arms, make("out", "--arm", "sham"));
    refused("got -1", make("out", "--seed", "-1"));
    refused(
        "16 training subjects of each value; it must be from 0 to 15",
        make("out", "--train-per-value", "16"));
    assertThat(OcrFiles.run(new OcrMakeCommand(), SET).code()).isEqualTo(Exit.USAGE);
  }

  @Test
  void aSetThatDoesNotFitTheModelIsRefused() {
    refused(
        "the tokenizer lacks words of 2 templates",
        OcrFiles.run(
            new OcrMakeCommand(),
            OcrFiles.SETS.resolve("sport-music.yaml"),
            "--out",
            folder.resolve("out"),
            "--model",
            OcrFiles.MODELS.resolve("pocket-gpt2/model.onnx")));
  }
}
