package probe.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import probe.SharedModels;
import probe.tensor.Matrix;
import probe.tensor.Safetensors;

/** Values and outputs of attention, head by head. */
class ValueOutputTest {
  @ParameterizedTest
  @CsvSource({
    "gpt2-random,model.onnx,2,4",
    "gpt2-random,model_dynamo.onnx,2,4",
    "slm4096,model.onnx,4,4",
    "slm4096,model_dynamo.onnx,4,4"
  })
  void gpt2sFactorsAreThoseOfTheCheckpoint(String name, String file, int blocks, int heads) {
    Path model = SharedModels.require(name);
    ValueOutput found = ValueOutput.of(TrainableGraph.open(model.resolve(file)));
    Safetensors checkpoint = Safetensors.open(model.resolve("model.safetensors"));
    assertThat(found.layers()).hasSize(blocks);
    for (ValueOutput.Layer layer : found.layers()) {
      String prefix = prefix(checkpoint, "h." + layer.index() + ".attn.");
      float[][] all = rows(checkpoint.matrix(prefix + "c_attn.weight")); // [d, 3 d]
      float[][] out = rows(checkpoint.matrix(prefix + "c_proj.weight")); // [d, d]
      int d = all.length;
      int width = d / heads;
      assertThat(layer.heads()).isEqualTo(heads);
      assertThat(layer.headDim()).isEqualTo(width);
      List<ValueOutput.Factors> factors = found.factors(layer);
      for (int h = 0; h < heads; h++) {
        assertThat(rows(factors.get(h).value())).isEqualTo(columns(all, 2 * d + h * width, width));
        assertThat(rows(factors.get(h).output()))
            .isEqualTo(Arrays.copyOfRange(out, h * width, (h + 1) * width));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "stories260k,model.onnx,5,8,4",
    "stories260k,model_dynamo.onnx,5,8,4",
    "llama-untied,model.onnx,3,6,2",
    "llama-untied,model_dynamo.onnx,3,6,2"
  })
  void llamasFactorsAreThoseOfTheCheckpoint(
      String name, String file, int blocks, int heads, int shared) {
    Path model = SharedModels.require(name);
    ValueOutput found = ValueOutput.of(TrainableGraph.open(model.resolve(file)));
    Safetensors checkpoint = Safetensors.open(model.resolve("model.safetensors"));
    assertThat(found.layers()).hasSize(blocks);
    for (ValueOutput.Layer layer : found.layers()) {
      String prefix = "model.layers." + layer.index() + ".self_attn.";
      float[][] values = rows(checkpoint.matrix(prefix + "v_proj.weight").transpose()); // [d, kv]
      float[][] out = rows(checkpoint.matrix(prefix + "o_proj.weight").transpose());
      int width = values[0].length / shared;
      assertThat(layer.heads()).isEqualTo(heads);
      assertThat(layer.headDim()).isEqualTo(width);
      List<ValueOutput.Factors> factors = found.factors(layer);
      for (int h = 0; h < heads; h++) {
        int group = h / (heads / shared);
        assertThat(rows(factors.get(h).value())).isEqualTo(columns(values, group * width, width));
        assertThat(rows(factors.get(h).output()))
            .isEqualTo(Arrays.copyOfRange(out, h * width, (h + 1) * width));
      }
    }
  }

  private static String prefix(Safetensors checkpoint, String path) {
    return checkpoint.names().stream()
        .filter(name -> name.endsWith(path + "c_attn.weight"))
        .map(name -> name.substring(0, name.length() - "c_attn.weight".length()))
        .findFirst()
        .orElseThrow();
  }

  private static float[][] rows(Matrix matrix) {
    return IntStream.range(0, matrix.rows()).mapToObj(matrix::row).toArray(float[][]::new);
  }

  private static float[][] columns(float[][] rows, int from, int count) {
    return Arrays.stream(rows)
        .map(row -> Arrays.copyOfRange(row, from, from + count))
        .toArray(float[][]::new);
  }

  @Test
  void theCommittedModelsHaveFourHeadsInEveryBlock() {
    for (String name : List.of("pocket-gpt2", "pocket-llama")) {
      ValueOutput found = ValueOutput.of(TrainableGraph.open(pocket(name)));

      assertThat(found.layers()).extracting(ValueOutput.Layer::index).containsExactly(0, 1, 2, 3);
      for (ValueOutput.Layer layer : found.layers()) {
        int first = name.equals("pocket-gpt2") ? 256 : 0;
        assertThat(layer.valueColumns()).isEqualTo(IntStream.range(first, first + 128).toArray());
        assertThat(layer.outputRows()).isEqualTo(IntStream.range(0, 128).toArray());
        assertThat(layer.parts().get(2).valueColumns())
            .isEqualTo(IntStream.range(first + 64, first + 96).toArray());
      }
    }
  }

  static Path pocket(String name) {
    return Path.of(System.getProperty("probe.basedir", "."), "models", name, "model.onnx");
  }
}
