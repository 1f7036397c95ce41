package probe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import probe.SharedModels;
import probe.checkpoint.TestCheckpoint;
import probe.tensor.Compare;
import probe.tensor.Matrix;
import probe.tensor.Safetensors;

/** {@code probe import}: its models give the vectors of transformers, and nothing half-written. */
class ImportIT {
  private static final double PARITY = 1e-4;

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"stories260k, 5", "slm4096, 4", "gpt2-random, 2", "llama-untied, 3"})
  void importedModelsGiveTheReferenceVectors(String name, int blocks) throws Exception {
    Path shared = SharedModels.require(name);
    Path imported = folder.resolve("imported");
    done(Launcher.run("import", shared.toString(), "--out", imported.toString()));
    JsonNode prompts =
        new ObjectMapper().readTree(shared.resolve("reference.json").toFile()).get("prompts");
    StringBuilder lines = new StringBuilder();
    prompts.forEach(prompt -> lines.append(prompt.get("ids")).append('\n'));
    Path ids = Files.writeString(folder.resolve("ids.jsonl"), lines);
    done(
        Launcher.run(
            "extract",
            "--model",
            imported.resolve("model.onnx").toString(),
            "--ids",
            ids.toString(),
            "--layers",
            "all",
            "--positions",
            "all",
            "--logits",
            "--unembedding",
            "--embedding",
            "--out",
            folder.resolve("out").toString()));
    Safetensors vectors = Safetensors.open(folder.resolve("out/vectors.safetensors"));
    Safetensors reference = Safetensors.open(shared.resolve("reference.safetensors"));
    for (String weights : List.of("embedding", "unembedding")) {
      assertThat(Compare.share(all(vectors.matrix(weights)), all(reference.matrix(weights))))
          .isZero();
    }
    for (int k = 0; k < prompts.size(); k++) {
      for (int layer = 0; layer <= blocks; layer++) {
        requireClose(vectors, "context." + k + ".hidden." + layer, reference, k, "hidden" + layer);
      }
      requireClose(vectors, "context." + k + ".logits", reference, k, "logits");
    }
    assertThat(Files.isRegularFile(imported.resolve("tokenizer.json")))
        .isEqualTo(Files.isRegularFile(shared.resolve("tokenizer.json")));
    assertThat(imported.resolve("config.json"))
        .hasSameBinaryContentAs(shared.resolve("config.json"));
  }

  /** The reference may hold the logits of the last position alone. */
  private static void requireClose(
      Safetensors vectors, String name, Safetensors reference, int prompt, String expectedName) {
    float[] actual = all(vectors.matrix(name));
    float[] expected = all(reference.matrix("prompt" + prompt + "." + expectedName));
    float[] same = Arrays.copyOfRange(actual, actual.length - expected.length, actual.length);
    assertThat(Compare.share(same, expected)).as(name).isLessThan(PARITY);
  }

  @Test
  void theManifestSaysWhatFloat16Changed() throws Exception {
    Path source = TestCheckpoint.llama().write(folder.resolve("source"));
    Files.writeString(source.resolve("tokenizer_config.json"), "{}");
    Path out = folder.resolve("out");
    Launcher.Outcome outcome =
        Launcher.run("import", source.toString(), "--out", out.toString(), "--dtype", "float16");
    done(outcome);
    assertThat(outcome.err())
        .contains("llama, 4,612 weights as float16, head of its own")
        .contains("wrote config.json, manifest.json, model.onnx, tokenizer_config.json to " + out);
    JsonNode manifest = new ObjectMapper().readTree(out.resolve("manifest.json").toFile());
    assertThat(manifest.get("dtype").asText()).isEqualTo("float16");
    assertThat(manifest.get("source_files").get(1).get("sha256").asText()).hasSize(64);
    assertThat(manifest.get("config").get("model_type").asText()).isEqualTo("llama");
    double relative = manifest.get("round_trip").get("max_relative_error").asDouble();
    assertThat(relative).isBetween(1e-5, 0x1p-11);
    JsonNode first = manifest.get("tensors").get(0);
    assertThat(first.get("name").asText()).isEqualTo("model.embed_tokens.weight");
    assertThat(first.get("source_dtype").asText()).isEqualTo("float32");
    assertThat(first.get("dtype").asText()).isEqualTo("float16");
    assertThat(first.get("max_absolute_error").asDouble()).isPositive();
    JsonNode inspected =
        new ObjectMapper()
            .readTree(
                Launcher.run("inspect", "--json", "--model", out.resolve("model.onnx").toString())
                    .out());
    assertThat(inspected.get("blocks").asInt()).isEqualTo(2);
    assertThat(inspected.get("dtype").asText()).isEqualTo("float16");
  }

  @Test
  void aLargeModelNeedsLittleMemory() throws Exception {
    TestCheckpoint checkpoint = TestCheckpoint.gpt2();
    checkpoint.config().put("vocab_size", 2_000_000);
    checkpoint.put("transformer.wte.weight", 0.5f, 2_000_000, 12);
    Path source = checkpoint.write(folder.resolve("source"));
    Path out = folder.resolve("out");
    Map<String, String> small = Map.of("PROBE_JAVA_OPTS", "-Xmx64m");
    done(Launcher.run(small, List.of("import", source.toString(), "--out", out.toString())));
    assertThat(Files.size(out.resolve("model.onnx"))).isGreaterThan(96_000_000);
    done(Launcher.run(small, List.of("inspect", "--model", out.resolve("model.onnx").toString())));
  }

  @Test
  void whatIsWrongIsOneLineAndNothingIsWritten() throws Exception {
    TestCheckpoint checkpoint = TestCheckpoint.gpt2();
    checkpoint.tensors().remove("transformer.h.0.mlp.c_fc.bias");
    refused(3, "no tensor transformer.h.0.mlp.c_fc.bias [20]", checkpoint);
    checkpoint.put("transformer.h.0.mlp.c_fc.bias", 1, 21);
    refused(3, "tensor transformer.h.0.mlp.c_fc.bias is [21]", checkpoint);
    checkpoint.put("transformer.h.0.mlp.c_fc.bias", 1, 20);
    checkpoint.put("transformer.h.2.ln_1.bias", 1, 12);
    refused(3, "tensor transformer.h.2.ln_1.bias [12] has no place", checkpoint);
    checkpoint.tensors().remove("transformer.h.2.ln_1.bias");
    checkpoint.put("transformer.ln_f.bias", 1e30f, 12);
    refused(7, "float16 ends at 65504", checkpoint, "--dtype", "float16");
    refused(4, "--dtype takes float32 or float16, got 'int8'", checkpoint, "--dtype", "int8");
    checkpoint.config().put("model_type", "bert");
    refused(3, "model_type 'bert' is not known; known: gemma2, gemma3_text, gpt2,", checkpoint);
    checkpoint.config().put("model_type", "gpt2");
    Path weights = checkpoint.write(folder.resolve("source")).resolve("model.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    Files.write(weights, Arrays.copyOf(bytes, bytes.length - 100));
    refused(3, "the file is truncated, fetch it again");
  }

  private void refused(int code, String message, TestCheckpoint checkpoint, String... more)
      throws IOException, InterruptedException {
    checkpoint.write(folder.resolve("source"));
    refused(code, message, more);
  }

  private void refused(int code, String message, String... more)
      throws IOException, InterruptedException {
    Path out = folder.resolve("new/out");
    List<String> arguments =
        new java.util.ArrayList<>(
            List.of("import", folder.resolve("source").toString(), "--out", out.toString()));
    arguments.addAll(List.of(more));
    Launcher.Outcome outcome = Launcher.run(arguments);
    assertThat(outcome.err()).startsWith("probe: error: ").contains(message);
    assertThat(outcome.err().lines()).hasSize(1);
    assertThat(outcome.code()).as(outcome.err()).isEqualTo(code);
    assertThat(out.getParent()).doesNotExist();
  }

  private static float[] all(Matrix matrix) {
    float[] out = new float[matrix.rows() * matrix.columns()];
    matrix.copyRows(0, matrix.rows(), out);
    return out;
  }

  private static void done(Launcher.Outcome outcome) {
    assertThat(outcome.code()).as(outcome.err()).isZero();
  }
}
