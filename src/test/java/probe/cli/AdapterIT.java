package probe.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import probe.SharedModels;
import probe.onnx.LinearLayer;
import probe.onnx.LoraAdapter;
import probe.onnx.LoraDelta;
import probe.onnx.TrainableGraph;

/** {@code --adapter} and {@code probe merge}. */
class AdapterIT {
  @TempDir private Path folder;

  private Path adapter(Path model) throws Exception {
    TrainableGraph graph = TrainableGraph.open(model);
    LinearLayer layer = graph.projections().getFirst();
    float[] a = new float[layer.in()];
    float[] b = new float[layer.out()];
    java.util.Arrays.fill(a, 0.1f);
    java.util.Arrays.fill(b, 0.1f);
    Path adapter = Files.createDirectories(folder.resolve("adapter"));
    new LoraAdapter(
            1,
            1,
            List.of(LoraDelta.of(layer, 1, a, b)),
            List.of(),
            new LoraAdapter.Origin(
                model.toString(), graph.file().sha256(), "test", 1L, Map.of("probe", "test")))
        .write(adapter);
    return adapter;
  }

  private JsonNode json(String file) throws Exception {
    return new ObjectMapper().readTree(folder.resolve(file).toFile());
  }

  private static void done(Launcher.Outcome outcome) {
    assertThat(outcome.code()).as(outcome.err()).isZero();
  }

  private void extract(Path model, String out, String... more) throws Exception {
    List<String> arguments = new java.util.ArrayList<>(List.of("extract", "--model"));
    arguments.addAll(List.of(model.toString(), "--layers", "all", "--logits", "--text", "Once"));
    arguments.addAll(List.of("--out", folder.resolve(out).toString()));
    arguments.addAll(List.of(more));
    done(Launcher.run(arguments));
  }

  @Test
  void appliedOrMergedTheVectorsAreTheSame() throws Exception {
    Path shared = SharedModels.require("stories260k");
    Path model = shared.resolve("model.onnx");
    Path adapter = adapter(model);

    done(
        Launcher.run(
            "merge",
            "--model",
            model.toString(),
            "--adapter",
            adapter.toString(),
            "--out",
            folder.resolve("merged").toString()));
    extract(model, "applied", "--adapter", adapter.toString());
    extract(model, "again", "--adapter", adapter.toString());
    extract(model, "base");
    extract(folder.resolve("merged/model.onnx"), "own");

    assertThat(folder.resolve("own/vectors.safetensors"))
        .hasSameBinaryContentAs(folder.resolve("applied/vectors.safetensors"));
    assertThat(
            Files.mismatch(
                folder.resolve("base/vectors.safetensors"),
                folder.resolve("applied/vectors.safetensors")))
        .isNotNegative();
    JsonNode manifest = json("merged/manifest.json");
    assertThat(manifest.get("changed").get(0).asText())
        .isEqualTo("model.layers.0.self_attn.q_proj");
    String hash = manifest.get("adapter_sha256").asText();
    assertThat(hash).hasSize(64);
    assertThat(json("applied/manifest.json").get("adapter_sha256").asText()).isEqualTo(hash);
    assertThat(json("base/manifest.json").has("adapter_sha256")).isFalse();
    assertThat(json("applied/manifest.json").get("graph_sha256"))
        .isEqualTo(json("again/manifest.json").get("graph_sha256"));
    assertThat(json("applied/manifest.json").get("model_sha256"))
        .isEqualTo(json("base/manifest.json").get("model_sha256"));
    assertThat(folder.resolve("merged/tokenizer.json"))
        .hasSameBinaryContentAs(shared.resolve("tokenizer.json"));
  }

  @Test
  void anAdapterOfAnotherModelIsAnInputError() throws Exception {
    Path adapter = adapter(SharedModels.require("llama-untied").resolve("model.onnx"));

    Launcher.Outcome outcome =
        Launcher.run(
            "inspect",
            "--model",
            SharedModels.require("stories260k").resolve("model.onnx").toString(),
            "--adapter",
            adapter.toString());

    assertThat(outcome.code()).isEqualTo(4);
    assertThat(outcome.err().strip()).contains("the adapter was made for").hasLineCount(1);
  }

  @Test
  void theModelsOwnFolderIsNoPlaceForTheMergedOne() throws Exception {
    Path shared = SharedModels.require("llama-untied");
    Path model = Files.copy(shared.resolve("model.onnx"), folder.resolve("model.onnx"));

    Launcher.Outcome outcome =
        Launcher.run(
            "merge",
            "--model",
            model.toString(),
            "--adapter",
            adapter(model).toString(),
            "--out",
            folder.toString());

    assertThat(outcome.code()).isEqualTo(5);
    assertThat(outcome.err()).contains("is the model's own folder");
  }
}
