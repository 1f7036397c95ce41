package probe.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import probe.SharedModels;

/** {@code probe tune}. */
class TuneIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  /** The rows of the reference run, in the order of its batches. */
  private Path rows(Path model, int batches) throws Exception {
    JsonNode run = JSON.readTree(model.resolve("tuning.json").toFile());
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < batches; i++) {
      for (JsonNode row : run.get("batches").get(i)) {
        lines.add(run.get("data").get(row.asInt()).toString());
      }
    }
    return Files.write(folder.resolve("rows.jsonl"), lines);
  }

  private Launcher.Outcome tune(Path model, Path rows, String out, String... more)
      throws Exception {
    List<String> arguments =
        new ArrayList<>(List.of("tune", "--model", model.toString(), "--train", rows.toString()));
    arguments.addAll(List.of("--out", folder.resolve(out).toString()));
    arguments.addAll(List.of(more));
    return Launcher.run(arguments);
  }

  private static void done(Launcher.Outcome outcome) {
    assertThat(outcome.code()).as(outcome.err()).isZero();
  }

  private List<JsonNode> metrics(String out) throws Exception {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve(out + "/metrics.jsonl"))) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  @ParameterizedTest
  @ValueSource(strings = {"stories260k", "gpt2-random"})
  void everyStepOfTheCommandEqualsPyTorchs(String name) throws Exception {
    Path shared = SharedModels.require(name);
    JsonNode run = JSON.readTree(shared.resolve("tuning.json").toFile());
    done(
        tune(
            shared.resolve("model.onnx"),
            rows(shared, 50),
            "out",
            "--method",
            "full",
            "--lr",
            run.get("lr").asText(),
            "--weight-decay",
            run.get("weight_decay").asText(),
            "--batch",
            "4",
            "--epochs",
            "1",
            "--no-shuffle"));
    List<JsonNode> metrics = metrics("out");
    assertThat(metrics).hasSize(50);
    for (int step = 0; step < 50; step++) {
      close(metrics.get(step).get("loss"), run.get("losses").get(step));
      close(metrics.get(step).get("grad_norm"), run.get("grad_norms").get(step));
    }
  }

  private static void close(JsonNode actual, JsonNode expected) {
    double value = expected.asDouble();
    assertThat(actual.asDouble()).isCloseTo(value, within(Math.max(1e-3, 1e-3 * value)));
  }

  @Test
  void anAdapterChangesWhatTheBaseGivesAndIsRefusedByAnother() throws Exception {
    Path shared = SharedModels.require("stories260k");
    Path model = shared.resolve("model.onnx");
    done(
        tune(
            model,
            rows(shared, 6),
            "lora",
            "--method",
            "lora",
            "--rank",
            "2",
            "--lr",
            "0.01",
            "--targets",
            "all",
            "--batch",
            "4"));
    assertThat(folder.resolve("lora/adapter.safetensors")).exists();
    extract(model, "base");
    extract(model, "adapted", "--adapter", folder.resolve("lora").toString());
    assertThat(Files.mismatch(vectors("base"), vectors("adapted"))).isNotNegative();

    Launcher.Outcome twice =
        tune(
            model,
            rows(shared, 6),
            "again",
            "--method",
            "full",
            "--adapter",
            folder.resolve("lora").toString());
    assertThat(twice.code()).isEqualTo(Exit.INPUT);
    assertThat(twice.err()).contains("probe merge");

    Launcher.Outcome refused =
        Launcher.run(
            "inspect",
            "--model",
            SharedModels.require("slm4096").resolve("model.onnx").toString(),
            "--adapter",
            folder.resolve("lora").toString());
    assertThat(refused.code()).isEqualTo(Exit.INPUT);
    assertThat(refused.err().strip().lines()).hasSize(1);
  }

  private Path vectors(String out) {
    return folder.resolve(out + "/vectors.safetensors");
  }

  private void extract(Path model, String out, String... more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("extract", "--model", model.toString()));
    arguments.addAll(List.of("--text", "Once", "--out", folder.resolve(out).toString()));
    arguments.addAll(List.of(more));
    done(Launcher.run(arguments));
  }

  @Test
  void whatWasInterruptedGoesOnToTheSameBits() throws Exception {
    Path shared = SharedModels.require("stories260k");
    Path model = shared.resolve("model.onnx");
    Path rows = rows(shared, 50);
    String[] how = {"--method", "full", "--lr", "0.001", "--batch", "4", "--epochs", "3"};
    done(tune(model, rows, "whole", how));

    List<String> arguments =
        new ArrayList<>(List.of("tune", "--model", model.toString(), "--train", rows.toString()));
    arguments.addAll(List.of("--out", folder.resolve("parts").toString()));
    arguments.addAll(List.of(how));
    Process process = Launcher.start(arguments.toArray(String[]::new));
    Path metrics = folder.resolve("parts/metrics.jsonl");
    while (process.isAlive() && (!Files.exists(metrics) || Files.size(metrics) < 600)) {
      Thread.sleep(10);
    }
    int code = Launcher.interrupt(process);
    assertThat(process.waitFor()).isEqualTo(code);
    assertThat(folder.resolve("parts/model.onnx")).doesNotExist();

    List<String> again = new ArrayList<>(List.of(how));
    again.add("--resume");
    done(tune(model, rows, "parts", again.toArray(String[]::new)));
    assertThat(folder.resolve("parts/model.onnx"))
        .hasSameBinaryContentAs(folder.resolve("whole/model.onnx"));
    assertThat(metrics("parts")).hasSize(150);
  }

  @Test
  void rowsOfWordsAreTrainedAndKeptInTheAdapter() throws Exception {
    Path shared = SharedModels.require("gpt2-random");
    Path model = shared.resolve("model.onnx");
    String[] how = {
      "--method", "lora", "--rows", "Lily,hello", "--rows-ids", "7", "--init-scale", "0.1"
    };
    done(tune(model, rows(shared, 3), "rows", how));

    JsonNode json = JSON.readTree(folder.resolve("rows/adapter.json").toFile());
    List<Integer> ids = new ArrayList<>();
    json.get("trainable_token_indices").get("transformer.wte").forEach(id -> ids.add(id.asInt()));
    // Ġhello and the parts of "Lily" are those that the tokenizers library gives
    assertThat(ids).startsWith(7).contains(43, 813, 23748).doesNotHaveDuplicates();
    extract(model, "base");
    extract(model, "adapted", "--adapter", folder.resolve("rows").toString());
    assertThat(Files.mismatch(vectors("base"), vectors("adapted"))).isNotNegative();

    Launcher.Outcome refused =
        tune(model, rows(shared, 3), "no", "--method", "full", "--rows", "a");
    assertThat(refused.code()).isEqualTo(Exit.INPUT);
    assertThat(refused.err()).contains("--rows and --rows-ids are for --method lora");
    Launcher.Outcome outside =
        tune(model, rows(shared, 3), "no", "--method", "lora", "--rows-ids", "50257");
    assertThat(outside.code()).isEqualTo(Exit.INPUT);
    assertThat(outside.err()).contains("token 50257 is none of the 50257 tokens");
    assertThat(folder.resolve("no")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"product", "only:values"})
  void partsOfAttentionAreTrainedAndGoOnToTheSameBits(String method) throws Exception {
    Path shared = SharedModels.require("stories260k");
    Path model = shared.resolve("model.onnx");
    String[] six = {"--method", method, "--lr", "0.001", "--batch", "4", "--steps", "6", "--check"};
    done(tune(model, rows(shared, 6), "whole", six));
    String[] three = {"--method", method, "--lr", "0.001", "--batch", "4", "--steps", "3"};
    done(tune(model, rows(shared, 6), "parts", three));
    String[] rest = {
      "--method", method, "--lr", "0.001", "--batch", "4", "--steps", "6", "--resume"
    };
    done(tune(model, rows(shared, 6), "parts", rest));

    assertThat(folder.resolve("parts/model.onnx"))
        .hasSameBinaryContentAs(folder.resolve("whole/model.onnx"));
    assertThat(metrics("parts")).hasSize(6);
    extract(model, "base");
    extract(folder.resolve("whole/model.onnx"), "tuned", "--tokenizer", tokenizer(shared));
    assertThat(Files.mismatch(vectors("base"), vectors("tuned"))).isNotNegative();
  }

  private static String tokenizer(Path shared) {
    return shared.resolve("tokenizer.json").toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"ids\": [1, 2, 3], \"loss_from\": 1}\\n{\"ids\": [1, 2|bad.jsonl:2|4",
        "{\"ids\": [1, 2, 3], \"loss_from\": 3}|bad.jsonl:1|4",
        "{\"ids\": [1, 999, 3], \"loss_from\": 1}|999|4",
        "{\"prompt\": \"Lily\", \"target\": \"\"}|bad.jsonl:1|4",
        "{\"prompt\": \"Lily\"}|target|4"
      })
  void aBadRowIsNamedAndNothingIsWritten(String text, String named, int code) throws Exception {
    Path model = SharedModels.require("stories260k").resolve("model.onnx");
    Path rows = Files.writeString(folder.resolve("bad.jsonl"), text.replace("\\n", "\n"));
    Launcher.Outcome outcome = tune(model, rows, "out", "--method", "full");
    assertThat(outcome.code()).isEqualTo(code);
    assertThat(outcome.err().strip().lines()).hasSize(1);
    assertThat(outcome.err()).contains("bad.jsonl").contains(named);
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void aRowThatIsTooLongIsNamed() throws Exception {
    Path model = SharedModels.require("gpt2-random").resolve("model.onnx");
    String ids = "1, ".repeat(3000) + "1";
    Path rows =
        Files.writeString(
            folder.resolve("long.jsonl"), "{\"ids\": [" + ids + "], \"loss_from\": 1}");
    Launcher.Outcome outcome = tune(model, rows, "out", "--method", "full");
    assertThat(outcome.code()).isEqualTo(Exit.INPUT);
    assertThat(outcome.err()).contains("long.jsonl").contains("3001");
  }

  @Test
  void aLossThatIsNotFiniteStopsAndKeepsTheLastGoodCheckpoint() throws Exception {
    Path shared = SharedModels.require("stories260k");
    Launcher.Outcome outcome =
        tune(
            shared.resolve("model.onnx"),
            rows(shared, 50),
            "out",
            "--method",
            "full",
            "--optimizer",
            "sgd",
            "--lr",
            "1e30",
            "--batch",
            "4");
    assertThat(outcome.code()).isEqualTo(Exit.NUMERIC);
    assertThat(outcome.err()).contains("--lr");
    assertThat(folder.resolve("out/checkpoint")).exists();
    assertThat(folder.resolve("out/model.onnx")).doesNotExist();
  }
}
