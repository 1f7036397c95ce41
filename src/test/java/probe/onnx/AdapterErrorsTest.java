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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
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
    "',\"bias\":\"all\"', trained biases",
    "',\"peft_type\":\"IA3\"', peft_type IA3"
  })
  void otherKindsOfAdaptersAreRefused(String extra, String said) throws IOException {
    peft(extra, layer(KEYS, 2, 48, 16));
    refused("adapter_config.json", said);
  }

  /** The settings of PEFT 0.21 that are not followed, and one that nobody knows yet. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"alora_invocation_tokens\":[1,2]",
        "\"arrow_config\":{\"top_k\":3}",
        "\"kasa_config\":{\"beta\":0.1}",
        "\"monteclora_config\":{\"num_samples\":8}",
        "\"use_bdlora\":{\"nblocks\":2}",
        "\"velora_config\":{\"num_groups\":4}",
        "\"layer_replication\":[[0,2]]",
        "\"lora_bias\":true",
        "\"bias\":\"lora_only\"",
        "\"megatron_config\":{\"a\":1}",
        "\"target_parameters\":[\"mlp.experts.gate_up_proj\"]",
        "\"use_dora\":true",
        "\"use_qalora\":true",
        "\"invocation_string\":\"<|assistant|>\"",
        "\"not_yet_known\":0",
        "\"not_yet_known\":\"so\""
      })
  void everySettingThatIsNotFollowedIsRefusedByNameAndValue(String setting) throws IOException {
    peft("," + setting, layer(KEYS, 2, 48, 16));
    String name = setting.substring(1, setting.indexOf(':') - 1);
    refused("sets " + name + " to " + setting.substring(setting.indexOf(':') + 1), "plain LoRA");
    Files.move(folder.resolve("adapter_config.json"), folder.resolve("adapter.json"));
    Files.move(folder.resolve("adapter_model.safetensors"), folder.resolve("adapter.safetensors"));
    refused("adapter.json sets " + name);
  }

  @Test
  void settingsThatChangeNothingAreNone() throws IOException {
    String unset =
        Stream.of(
                "alora_invocation_tokens",
                "arrow_config",
                "layer_replication",
                "lora_bias",
                "use_dora",
                "not_yet_known")
            .map(name -> ",\"" + name + "\":" + (name.startsWith("use") ? "false" : "null"))
            .collect(Collectors.joining());
    peft(
        unset
            + ",\"loftq_config\":{},\"old_list\":[],\"old_text\":\"\",\"bias\":\"none\""
            + ",\"megatron_core\":\"megatron.core\",\"qalora_group_size\":16"
            + ",\"lora_dropout\":0.1,\"peft_version\":\"0.21.2\",\"eva_config\":{\"rho\":2.0}"
            + ",\"auto_mapping\":{\"parent_library\":\"x\"},\"target_modules\":\"all-linear\"",
        layer(KEYS, 2, 48, 16));
    assertThat(LoraAdapter.read(folder).deltas()).hasSize(1);
  }

  /** By loading each with PEFT: which starts move the weights of the model, and which do not. */
  @ParameterizedTest
  @CsvSource({
    "'\"pissa\"', true",
    "'\"pissa_niter_16\"', true",
    "'\"olora\"', true",
    "'\"OLoRA\"', true",
    "'\"corda\"', true",
    "'\"loftq\"', true",
    "true, false",
    "false, false",
    "'\"gaussian\"', false",
    "'\"eva\"', false",
    "'\"orthogonal\"', false",
    "'\"mica\"', false",
    "'\"lora_ga\"', false"
  })
  void startsThatChangeTheModelsWeightsAreRefused(String start, boolean refused)
      throws IOException {
    peft(",\"init_lora_weights\":" + start, layer(KEYS, 2, 48, 16));
    if (refused) {
      refused("init_lora_weights to " + start, "the model's own weights", "plain LoRA");
    } else {
      assertThat(LoraAdapter.read(folder).deltas()).hasSize(1);
    }
  }

  @Test
  void anotherRankThanTheConfigurationsIsRefused() throws IOException {
    peft(",\"rank_pattern\":{\"k_proj\":4}", layer(KEYS, 2, 48, 16));
    refused("k_proj has rank 2", "makes it 4");
  }

  @Test
  void whatIsNoPatternOrNoNumberIsRefused() throws IOException {
    peft(",\"alpha_pattern\":{\"k_(proj\":4}", layer(KEYS, 2, 48, 16));
    refused("pattern \"k_(proj\" in alpha_pattern", "no regular expression");
    peft(",\"alpha_pattern\":{\"k_proj\":\"4\"}", layer(KEYS, 2, 48, 16));
    refused("\"4\" for \"k_proj\" in alpha_pattern", "not a number");
  }

  @Test
  void severalAdaptersAreRefused() throws IOException {
    Path below = Files.createDirectories(folder.resolve("french"));
    Files.writeString(below.resolve("adapter_config.json"), "{}");
    refused("holds no adapter", "name one of the folders", "french");
    Map<String, long[]> shapes = new LinkedHashMap<>();
    shapes.put(KEYS + ".lora_A.one.weight", new long[] {2, 48});
    shapes.put(KEYS + ".lora_B.one.weight", new long[] {16, 2});
    peft("", shapes);
    assertThat(LoraAdapter.read(folder).deltas()).hasSize(1);
    shapes.put("base_model.model.lm_head.modules_to_save.two.weight", new long[] {2000, 48});
    peft("", shapes);
    refused("holds several adapters (one, two)");
  }

  @Test
  void anotherVocabularyIsNamed() throws IOException {
    TrainableGraph graph = llama();
    TokenTable table = graph.tokenTables().getFirst();
    long width = table.weight().dims()[1 - table.axis()];
    Map<String, long[]> shapes = layer(KEYS, 2, 48, 16);
    shapes.put("base_model.model.model.embed_tokens.weight", new long[] {7, width});
    peft("", shapes);
    refused("has 7 tokens in model.embed_tokens.weight", "another vocabulary", "export it again");
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
    for (String other : List.of("lora_magnitude_vector.weight", "lora_B.bias", "lora_diag")) {
      Map<String, long[]> shapes = layer(KEYS, 2, 48, 16);
      shapes.put(KEYS + "." + other, new long[] {16});
      peft("", shapes);
      refused(other, "no part of plain LoRA");
    }
    Map<String, long[]> shapes = layer(KEYS, 2, 48, 16);
    shapes.put("base_model.model.model.embed_tokens.lora_embedding_A", new long[] {2, 2000});
    peft("", shapes);
    refused("model.embed_tokens has lora_embedding_A but no lora_embedding_B");
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
