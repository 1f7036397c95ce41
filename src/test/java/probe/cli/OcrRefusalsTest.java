package probe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import probe.SharedModels;

/** What {@code probe ocr} refuses before anything is trained. */
class OcrRefusalsTest {
  @TempDir private Path folder;

  private void refused(String message, Object... arguments) {
    OcrFiles.Outcome outcome =
        OcrFiles.run(
            new Main(),
            OcrCommandTest.with(
                new Object[] {"ocr"},
                OcrCommandTest.with(arguments, "--out", folder.resolve("no"))));
    List<String> lines =
        outcome.err().lines().filter(line -> !line.startsWith("no --model")).toList();
    assertThat(lines).hasSize(1);
    assertThat(lines.getFirst()).startsWith("probe: error: ").contains(message);
    assertThat(outcome.code()).isEqualTo(Exit.INPUT);
    assertThat(folder.resolve("no")).doesNotExist();
  }

  @Test
  void optionsThatMeanNothingAreRefused() throws Exception {
    Path set = OcrSets.pocket(folder);
    refused("--method is missing", "--facts", set);
    refused("--method takes prompt, full, lora,", "--facts", set, "--method", "half");
    refused("--arms takes true, counterfactual,", "--method", "full", "--arms", "true,no");
    refused("--rows is for --method lora; full", "--facts", set, "--method", "full", "--rows");
    refused("--rows is for --method lora; prompt", "--facts", set, "--method", "prompt", "--rows");
    refused("--seeds must be 1 or more, got 0", "--method", "prompt", "--seeds", "0");
    refused("--stop-loss must be 0 or more", "--method", "full", "--stop-loss", "-1");
    refused("--reference takes huang2025", "--method", "prompt", "--reference", "other");
    refused("--lr must be above 0", "--facts", set, "--method", "full", "--lr", "0");
    refused("--rank must be within", "--facts", set, "--method", "lora", "--rank", "0");
    for (String number : List.of("99", "1,99", "3", "-1")) {
      refused(
          set + ": " + number.substring(number.indexOf(',') + 1) + " training subjects",
          "--facts",
          set,
          "--method",
          "full",
          "--implications=" + number);
    }
  }

  @Test
  void modelsFromElsewhereAreOfOneArm() throws Exception {
    Path set = OcrSets.pocket(folder);
    String one = "--tuned is for one fact set and arm";
    refused(one, "--facts", set, "--tuned", OcrCommandTest.POCKET);
    refused(one, "--facts", set, "--arms", "spurious,shuffled", "--tuned", OcrCommandTest.POCKET);
    refused(one, "--arms", "spurious", "--tuned", OcrCommandTest.POCKET);
    Object[] right = {"--facts", set, "--arms", "spurious", "--tuned", OcrCommandTest.POCKET};
    refused("--method full and --tuned both say", OcrCommandTest.with(right, "--method", "full"));
    refused("--tuned has as many seeds as", OcrCommandTest.with(right, "--seeds", "1"));
    refused("one number of --implications", OcrCommandTest.with(right, "--implications", "0,1"));
    refused(
        "no file " + folder.resolve("absent"),
        "--facts",
        set,
        "--arms",
        "spurious",
        "--tuned",
        folder.resolve("absent"));
  }

  @Test
  void setsThatCannotBeTriedAreRefused() throws Exception {
    Path set = OcrSets.pocket(folder);
    refused("two fact sets 'small'", "--facts", set, set, "--method", "prompt");
    refused(
        "no fact set has an arm of [true]", "--facts", set, "--method", "full", "--arms", "true");
    refused(
        "that can be run",
        "--facts",
        set,
        "--method",
        "full",
        "--arms",
        "shuffled",
        "--implications",
        "0");
    Path story = SharedModels.require("stories260k").resolve("model.onnx");
    refused(
        "both begin with the token ' f'", "--facts", set, "--method", "prompt", "--model", story);
    refused(
        "the tokenizer lacks words of",
        "--facts",
        OcrFiles.SETS.resolve("sport-music.yaml"),
        "--method",
        "full");
  }

  @Test
  void anAdapterIsNotLeftOutOfTraining() throws Exception {
    Path set = OcrSets.pocket(folder);
    Path rows = folder.resolve("rows");
    OcrFiles.run(new Main(), "ocr", "make", set, "--out", rows);
    Object[] tune = {
      "tune",
      "--model",
      OcrCommandTest.POCKET,
      "--train",
      rows.resolve("train.jsonl"),
      "--method",
      "lora",
      "--steps",
      "1",
      "--lr",
      "0.1",
      "--out",
      folder.resolve("adapter")
    };
    assertThat(OcrFiles.run(new Main(), tune).code()).isZero();
    refused(
        "probe merge", "--facts", set, "--method", "full", "--adapter", folder.resolve("adapter"));
  }
}
