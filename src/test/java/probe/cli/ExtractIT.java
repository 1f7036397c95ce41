package probe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import probe.SharedModels;
import probe.tensor.Safetensors;

/** {@code probe extract} on the reference models. */
class ExtractIT {
  private static final double PARITY = 1e-4;

  @TempDir private Path folder;

  @Test
  void textsGiveTheReferenceVectors() throws Exception {
    Path shared = SharedModels.require("stories260k");
    JsonNode prompts =
        new ObjectMapper().readTree(shared.resolve("reference.json").toFile()).get("prompts");
    List<String> arguments = new ArrayList<>(List.of("extract", "--model"));
    arguments.add(shared.resolve("model.onnx").toString());
    arguments.addAll(
        List.of("--layers", "all", "--logits", "--unembedding", "--embedding", "--text"));
    prompts.forEach(prompt -> arguments.add(prompt.get("text").asText()));
    arguments.addAll(List.of("--out", folder.resolve("out").toString()));
    done(Launcher.run(arguments));

    Safetensors vectors = Safetensors.open(folder.resolve("out/vectors.safetensors"));
    Safetensors reference = Safetensors.open(shared.resolve("reference.safetensors"));
    assertThat(vectors.shape("hidden.5")).containsExactly(prompts.size(), 64);
    assertThat(vectors.shape("logits")).containsExactly(prompts.size(), 512);
    for (int k = 0; k < prompts.size(); k++) {
      int last = prompts.get(k).get("ids").size() - 1;
      for (int layer = 0; layer <= 5; layer++) {
        requireClose(
            vectors.matrix("hidden." + layer).row(k),
            reference.matrix("prompt" + k + ".hidden" + layer).row(last));
      }
      requireClose(
          vectors.matrix("logits").row(k), reference.matrix("prompt" + k + ".logits").row(last));
    }
    for (String weights : List.of("embedding", "unembedding")) {
      assertThat(vectors.shape(weights)).containsExactly(512, 64);
      requireClose(vectors.matrix(weights).row(511), reference.matrix(weights).row(511));
    }

    JsonNode tokens = json("out/tokens.json").get("contexts");
    assertThat(tokens.size()).isEqualTo(prompts.size());
    assertThat(tokens.get(0).get("ids")).isEqualTo(prompts.get(0).get("ids"));
    assertThat(tokens.get(0).get("tokens").get(0).asText()).isEqualTo("<s>");
    JsonNode manifest = json("out/manifest.json");
    assertThat(manifest.get("model_sha256").asText()).hasSize(64);
    assertThat(manifest.get("execution_provider").asText()).isEqualTo("CPUExecutionProvider");
    assertThat(manifest.get("sites").get("hidden.5").asText()).contains("after the final norm");
    assertThat(manifest.get("command").asText()).startsWith("probe extract --model");
  }

  @ParameterizedTest
  @CsvSource({"llama-untied, model.onnx, 3", "slm4096, model_dynamo.onnx, 4"})
  void everyPositionInTheCallersOrder(String name, String form, int blocks) throws Exception {
    Path shared = SharedModels.require(name);
    JsonNode prompts =
        new ObjectMapper().readTree(shared.resolve("reference.json").toFile()).get("prompts");
    StringBuilder lines = new StringBuilder();
    prompts.forEach(prompt -> lines.append(prompt.get("ids")).append('\n'));
    Path ids = Files.writeString(folder.resolve("ids.jsonl"), lines);
    done(
        Launcher.run(
            "extract",
            "--model",
            shared.resolve(form).toString(),
            "--ids",
            ids.toString(),
            "--layers",
            "0,2," + blocks,
            "--positions",
            "all",
            "--logits",
            "--out",
            folder.resolve("out").toString()));
    Safetensors vectors = Safetensors.open(folder.resolve("out/vectors.safetensors"));
    Safetensors reference = Safetensors.open(shared.resolve("reference.safetensors"));
    for (int k = 0; k < prompts.size(); k++) {
      int length = prompts.get(k).get("ids").size();
      for (String site : List.of("hidden.0", "hidden.2", "hidden." + blocks, "logits")) {
        var actual = vectors.matrix("context." + k + "." + site);
        var expected = reference.matrix("prompt" + k + "." + site.replace("hidden.", "hidden"));
        assertThat(actual.rows()).isEqualTo(length);
        for (int row = 0; row < length; row++) {
          requireClose(actual.row(row), expected.row(row));
        }
      }
      assertThat(vectors.has("context." + k + ".hidden.1")).isFalse();
    }
  }

