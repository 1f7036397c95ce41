package probe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import probe.RealModel;
import probe.SharedModels;
import probe.tensor.Compare;
import probe.tensor.Matrix;
import probe.tensor.Safetensors;

/** A real pretrained LLaMA, from its GGUF file to a report and a fine-tuned model. */
class RealModelIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double PARITY = 1e-4;

  @TempDir private static Path folder;

  private static Path gguf;
  private static Path reference;

  /** Fills a cache of its own: 540 MB that go with the folder. */
  @BeforeAll
  static void convert() throws Exception {
    gguf = RealModel.require();
    reference = SharedModels.require("smollm2");
    Launcher.Outcome first = run("inspect", "--model", gguf.toString(), "--json");
    assertThat(first.err()).contains("converting " + gguf);
    JsonNode facts = JSON.readTree(first.out());
    assertThat(facts.get("model").asText()).isEqualTo(gguf.toString());
    assertThat(facts.get("blocks").asInt()).isEqualTo(30);
    assertThat(facts.get("quantisation").asText())
        .isEqualTo("none, dequantised from Q4_1 (210 tensors), Q8_0 (1 tensor)");
  }

  private static Launcher.Outcome run(String... arguments) throws Exception {
    Launcher.Outcome outcome =
        Launcher.run(Map.of("PROBE_CACHE", folder.resolve("cache").toString()), List.of(arguments));
    assertThat(outcome.code()).as(outcome.err()).isZero();
    return outcome;
  }

  private static JsonNode json(Path file) throws IOException {
    return JSON.readTree(file.toFile());
  }

  @Test
  void textsBecomeTheTokensOfTheModelsOwnTokenizer() throws Exception {
    JsonNode expected = json(reference.resolve("reference.json")).get("tokenization");
    List<String> arguments = new ArrayList<>(List.of("extract", "--model", gguf.toString()));
    arguments.addAll(List.of("--layers", "0", "--out", folder.resolve("texts").toString()));
    arguments.add("--text");
    expected.forEach(one -> arguments.add(one.get("text").asText()));
    assertThat(run(arguments.toArray(String[]::new)).err()).doesNotContain("converting");
    JsonNode contexts = json(folder.resolve("texts/tokens.json")).get("contexts");
    assertThat(contexts).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(contexts.get(i).get("ids"))
          .as(expected.get(i).get("text").asText())
          .isEqualTo(expected.get(i).get("ids"));
    }
  }

  @Test
  void statesAndLogitsEqualTransformers() throws Exception {
    JsonNode prompts = json(reference.resolve("reference.json")).get("prompts");
    StringBuilder lines = new StringBuilder();
    prompts.forEach(prompt -> lines.append(prompt.get("ids")).append('\n'));
    Path ids = Files.writeString(folder.resolve("ids.jsonl"), lines);
    Path out = folder.resolve("states");
    run(
        "extract",
        "--model",
        gguf.toString(),
        "--ids",
        ids.toString(),
        "--layers",
        "0,1,15,29,30",
        "--positions",
        "all",
        "--logits",
        "--out",
        out.toString());
    Safetensors vectors = Safetensors.open(out.resolve("vectors.safetensors"));
    Safetensors expected = Safetensors.open(reference.resolve("reference.safetensors"));
    for (int k = 0; k < prompts.size(); k++) {
      for (int layer : new int[] {0, 1, 15, 29, 30}) {
        requireClose(
            vectors.matrix("context.%d.hidden.%d".formatted(k, layer)),
            expected.matrix("prompt%d.hidden%d".formatted(k, layer)));
      }
      requireClose(
          vectors.matrix("context.%d.logits".formatted(k)),
          expected.matrix("prompt%d.logits".formatted(k)));
    }
  }

  /** The reference may hold the last rows alone. */
  private static void requireClose(Matrix actual, Matrix expected) {
    float[] wanted = all(expected, 0);
    assertThat(Compare.share(all(actual, actual.rows() - expected.rows()), wanted))
        .isLessThan(PARITY);
  }

  private static float[] all(Matrix matrix, int from) {
    float[] out = new float[(matrix.rows() - from) * matrix.columns()];
    matrix.copyRows(from, matrix.rows() - from, out);
    return out;
  }

  @Test
  void aShortRunGoesFromTheFileToTheReport() throws Exception {
    Path out = folder.resolve("run");
    run(
        "run",
        "--model",
        gguf.toString(),
        "--probes",
        "probes/word-pairs/noun-plural.yaml",
        "probes/word-pairs/male-female.yaml",
        "probes/linearity.yaml",
        "--ridge",
        "0.01",
        "--out",
        out.toString());
    JsonNode results = json(out.resolve("results.json"));
    assertThat(results.get("certificate").get("holds").asBoolean()).isTrue();
    assertThat(results.get("provenance").get("model").asText()).isEqualTo(gguf.toString());
    assertThat(results.get("provenance").get("quantisation").asText()).contains("Q4_1");
    for (JsonNode concept : results.get("concepts")) {
      assertThat(concept.get("tested").asBoolean()).isTrue();
    }
    assertThat(Files.readString(out.resolve("report.md"))).contains("Q4_1");
  }

  @Test
  void tenStepsOfTuningBeginAtTheLossOfTransformers() throws Exception {
    JsonNode prompts = json(reference.resolve("reference.json")).get("prompts");
    StringBuilder lines = new StringBuilder();
    for (int k = 0; k < 3; k++) {
      lines.append("{\"ids\": %s, \"loss_from\": 1}%n".formatted(prompts.get(k).get("ids")));
    }
    Path rows = Files.writeString(folder.resolve("rows.jsonl"), lines);
    Path out = folder.resolve("tuned");
    run(
        "tune",
        "--model",
        gguf.toString(),
        "--train",
        rows.toString(),
        "--method",
        "lora",
        "--lr",
        "0.002",
        "--batch",
        "3",
        "--steps",
        "10",
        "--out",
        out.toString());
    double[] losses =
        Files.readAllLines(out.resolve("metrics.jsonl")).stream()
            .mapToDouble(RealModelIT::loss)
            .toArray();
    assertThat(losses).hasSize(10);
    // transformers 5.24 in float32, on the same rows
    assertThat(losses[0]).isCloseTo(3.84161830, Offset.offset(1e-4));
    assertThat(Arrays.stream(losses).min().orElseThrow()).isLessThan(losses[0] / 2);
  }

  private static double loss(String line) {
    try {
      return JSON.readTree(line).get("loss").asDouble();
    } catch (IOException e) {
      throw new IllegalStateException(line, e);
    }
  }
}
