package probe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import probe.SharedModels;

class OcrCheckCommandTest {
  private static final Path SET = OcrFiles.SETS.resolve("city-language.yaml");
  private static final Path POCKET = OcrFiles.SETS.resolve("pocket/country-code.yaml");
  private static final Path MODEL = OcrFiles.MODELS.resolve("pocket-gpt2/model.onnx");

  @TempDir private Path folder;

  private static OcrFiles.Outcome check(Object... arguments) {
    return OcrFiles.run(new OcrCheckCommand(), arguments);
  }

  @Test
  void aSetIsDescribed() {
    OcrFiles.Outcome outcome = check(SET, POCKET);

    assertThat(outcome.code()).isEqualTo(Exit.OK);
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out().replace("\r", ""))
        .isEqualTo(
            """
            %s
              name     city-language
              classes  5: city tells language, a pairing that holds in the world
              names    100, of which 100 are used: 20 a value, 4 of them in training
              seeds    5
              rows     true: 240 to train on, 400 questions
                       no-implication: 200 to train on, 400 questions
                       shuffled: 240 to train on, 400 questions
            %s
              name     country-code-pocket
              classes  5: country tells code, a pairing that does not hold in the world
              names    80, of which 80 are used: 16 a value, 4 of them in training
              seeds    5
              rows     spurious: 200 to train on, 320 questions
                       no-implication: 160 to train on, 320 questions
                       shuffled: 200 to train on, 320 questions
            """
                .formatted(SET, POCKET));
  }

  @Test
  void withAModelTheTokensAreCheckedToo() {
    OcrFiles.Outcome fits = check(POCKET, "--model", MODEL);
    assertThat(fits.code()).isEqualTo(Exit.OK);
    assertThat(fits.out()).contains("  tokens   7 in the longest row\n");

    OcrFiles.Outcome lacks = check(SET, POCKET, "--model", MODEL);
    assertThat(lacks.code()).isEqualTo(Exit.INPUT);
    assertThat(lacks.out())
        .contains(
            "  refused  %s:30: the tokenizer lacks words of 100 names: 'Folinard', "
                .formatted(SET));
    assertThat(lacks.err())
        .isEqualTo("probe: error: 1 of 2 fact sets refused; mend what is listed above\n");
  }

  @Test
  void aFileThatCannotBeReadDoesNotHideTheOthers() throws Exception {
    Path bad = Files.writeString(folder.resolve("bad.yaml"), "kind: facts\nname: x\nseeds: 3\n");
    OcrFiles.Outcome outcome = check(bad, SET, folder.resolve("absent.yaml"));

    assertThat(outcome.code()).isEqualTo(Exit.INPUT);
    assertThat(outcome.out())
        .contains("  refused  %s:1: the field 'holds' is missing".formatted(bad))
        .contains("name     city-language\n")
        .contains("absent.yaml");
    assertThat(outcome.err())
        .isEqualTo("probe: error: 2 of 3 fact sets refused; mend what is listed above\n");
  }

  @Test
  void notesRefuseNothing() throws Exception {
    String text = Files.readString(POCKET).replace("seeds: 5", "seeds: 3");
    Path set = Files.writeString(folder.resolve("three.yaml"), text);
    OcrFiles.Outcome outcome = check(set);

    assertThat(outcome.code()).isEqualTo(Exit.OK);
    assertThat(outcome.out()).contains("  note     " + set + ":2: with 3 seeds and 5 values");
  }

  @Test
  void theTokenizerMayLieElsewhere() {
    Path tokenizer = SharedModels.require("stories260k").resolve("tokenizer.json");
    OcrFiles.Outcome outcome = check(SET, "--tokenizer", tokenizer);

    assertThat(outcome.code()).isEqualTo(Exit.INPUT);
    assertThat(outcome.out()).contains("begin with the token");
  }

  @Test
  void aModelWithoutATokenizerIsNamed() throws Exception {
    Path alone = Files.writeString(folder.resolve("model.onnx"), "");
    OcrFiles.Outcome none = check(SET, "--model", alone);
    assertThat(none.code()).isEqualTo(Exit.INPUT);
    assertThat(none.err()).contains("no tokenizer.json beside " + alone);

    OcrFiles.Outcome absent = check(SET, "--model", folder.resolve("absent.onnx"));
    assertThat(absent.code()).isEqualTo(Exit.MODEL);
    assertThat(absent.err()).contains("no file").hasLineCount(1);
    assertThat(check().code()).isEqualTo(Exit.USAGE);
  }
}
