package probe.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import probe.model.LanguageModel;

/** Training in a few steps, with and without checkpoints. */
class PocketTrainIT {
  @TempDir private Path folder;

  private Path train(String name, String... more) {
    Path out = folder.resolve(name);
    List<String> arguments =
        new ArrayList<>(
            List.of("pocket", "train", "--arch", "gpt2", "--steps", "2", "--threads", "1"));
    arguments.addAll(List.of("--out", out.toString()));
    arguments.addAll(List.of(more));
    assertThat(Main.execute(arguments.toArray(new String[0]))).isZero();
    return out;
  }

  private static List<String> names(Path of) throws IOException {
    try (var files = Files.list(of)) {
      return files.map(f -> String.valueOf(f.getFileName())).sorted().toList();
    }
  }

  private static JsonNode card(Path checkpoint) throws IOException {
    return new ObjectMapper().readTree(checkpoint.resolve("checkpoint.json").toFile());
  }

  @Test
  void checkpointsChangeNothingAndAreTheModelOnItsWay() throws Exception {
    Path plain = train("plain");
    Path checked = train("checked", "--checkpoints", "2,0");

    assertThat(plain.resolve("checkpoints")).doesNotExist();
    assertThat(checked.resolve("model.onnx")).hasSameBinaryContentAs(plain.resolve("model.onnx"));
    Path all = checked.resolve("checkpoints");
    assertThat(names(all)).containsExactly("step-000000", "step-000002");
    for (String step : names(all)) {
      assertThat(names(all.resolve(step)))
          .containsExactly("checkpoint.json", "config.json", "model.onnx", "tokenizer.json");
      try (LanguageModel model =
          LanguageModel.open(
              all.resolve(step).resolve("model.onnx"), LanguageModel.Options.defaults())) {
        assertThat(model.requireTokenizer().unknownWord("today we find")).isEmpty();
      }
    }
    assertThat(all.resolve("step-000002/model.onnx"))
        .hasSameBinaryContentAs(checked.resolve("model.onnx"));
    JsonNode start = card(all.resolve("step-000000"));
    JsonNode end = card(all.resolve("step-000002"));
    assertThat(start.get("step").asInt()).isZero();
    assertThat(end.get("step").asInt()).isEqualTo(2);
    // untrained, it is about uniform over 1,260 words
    assertThat(start.get("loss").asDouble()).isCloseTo(Math.log(1260), within(.05));
    assertThat(end.get("loss").asDouble()).isLessThan(start.get("loss").asDouble() - .1);
    assertThat(end.get("floor")).isEqualTo(start.get("floor"));
    assertThat(end.get("types").size()).isEqualTo(11);
    assertThat(Files.readString(checked.resolve("README.md")))
        .contains("loss | %.4f nats".formatted(end.get("loss").asDouble()));
  }
}
