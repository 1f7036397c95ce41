package probe.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import probe.SharedModels;
import probe.model.Device;
import probe.model.LanguageModel;
import probe.model.Tokenizer;

class PositionZeroTest {
  @TempDir private Path folder;

  @Test
  void theLengthIsThatOfTheStates() {
    Path model = SharedModels.require("stories260k").resolve("model.onnx");
    try (LanguageModel opened =
        LanguageModel.open(model, new LanguageModel.Options(null, Device.CPU, 1))) {
      PositionZero zero = new PositionZero(opened);
      double ratio = zero.normRatio(List.of(new int[] {1, 403, 407, 261, 378}));
      // transformers 5.24 on the same ids: norms at position 0 over the median of the others, most
      // of layers 0 to 4
      assertThat(ratio).isBetween(EXPECTED - 0.01, EXPECTED + 0.01);
      assertThat(zero.normRatio(List.of(new int[] {1}))).isEqualTo(1);
    }
  }

  private static final double EXPECTED = 1.7613;

  @ParameterizedTest
  @CsvSource({
    "<|im_start|>, true",
    "<start_of_turn>, true",
    "<s>, false",
    "<|begin_of_text|>, false"
  })
  void markupOfChatsIsWarnedOf(String bos, boolean warned) throws IOException {
    String json =
        Files.readString(SharedModels.require("stories260k").resolve("tokenizer.json"))
            .replace("\"<s>\"", "\"" + bos + "\"");
    Path file = Files.writeString(folder.resolve("tokenizer.json"), json);
    try (Tokenizer tokenizer = Tokenizer.open(file)) {
      assertThat(tokenizer.tokens(tokenizer.prefix())).containsExactly(bos);
      assertThat(PositionZero.markup(tokenizer).isPresent()).isEqualTo(warned);
      if (warned) {
        assertThat(PositionZero.markup(tokenizer).orElseThrow()).contains("'" + bos + "'");
      }
    }
  }
}
