package probe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import probe.SharedModels;

/** One line, an exit code, and nothing half-written, for whatever is wrong. */
class ErrorsIT {
  @TempDir private Path folder;

  // of this test: there is an object for each
  private boolean started;

  @Test
  void helpNamesTheCommands() throws Exception {
    Launcher.Outcome outcome = Launcher.run("--help");
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out()).contains("import", "inspect", "extract", "run", "Exit codes");
    for (String command :
        List.of(
            "import",
            "inspect",
            "extract",
            "run",
            "tune",
            "ocr",
            "pocket",
            "report",
            "benchmark")) {
      assertThat(OcrFiles.run(new Main(), command, "--help").out())
          .contains("Usage: probe " + command);
    }
  }

  @Test
  void usage() throws Exception {
    refused(2, "--out", "extract");
    refused(2, "Unknown option", "inspect", "--model", "x.onnx", "--nonsense");
    refused(2, "name a command");
  }

  @Test
  void models() throws Exception {
    refused(3, "no file", "inspect", "--model", folder.resolve("absent.onnx").toString());
    Path text = Files.writeString(folder.resolve("text.onnx"), "not a model at all");
    refused(3, "not an ONNX file", "inspect", "--model", text.toString());
    // a folder is its one model
    refused(3, text + " is truncated or not an ONNX file", "inspect", "--model", folder.toString());
    Files.writeString(folder.resolve("other.onnx"), "nor this");
    refused(3, "has 2 models: other.onnx, text.onnx", "inspect", "--model", folder.toString());
    String empty = Files.createDirectory(folder.resolve("empty")).toString();
    refused(3, "has no model: no .onnx file, no .gguf file", "inspect", "--model", empty);
  }

  @Test
  void devices() throws Exception {
    String model = SharedModels.require("slm4096").resolve("model.onnx").toString();
    refused(4, "cpu, cuda or cuda:n", "inspect", "--model", model, "--device", "tpu");
    refused(4, "[1, 1024]", "inspect", "--model", model, "--threads", "0");
  }

  @Test
  void contexts() throws Exception {
    String model = SharedModels.require("llama-untied").resolve("model.onnx").toString();
    extractRefused(4, "no tokenizer.json", model, "--text", "hello");
    extractRefused(4, "ids.jsonl:2: token id 2000", model, "--ids", file("[1]\n[2000]\n"));
    extractRefused(4, "ids.jsonl:1: no JSON", model, "--ids", file("hello\n"));
    extractRefused(4, "ids.jsonl:2: no JSON array", model, "--ids", file("[1]\n{}\n"));
    extractRefused(4, "ids.jsonl:1: no JSON", model, "--ids", file("[1] [2]\n"));
    extractRefused(4, "nothing to extract", model, "--ids", file("[1]\n"), "--layers", "none");
    extractRefused(4, "not a token id", model, "--ids", file("[1, 2.5]\n"));
    extractRefused(4, "ids.jsonl:2 has no tokens", model, "--ids", file("[1]\n[]\n"));
    extractRefused(4, "is empty", model, "--ids", file(""));
    extractRefused(4, "at most 128", model, "--ids", file("[" + "1,".repeat(128) + "1]\n"));
    extractRefused(4, "nothing to extract", model);
    extractRefused(4, "the model has 0 to 3", model, "--ids", file("[1]\n"), "--layers", "4");
    extractRefused(4, "--layers takes", model, "--ids", file("[1]\n"), "--layers", "first");
    extractRefused(4, "last or all", model, "--ids", file("[1]\n"), "--positions", "first");
  }

  @Test
  void outputs() throws Exception {
    String model = SharedModels.require("llama-untied").resolve("model.onnx").toString();
    String ids = file("[1]\n");
    Path occupied = Files.writeString(folder.resolve("occupied"), "mine");
    refused(
        5, "is a file", "extract", "--model", model, "--ids", ids, "--out", occupied.toString());
    refused(
        5,
        "cannot write",
        "extract",
        "--model",
        model,
        "--ids",
        ids,
        "--out",
        occupied.resolve("below").toString());
    assertThat(occupied).hasContent("mine");
  }

  @Test
  void concepts() throws Exception {
    String model = SharedModels.require("stories260k").resolve("model.onnx").toString();
    runRefused("bad.tsv:3: 1 columns", model, "bad.tsv", "a\tb\n# fine\nc d\n");
    runRefused("bad.tsv:2: an empty word", model, "bad.tsv", "a\tb\nc\t\n");
    runRefused("bad.yaml:4: a pair is", model, "bad.yaml", yaml("  - [a]\n"));
    runRefused(
        "bad.yaml:5: the pair (a, b) stands", model, "bad.yaml", yaml("  - [a, b]\n  - [a, b]\n"));
    runRefused("bad.yaml:1: no field 'knd'", model, "bad.yaml", "knd: word-pairs\n");
  }

  @Test
  void probes() throws Exception {
    String model = SharedModels.require("stories260k").resolve("model.onnx").toString();
    runRefused(
        "bad.yaml:1: no probe kind 'lineerity'; known: alignment, analogy, classify,",
        model,
        "bad.yaml",
        "kind: lineerity\nname: x\n");
    runRefused(
        "bad.yaml:3: no field 'draw'", model, "bad.yaml", "kind: linearity\nname: x\ndraw: 99\n");
    runRefused(
        "bad.yaml:4: 'draws' is 98; it must be from 99",
        model,
        "bad.yaml",
        "kind: linearity\nname: x\n\ndraws: 98\n");
    Path good = Files.writeString(folder.resolve("good.tsv"), "a\tb\n");
    refused(
        4,
        "--ridge is a share of the mean eigenvalue, 0 or more, got -1.0",
        "run",
        "--model",
        model,
        "--probes",
        good.toString(),
        "--ridge",
        "-1",
        "--out",
        folder.resolve("out").toString());
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void training() throws Exception {
    Path row =
        Files.writeString(folder.resolve("rows.jsonl"), "{\"ids\": [1, 2], \"loss_from\": 1}\n");
    tuneRefused(
        "--method takes full, lora, product or only:PATTERN, got 'half'", row, "--method", "half");
    tuneRefused("--rank must be within [1, 4096], got 0", row, "--rank", "0");
    tuneRefused("--alpha must be above 0, got -1.0", row, "--alpha", "-1");
    tuneRefused("--init-scale must be above 0, got 0.0", row, "--init-scale", "0");
    tuneRefused("--targets takes one of attention, mlp, all, got 'x'", row, "--targets", "x");
    tuneRefused("--optimizer takes one of adamw, adam, sgd, got 'x'", row, "--optimizer", "x");
    tuneRefused("--schedule takes one of constant, linear,", row, "--schedule", "x");
    tuneRefused("--lr must be above 0, got 0.0", row, "--lr", "0");
    tuneRefused("--warmup must be 0 or more, got -1", row, "--warmup", "-1");
    tuneRefused("--weight-decay must be 0 or more, got NaN", row, "--weight-decay", "NaN");
    tuneRefused("--momentum is for --optimizer sgd", row, "--momentum", "0.9");
    tuneRefused("--batch must be 1 or more, got 0", row, "--batch", "0");
    tuneRefused("--epochs must be 1 or more, got 0", row, "--epochs", "0");
    tuneRefused("--steps must be 1 or more, got -5", row, "--steps", "-5");
    tuneRefused("pass one of them", row, "--steps", "5", "--epochs", "1");
    tuneRefused("--clip must be above 0, got 0.0", row, "--clip", "0");
    tuneRefused("no file " + folder.resolve("absent"), folder.resolve("absent"));
    Path bad = Files.writeString(folder.resolve("bad.jsonl"), Files.readString(row) + "oops\n");
    tuneRefused("bad.jsonl:2: no JSON", bad);
    tuneRefused("bad.jsonl:2: no JSON", row, "--validate", bad.toString());
    String ids = "{\"ids\": [" + "1,".repeat(128) + "1], \"loss_from\": 1}\n";
    tuneRefused(":1 has 129 tokens", Files.writeString(folder.resolve("long.jsonl"), ids));
  }

  private void tuneRefused(String message, Path rows, String... more) throws Exception {
    String model = SharedModels.require("llama-untied").resolve("model.onnx").toString();
    Path out = folder.resolve("out");
    List<String> arguments =
        new ArrayList<>(List.of("tune", "--model", model, "--train", rows.toString()));
    if (!List.of(more).contains("--method")) {
      arguments.addAll(List.of("--method", "lora"));
    }
    arguments.addAll(List.of("--out", out.toString()));
    arguments.addAll(List.of(more));
    refused(4, message, arguments.toArray(String[]::new));
    assertThat(out).doesNotExist();
  }

  private static String yaml(String rows) {
    return "kind: word-pairs\nname: x\npairs:\n" + rows;
  }

  private void runRefused(String message, String model, String name, String content)
      throws Exception {
    Path file = Files.writeString(folder.resolve(name), content);
    Path out = folder.resolve("out");
    refused(
        4, message, "run", "--model", model, "--probes", file.toString(), "--out", out.toString());
    assertThat(out).doesNotExist();
  }

  private void extractRefused(int code, String message, String model, String... more)
      throws Exception {
    Path out = folder.resolve("out");
    List<String> arguments =
        new ArrayList<>(List.of("extract", "--model", model, "--out", out.toString()));
    arguments.addAll(List.of(more));
    refused(code, message, arguments.toArray(String[]::new));
    assertThat(out).doesNotExist();
  }

  private String file(String content) throws Exception {
    return Files.writeString(folder.resolve("ids.jsonl"), content).toString();
  }

  /**
   * The first case of a test starts the command. The others take the same way to their message and
   * exit code, in this JVM.
   */
  private void refused(int code, String message, String... arguments) throws Exception {
    int found;
    String err;
    if (started) {
      OcrFiles.Outcome outcome = OcrFiles.run(new Main(), (Object[]) arguments);
      found = outcome.code();
      err = outcome.err();
    } else {
      started = true;
      Launcher.Outcome outcome = Launcher.run(arguments);
      found = outcome.code();
      err = outcome.err();
    }
    assertThat(err).startsWith("probe: error: ").contains(message);
    assertThat(err.lines()).hasSize(1);
    assertThat(found).as(err).isEqualTo(code);
  }
}
