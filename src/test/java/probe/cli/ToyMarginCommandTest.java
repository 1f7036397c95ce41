package probe.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class ToyMarginCommandTest {
  private static JsonNode json(Object... arguments) throws IOException {
    OcrFiles.Outcome outcome = OcrFiles.run(new ToyMarginCommand(), arguments);
    assertThat(outcome.code()).as(outcome.err()).isZero();
    return new ObjectMapper().readTree(outcome.out());
  }

  @Test
  void withoutOptionsThreeClassesAreSolved() throws Exception {
    JsonNode out = json("--json");

    assertThat(out.get("test_margin").asDouble()).isCloseTo(Math.sqrt(1 / 3.0), within(1e-6));
    assertThat(out.get("closed_form").asDouble()).isEqualTo(Math.sqrt(1 / 3.0));
    assertThat(out.get("train_margin").asDouble()).isCloseTo(1, within(1e-12));
    assertThat(out.get("gap").asDouble()).isBetween(0.0, 1e-10);
    assertThat(out.get("singular_values")).hasSize(6);
    assertThat(out.get("nuclear_norm").asDouble())
        .isCloseTo(2 * (2.431 + .301) + 1.732, within(2e-3));
    assertThat(out.get("frobenius_norm").asDouble()).isCloseTo(Math.sqrt(15), within(1e-6));
  }

  @Test
  void theOtherNormAndOtherSizesAreTaken() throws Exception {
    JsonNode out =
        json(
            "--json",
            "--norm=frobenius",
            "--classes=4",
            "--train-per-class=3",
            "--test-per-class=2");

    assertThat(out.get("norm").asText()).isEqualTo("frobenius");
    assertThat(out.get("classes").asInt()).isEqualTo(4);
    assertThat(out.get("test_margin").asDouble()).isCloseTo(0, within(1e-6));
    assertThat(out.get("test_margin_facts").asDouble()).isCloseTo(.25, within(1e-6));
    assertThat(out.get("closed_form_facts").asDouble()).isEqualTo(.25);
  }

  @Test
  void whatNoClosedFormSaysIsNull() throws Exception {
    JsonNode out = json("--json", "--train-per-class=0");

    assertThat(out.get("closed_form").asDouble()).isZero();
    assertThat(out.get("closed_form_facts").isNull()).isTrue();
    assertThat(out.get("closed_form_singular_values").isNull()).isTrue();
  }

  @Test
  void theTextShowsSolutionAndClosedFormSideBySide() {
    OcrFiles.Outcome outcome = OcrFiles.run(new ToyMarginCommand());

    assertThat(outcome.out())
        .contains("test margin          0.577350   closed form  0.577350")
        .contains("2.4309 2.4309 1.7321 0.3011 0.3011");
  }

  @Test
  void anUnknownNormIsRefused() {
    OcrFiles.Outcome outcome = OcrFiles.run(new ToyMarginCommand(), "--norm", "spectral");

    assertThat(outcome.code()).isEqualTo(Exit.INPUT);
    assertThat(outcome.err())
        .isEqualTo("probe: error: --norm takes nuclear or frobenius, got 'spectral'\n");
  }
}
