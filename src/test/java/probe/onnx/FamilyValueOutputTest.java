package probe.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import probe.checkpoint.family.FamilyFixture;
import probe.tensor.Matrix;
import probe.tensor.Safetensors;

/** Parts of a block, and the values and outputs of its heads, in PyTorch's exports of families. */
class FamilyValueOutputTest {
  static Stream<Path> exports() throws IOException {
    return FamilyFixture.exports();
  }

  /** Those whose products are stored as rows of outputs: all but GPT-2. */
  static Stream<Path> rows() throws IOException {
    return exports().filter(file -> !FamilyFixture.of(file).toString().startsWith("gpt2"));
  }

  @ParameterizedTest
  @MethodSource("exports")
  void everyMatrixOfABlockHasItsRole(Path file) throws IOException {
    List<String> names = List.copyOf(FamilyFixture.of(file).weights().names());
    Map<LinearLayer.Role, Long> found =
        TrainableGraph.open(file).projections().stream()
            .collect(Collectors.groupingBy(LinearLayer::role, Collectors.counting()));
    assertThat(found)
        .isEqualTo(
            Map.of(
                LinearLayer.Role.HEAD, 1L,
                LinearLayer.Role.ATTENTION, matrices(names, "attn", "attention"),
                LinearLayer.Role.MLP, matrices(names, "mlp")));
  }

  private static long matrices(List<String> names, String... modules) {
    return names.stream()
        .filter(name -> name.endsWith(".weight") && !name.contains("norm"))
        .filter(name -> Stream.of(modules).anyMatch(m -> name.matches(".*" + m + "\\..*")))
        .count();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void valuesAndOutputsOfEveryHeadAreTheCheckpoints(Path file) throws IOException {
    FamilyFixture fixture = FamilyFixture.of(file);
    JsonNode config = new ObjectMapper().readTree(fixture.folder().resolve("config.json").toFile());
    Safetensors weights = fixture.weights();
    ValueOutput found = ValueOutput.of(TrainableGraph.open(file));
    assertThat(found.layers()).hasSize(config.get("num_hidden_layers").asInt());
    int heads = config.get("num_attention_heads").asInt();
    int groups = config.path("num_key_value_heads").asInt(heads);
    for (ValueOutput.Layer layer : found.layers()) {
      List<ValueOutput.Factors> factors = found.factors(layer);
      assertThat(factors).hasSize(heads);
      int width = layer.headDim();
      Matrix values = in(weights, layer.index(), "v_proj", "qkv_proj", "query_key_value");
      Matrix outputs = in(weights, layer.index(), "o_proj", "attention.dense").transpose();
      for (int head = 0; head < heads; head++) {
        int group = head * groups / heads;
        // values alone; queries, keys and values of all heads; of each head
        int from =
            values.rows() == groups * width
                ? group * width
                : has(weights, "qkv_proj")
                    ? (heads + groups + group) * width
                    : (3 * head + 2) * width;
        for (int i = 0; i < width; i++) {
          assertThat(factors.get(head).value().transpose().row(i))
              .as("value %d of head %d in block %d", i, head, layer.index())
              .isEqualTo(values.row(from + i));
          assertThat(factors.get(head).output().row(i))
              .as("output %d of head %d in block %d", i, head, layer.index())
              .isEqualTo(outputs.row(head * width + i));
        }
      }
    }
  }

  private static boolean has(Safetensors weights, String module) {
    return weights.names().stream().anyMatch(name -> name.contains(module));
  }

  private static Matrix in(Safetensors weights, int block, String... modules) {
    return weights.names().stream()
        .filter(name -> name.contains("layers." + block + ".") && name.endsWith(".weight"))
        .filter(name -> Stream.of(modules).anyMatch(m -> name.contains("." + m + ".")))
        .map(weights::matrix)
        .findFirst()
        .orElseThrow();
  }
}
