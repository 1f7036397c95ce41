package probe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ToyOcrCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static OcrFiles.Outcome run(Object... more) {
    List<Object> arguments = new ArrayList<>(List.of("--classes=4", "--steps=40", "--seeds=2"));
    arguments.addAll(List.of(more));
    return OcrFiles.run(new ToyOcrCommand(), arguments.toArray());
  }

  @Test
  void bothModelsAreRunWithEverySeedAndValueOfASweep() throws Exception {
    OcrFiles.Outcome outcome = run("--head-dim=2,3", "--weight-decay=0,0.03", "--json");
    assertThat(outcome.code()).as(outcome.err()).isZero();

    JsonNode out = JSON.readTree(outcome.out());

    assertThat(out.get("runs")).hasSize(2 * 2 * 2 + 2 * 2);
    assertThat(out.get("summary")).hasSize(2 * 2 + 2);
    JsonNode run = out.get("runs").get(3);
    assertThat(run.get("model").asText()).isEqualTo("factorised");
    assertThat(run.get("head_dim").asInt()).isEqualTo(2);
    assertThat(run.get("weight_decay").asDouble()).isEqualTo(.03);
    assertThat(run.get("seed").asInt()).isEqualTo(2);
    assertThat(run.get("losses").properties()).hasSize(4);
    assertThat(run.get("singular_values")).hasSize(8);
    assertThat(run.has("margin_ratio")).isTrue();
    assertThat(run.get("curve")).hasSize(41);
    double mean =
        (out.get("runs").get(2).get("mean_rank").asDouble() + run.get("mean_rank").asDouble()) / 2;
    assertThat(out.get("summary").get(1).get("mean_rank").get("mean").asDouble()).isEqualTo(mean);
    assertThat(run("--head-dim=2,3", "--weight-decay=0,0.03", "--json").out())
        .isEqualTo(outcome.out());
  }

  @Test
  void theMatricesGoToTheFolder(@TempDir Path folder) throws Exception {
    OcrFiles.Outcome outcome = run("--model=product", "--attention=fixed", "--out", folder);
    assertThat(outcome.code()).as(outcome.err()).isZero();

    JsonNode file = JSON.readTree(folder.resolve("toy-ocr.json").toFile());

    assertThat(file.get("runs")).hasSize(2);
    assertThat(file.get("runs").get(0).get("map")).hasSize(4 * 4 + 2);
    assertThat(file.get("runs").get(0).get("map").get(0)).hasSize(8);
    assertThat(outcome.out()).contains("wrote toy-ocr.json, results.json").contains("mean");
    JsonNode results = JSON.readTree(folder.resolve("results.json").toFile());
    assertThat(results.at("/analyses/0/kind").asText()).isEqualTo("toy-ocr");
    assertThat(results.at("/analyses/0/findings")).hasSize(3);
    assertThat(results.at("/provenance/seed").asInt()).isEqualTo(1);
    assertThat(folder.resolve("report.md")).content().startsWith("# Toy models");
    assertThat(folder.resolve("report.html")).exists();
  }

  @Test
  void wordsThatAreNoChoiceAreRefused() {
    assertThat(run("--model", "linear").err())
        .isEqualTo("probe: error: --model takes factorised, product or both, got 'linear'\n");
    assertThat(run("--attention", "soft").err())
        .isEqualTo("probe: error: --attention takes learned or fixed, got 'soft'\n");
    assertThat(OcrFiles.run(new ToyOcrCommand(), "--seeds", "0").code()).isEqualTo(Exit.INPUT);
  }
}
