package probe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code probe compare} refuses before anything is measured. */
class CompareRefusalsTest {
  @TempDir private Path folder;

  private void refused(String message, Object... arguments) {
    List<Object> all = new ArrayList<>(List.of("compare"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--out", folder.resolve("no")));
    OcrFiles.Outcome outcome = OcrFiles.run(new Main(), all.toArray());
    List<String> lines =
        outcome.err().lines().filter(line -> !line.startsWith("no --model")).toList();
    assertThat(lines).hasSize(1);
    assertThat(lines.getFirst()).startsWith("probe: error: ").contains(message);
    assertThat(outcome.code()).isEqualTo(Exit.INPUT);
    assertThat(folder.resolve("no")).doesNotExist();
  }

  @Test
  void predictionsAndSeedsThatAreNone() {
    refused("--predictions takes A1, A2, A3, A4, A5, A6, A7, B1, ", "--predictions", "A1,C3");
    refused("got 'C3'", "--predictions", "A1,C3");
    refused("--seeds must be 2 or more, got 1", "--seeds", "1");
    refused(
        "nothing is measured on a model for A6 alone; pass --checkpoints or --results",
        "--predictions",
        "a6",
        "--seeds",
        "2");
  }

  @Test
  void resultsThatAreNotThereOrOfNoModel() {
    Path absent = folder.resolve("absent");
    refused("no file " + absent.resolve("results.json"), "--results", absent);
    Path toy = folder.resolve("toy");
    ToyReport.write(toy, "probe toy margin", 1L, 1, List.of());
    refused("the results in " + toy + " are of no language model; pass", "--results", toy);
  }

  /** Found before a model is measured, which takes hours. */
  @Test
  void checkpointsThatAreNone() throws Exception {
    String remedy = "; pass the checkpoints folder that `probe pocket train --checkpoints` wrote";
    Path absent = folder.resolve("absent");
    refused("--checkpoints: no folder " + absent + remedy, "--checkpoints", absent);
    Path empty = Files.createDirectory(folder.resolve("empty"));
    Files.createDirectory(empty.resolve("step-000000"));
    refused(
        "--checkpoints: no step-*/checkpoint.json in " + empty + remedy,
        "--model",
        OcrFiles.MODELS.resolve("pocket-gpt2/model.onnx"),
        "--checkpoints",
        empty);
    Path card = empty.resolve("step-000000/checkpoint.json");
    Files.writeString(card, "{\"step\": 0}");
    refused(card + " has no number excess" + remedy, "--checkpoints", empty);
    Files.writeString(card, "{\"step\": \"first\", \"excess\": 1}");
    refused(card + " has no number step" + remedy, "--checkpoints", empty);
    Files.writeString(card, "{\"step\": 0,");
    refused(card + " is no JSON", "--checkpoints", empty);
  }
}
