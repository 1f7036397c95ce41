package probe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import probe.SharedModels;

/** {@code probe run} and {@code probe inspect} on the reference models. */
class RunIT {
  @TempDir private Path folder;

  @Test
  void aRealModelIsCertified() throws Exception {
    Path model = SharedModels.require("stories260k").resolve("model.onnx");
    Path concepts =
        Files.writeString(folder.resolve("gender.tsv"), "he\tshe\nhis\ther\nhim\tHer\n");
    JsonNode results = run(model, "--probes", concepts.toString());
    JsonNode certificate = results.get("certificate");
    assertThat(certificate.get("holds").asBoolean()).isTrue();
    assertThat(certificate.get("lambda_gamma_difference").asDouble()).isLessThan(1e-5);
    assertThat(certificate.get("batched_difference").asDouble()).isLessThan(1e-5);
    assertThat(certificate.get("same_top_token")).isEqualTo(certificate.get("contexts"));
    assertThat(certificate.get("bos").get(0).asText()).isEqualTo("<s>");
    assertThat(certificate.get("word_prefix").asText()).isEqualTo("▁");
    assertThat(Files.readString(folder.resolve("out/report.md")))
        .contains("## Parity certificate: holds");
  }

  @Test
  void randomWeightsHaveNoConceptDirections() throws Exception {
    Path model = SharedModels.require("gpt2-random").resolve("model.onnx");
    JsonNode results = run(model);
    assertThat(results.get("concepts")).hasSize(27);
    assertThat(results.get("certificate").get("word_prefix").asText()).isEqualTo("Ġ");
    int large = 0;
    for (JsonNode concept : results.get("concepts")) {
      int used = concept.get("pairs_used").asInt();
      assertThat(used + concept.get("dropped").size())
          .isEqualTo(concept.get("pairs_listed").asInt());
      if (used >= 40) {
        large++;
        // unit vectors in 32 dimensions: the mean of 40 cosines has a deviation of about .03
        assertThat(concept.get("loo_cosine").get("mean").asDouble())
            .as(concept.get("name").asText())
            .isBetween(-0.3, 0.3);
      }
    }
    assertThat(large).isGreaterThan(10);
    int tested = results.get("cosines").get("concepts").size();
    assertThat(results.get("cosines").get("matrix")).hasSize(tested);
  }

  @Test
  void sameSeedSameBytes() throws Exception {
    Path model = SharedModels.require("gpt2-random").resolve("model.onnx");
    run(model, "--seed", "7");
    byte[] first = Files.readAllBytes(folder.resolve("out/results.json"));
    run(model, "--seed", "7");
    assertThat(Files.readAllBytes(folder.resolve("out/results.json"))).isEqualTo(first);
    run(model, "--seed", "8");
    assertThat(Files.readAllBytes(folder.resolve("out/results.json"))).isNotEqualTo(first);
  }

  @Test
  void threadsDoNotChangeTheResults() throws Exception {
    Path model = SharedModels.require("gpt2-random").resolve("model.onnx");
    JsonNode one = run(model, "--threads", "1");
    JsonNode two = run(model, "--threads", "2");
    assertThat(one.get("concepts")).isEqualTo(two.get("concepts"));
    assertThat(one.get("cosines")).isEqualTo(two.get("cosines"));
  }

  @Test
  void aPlanIsPrintedAndNothingIsWritten() throws Exception {
    Path model = SharedModels.require("gpt2-random").resolve("model.onnx");
    Path out = folder.resolve("out");
    Launcher.Outcome outcome =
        Launcher.run("run", "--model", model.toString(), "--dry-run", "--out", out.toString());
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.out())
        .contains("contexts ", "tokens ", "batches ", "bytes written", "peak memory");
    assertThat(out).doesNotExist();
  }

  @Test
  void inspectTellsTheRolesOfInputs() throws Exception {
    Path model = SharedModels.require("gpt2-random").resolve("model.onnx");
    Launcher.Outcome outcome = Launcher.run("inspect", "--model", model.toString(), "--json");
    assertThat(outcome.code()).as(outcome.err()).isZero();
    JsonNode json = new ObjectMapper().readTree(outcome.out());
    assertThat(json.get("blocks").asInt()).isEqualTo(2);
    assertThat(json.get("width").asInt()).isEqualTo(32);
    assertThat(json.get("vocabulary").asInt()).isEqualTo(50_257);
    assertThat(json.get("tied").asBoolean()).isTrue();
    assertThat(json.get("context_limit").asInt()).isEqualTo(64);
    assertThat(json.get("parameters").asLong()).isEqualTo(1_635_744);
    assertThat(json.get("head").get("kind").asText()).isEqualTo("MatMul");
    assertThat(json.get("bias").asBoolean()).isFalse();
    assertThat(json.get("softcap").isNull()).isTrue();
    assertThat(json.get("dtype").asText()).isEqualTo("float32");
    JsonNode inputs = json.get("inputs");
    assertThat(inputs.get("token_ids").get(0).get("name").asText()).isEqualTo("input_ids");
    assertThat(inputs.get("attention_mask").get(0).get("name").asText())
        .isEqualTo("attention_mask");
    assertThat(inputs.get("position_ids").get(0).get("name").asText()).isEqualTo("position_ids");
    assertThat(inputs.get("past")).hasSize(4);
  }

  private JsonNode run(Path model, String... more) throws Exception {
    List<String> arguments =
        new java.util.ArrayList<>(
            List.of("run", "--model", model.toString(), "--out", folder.resolve("out").toString()));
    arguments.addAll(List.of(more));
    Launcher.Outcome outcome = Launcher.run(arguments);
    assertThat(outcome.code()).as(outcome.err()).isZero();
    return new ObjectMapper().readTree(folder.resolve("out/results.json").toFile());
  }
}
