package probe.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import probe.ProbeException;
import probe.SharedModels;
import probe.tensor.SafetensorsWriter;

/** Adapters as PEFT writes them, and what is said of adapters that cannot be applied. */
class AdapterErrorsTest {
  private static final String KEYS = "base_model.model.model.layers.1.self_attn.k_proj";
  private static final String CONFIG = "{\"peft_type\":\"LORA\",\"r\":2,\"lora_alpha\":8%s}";

  @TempDir private Path folder;

  /** A file of tensors of ones, by name and shape. */
  private void tensors(String file, Map<String, long[]> shapes) throws IOException {
    try (SafetensorsWriter out = new SafetensorsWriter(folder.resolve(file))) {
      Map<Long, Integer> offsets = new LinkedHashMap<>();
      for (Map.Entry<String, long[]> entry : shapes.entrySet()) {
        int count = Math.toIntExact(Constants.count(entry.getValue()));
        offsets.put(out.declare(entry.getKey(), entry.getValue()), count);
      }
      for (Map.Entry<Long, Integer> entry : offsets.entrySet()) {
        float[] ones = new float[entry.getValue()];
        java.util.Arrays.fill(ones, 1f);
        out.put(entry.getKey(), ones, 0, ones.length);
      }
    }
  }

  private void peft(String extra, Map<String, long[]> shapes) throws IOException {
    Files.writeString(folder.resolve("adapter_config.json"), CONFIG.formatted(extra));
    tensors("adapter_model.safetensors", shapes);
  }