  @Test
  void anyNumberOfTextsMayStandOnTheCommandLine() throws Exception {
    Path model = SharedModels.require("stories260k").resolve("model.onnx");
    List<String> arguments = new ArrayList<>(List.of("extract", "--model", model.toString()));
    arguments.add("--text");
    for (int i = 0; i < 2000; i++) {
      arguments.add("Once upon a time there was a\n'boy' \"number\" " + i);
    }
    arguments.addAll(List.of("--out", folder.resolve("out").toString()));
    done(Launcher.run(arguments));
    assertThat(json("out/tokens.json").get("contexts")).hasSize(2000);
  }

  @Test
  void anInterruptedExtractionLeavesNothing() throws Exception {
    Path model = SharedModels.require("slm4096").resolve("model.onnx");
    Path ids = folder.resolve("ids.jsonl");
    Files.writeString(ids, "[1,2,3,4,5,6,7,8]\n".repeat(100_000));
    Path out = folder.resolve("new/out");
    Process process =
        Launcher.start(
            "extract",
            "--model",
            model.toString(),
            "--ids",
            ids.toString(),
            "--layers",
            "all",
            "--positions",
            "all",
            "--out",
            out.toString());
    while (process.isAlive() && !Files.exists(out)) {
      Thread.sleep(5);
    }
    Thread.sleep(200); // let it write something
    process.destroy();
    assertThat(process.waitFor()).isNotZero();
    assertThat(out.getParent()).doesNotExist();
  }

  @Test
  void memoryDoesNotGrowWithTheNumberOfContexts() throws Exception {
    Path model = SharedModels.require("slm4096").resolve("model.onnx");
    long[] peaks = new long[2];
    int[] counts = {25_000, 125_000};
    for (int i = 0; i < 2; i++) {
      Path ids = folder.resolve("ids" + i + ".jsonl");
      try (var out = Files.newBufferedWriter(ids)) {
        for (int k = 0; k < counts[i]; k++) {
          StringBuilder line = new StringBuilder("[");
          for (int j = 0; j < 12; j++) {
            line.append(j == 0 ? "" : ",").append((k * 7 + j * 11) % 54);
          }
          out.write(line.append("]\n").toString());
        }
      }
      Launcher.Outcome outcome =
          Launcher.run(
              Map.of("JDK_JAVA_OPTIONS", "-Xmx512m"),
              List.of(
                  "extract",
                  "--model",
                  model.toString(),
                  "--ids",
                  ids.toString(),
                  "--out",
                  folder.resolve("out" + i).toString()));
      done(outcome);
      peaks[i] = outcome.peakKilobytes();
      assertThat(
              Safetensors.open(folder.resolve("out" + i + "/vectors.safetensors"))
                  .shape("hidden.4"))
          .containsExactly(counts[i], 64);
    }
    Assumptions.assumeTrue(peaks[0] > 0, "this system has no /proc to read the memory from");
    // the heap breathes by some tens of megabytes; 100,000 more contexts are 30 MB of vectors
    assertThat(peaks[1] - peaks[0]).isLessThan(100_000);
    assertThat(peaks[1]).isLessThan(700_000);
  }

  private JsonNode json(String file) throws IOException {
    return new ObjectMapper().readTree(folder.resolve(file).toFile());
  }

  private static void done(Launcher.Outcome outcome) {
    assertThat(outcome.code()).as(outcome.err()).isZero();
  }

  private static void requireClose(float[] actual, float[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    double largest = 0;
    for (float x : expected) {
      largest = Math.max(largest, Math.abs(x));
    }
    for (int i = 0; i < expected.length; i++) {
      assertThat((double) Math.abs(actual[i] - expected[i])).isLessThan(PARITY * largest);
    }
  }
}
