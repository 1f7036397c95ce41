package probe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import probe.SharedModels;

/** {@code probe inspect} on a reference model. */
class InspectIT {
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
}