  private static Map<String, long[]> layer(String module, int rank, int in, int out) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    shapes.put(module + ".lora_A.weight", new long[] {rank, in});
    shapes.put(module + ".lora_B.weight", new long[] {out, rank});
    return shapes;
  }

  private static TrainableGraph llama() {
    return TrainableGraph.open(SharedModels.require("llama-untied").resolve("model.onnx"));
  }

  private void refused(String... parts) {
    assertThatThrownBy(() -> AdapterFit.of(llama(), LoraAdapter.read(folder)))
        .isInstanceOf(ProbeException.class)
        .satisfies(e -> assertThat(e.getMessage()).contains(parts));
  }

  @Test
  void anAdapterOfPeftIsRead() throws IOException {
    peft("", layer(KEYS, 2, 48, 16));
    TrainableGraph graph = llama();

    AdapterFit fit = AdapterFit.of(graph, LoraAdapter.read(folder));

    LinearLayer layer = fit.deltas().values().iterator().next();
    Weight weight =
        graph.weights().stream().filter(w -> w.name().equals(layer.weight())).findAny().get();
    TrainableGraph.Constant base = java.util.Objects.requireNonNull(graph.constant(weight.name()));
    float[] first = new float[1];
    fit.merged().copy(weight, 0, first, 1);
    // alpha / r = 4, and two products of ones
    assertThat(first[0]).isCloseTo(base.dtype().readFloat(base.data(), 0) + 8f, within(1e-5f));
  }

  @ParameterizedTest
  @CsvSource({
    "',\"use_rslora\":true', 5.656854",
    "',\"alpha_pattern\":{\"k_proj\":4}', 2",
    "',\"alpha_pattern\":{\"q_proj\":4}', 4"
  })
  void itsOwnScalesGoIntoB(String extra, float b) throws IOException {
    peft(extra, layer(KEYS, 2, 48, 16));

    LoraAdapter adapter = LoraAdapter.read(folder);

    assertThat(adapter.scale() * adapter.deltas().getFirst().b()[0])
        .isCloseTo((double) b, within(1e-5));
  }

  @Test
  void aFolderWithoutAnAdapterIsRefused() throws IOException {
    refused("holds no adapter", "adapter.json", "adapter_config.json");
    Files.writeString(folder.resolve("adapter.json"), CONFIG.formatted(""));
    refused("has adapter.json but no adapter.safetensors");
  }

  @Test
  void aMissingFolderIsRefused() {
    assertThatThrownBy(() -> LoraAdapter.read(folder.resolve("none")))
        .isInstanceOf(ProbeException.class)
        .hasMessageContaining("no folder")
        .hasMessageContaining("--adapter takes a folder");
  }

  @Test
  void aBrokenConfigurationIsRefused() throws IOException {
    peft("", layer(KEYS, 2, 48, 16));
    Files.writeString(folder.resolve("adapter_config.json"), "{\"r\":");
    refused("adapter_config.json is no JSON");
    Files.writeString(folder.resolve("adapter_config.json"), "{\"r\":0,\"lora_alpha\":1}");
    refused("needs r of 1 or more");
  }

  @ParameterizedTest
  @CsvSource({
    "',\"use_dora\":true', DoRA",
    "',\"bias\":\"all\"', trains biases",
    "',\"peft_type\":\"IA3\"', peft_type IA3"
  })
  void otherKindsOfAdaptersAreRefused(String extra, String said) throws IOException {
    peft(extra, layer(KEYS, 2, 48, 16));
    refused("adapter_config.json", said);
  }

  @Test
  void aTruncatedFileIsRefused() throws IOException {
    peft("", layer(KEYS, 2, 48, 16));
    Path tensors = folder.resolve("adapter_model.safetensors");
    byte[] bytes = Files.readAllBytes(tensors);
    Files.write(tensors, java.util.Arrays.copyOf(bytes, bytes.length - 40));
    refused("lora_B.weight", "truncated");
    Files.write(tensors, new byte[5]);
    refused("is truncated or no safetensors file");
  }

  @Test
  void halvesOfAPairAreRefused() throws IOException {
    Map<String, long[]> shapes = layer(KEYS, 2, 48, 16);
    shapes.remove(KEYS + ".lora_B.weight");
    peft("", shapes);
    refused("k_proj has lora_A but no lora_B");
    shapes = layer(KEYS, 2, 48, 16);
    shapes.remove(KEYS + ".lora_A.weight");
    peft("", shapes);
    refused("k_proj has lora_B but no lora_A");
    shapes = layer(KEYS, 2, 48, 16);
    shapes.put(KEYS + ".lora_B.weight", new long[] {16, 3});
    peft("", shapes);
    refused("A [2, 48] and B [16, 3]", "rank must be the same");
  }

  @Test
  void tensorsOfOtherMethodsAreRefused() throws IOException {
    Map<String, long[]> shapes = layer(KEYS, 2, 48, 16);
    shapes.put("base_model.model.model.embed_tokens.lora_embedding_A", new long[] {2, 2000});
    peft("", shapes);
    refused("lora_embedding_A", "no part of plain LoRA");
  }

  @Test
  void anotherModelIsRefused() throws IOException {
    peft("", layer(KEYS, 2, 64, 16));
    refused("from 64 to 16 numbers", "from 48 to 16", "pass the model that it was trained on");
    peft("", layer("base_model.model.transformer.h.0.attn.c_attn", 2, 48, 16));
    refused("transformer.h.0.attn.c_attn", "has no linear layer of that name", "model.layers.0");
    Map<String, long[]> shapes = layer(KEYS, 2, 48, 16);
    shapes.put("base_model.model.model.norm.weight", new long[] {64});
    peft("", shapes);
    refused("replaces model.norm.weight by [64]", "it is [48]");
    shapes.remove("base_model.model.model.norm.weight");
    shapes.put("base_model.model.model.nrm.weight", new long[] {48});
    peft("", shapes);
    refused("replaces model.nrm.weight", "no such weight");
  }

  @Test
  void anotherHashIsRefusedWithBoth() throws IOException {
    TrainableGraph graph = llama();
    LinearLayer layer = graph.projections().getFirst();
    LoraDelta delta = LoraDelta.of(layer, 1, new float[layer.in()], new float[layer.out()]);
    String hash = "0".repeat(64);
    new LoraAdapter(
            1,
            1,
            List.of(delta),
            List.of(),
            new LoraAdapter.Origin("other.onnx", hash, "test", null, Map.of()))
        .write(folder);

    refused(
        "made for other.onnx",
        hash,
        graph.file().sha256(),
        "all its shapes fit",
        "remove base_sha256");
  }
}
