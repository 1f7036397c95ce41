package probe.checkpoint;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import probe.checkpoint.family.Architecture;
import probe.checkpoint.family.ConfigJson;
import probe.checkpoint.family.Family;
import probe.onnx.write.Weight;
import probe.tensor.DType;

/** Small checkpoints with weights by a formula, to be changed and written by tests. */
public final class TestCheckpoint {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** A tensor in row-major order. */
  public record Tensor(List<Integer> shape, float[] values) {}

  private final ObjectNode config;
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();

  private TestCheckpoint(String config) throws IOException {
    this.config = (ObjectNode) MAPPER.readTree(config);
    Architecture architecture = architecture();
    for (Weight weight : architecture.graph().of(architecture.tied(), DType.F32).weights()) {
      tensors.put(weight.name(), formula(weight.name(), weight.shape()));
    }
  }

  /** Grouped queries, wide heads, LLaMA 3's scaling, biases, a head of its own. */
  public static TestCheckpoint llama() throws IOException {
    return new TestCheckpoint(
        """
        {"model_type": "llama", "vocab_size": 23, "hidden_size": 12, "intermediate_size": 20,
         "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 8,
         "max_position_embeddings": 128, "rms_norm_eps": 1e-5, "attention_bias": true,
         "mlp_bias": true, "tie_word_embeddings": false, "hidden_act": "silu",
         "rope_parameters": {"rope_type": "llama3", "rope_theta": 100.0, "factor": 8.0,
           "low_freq_factor": 1.0, "high_freq_factor": 4.0,
           "original_max_position_embeddings": 64}}
        """);
  }

  /** ReLU, scores scaled by block, feed-forward layers of their own width. */
  public static TestCheckpoint gpt2() throws IOException {
    return new TestCheckpoint(
        """
        {"model_type": "gpt2", "vocab_size": 23, "n_embd": 12, "n_layer": 2, "n_head": 3,
         "n_positions": 48, "n_inner": 20, "activation_function": "relu",
         "scale_attn_by_inverse_layer_idx": true, "layer_norm_epsilon": 1e-3}
        """);
  }

  private Architecture architecture() throws IOException {
    Path folder = Files.createTempDirectory("probe-config");
    Path file = folder.resolve("config.json");
    MAPPER.writeValue(file.toFile(), config);
    Architecture architecture = Family.of(ConfigJson.in(folder));
    Files.delete(file);
    Files.delete(folder);
    return architecture;
  }

  /** Value i is sin(0.37 i + the name's length) / 4, and 1 more in the weight of a norm. */
  private static Tensor formula(String name, List<Integer> shape) {
    int count = shape.stream().reduce(1, (a, b) -> a * b);
    boolean norm = shape.size() == 1 && name.endsWith("weight");
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (Math.sin(0.37 * i + name.length()) / 4 + (norm ? 1 : 0));
    }
    return new Tensor(shape, values);
  }

  public ObjectNode config() {
    return config;
  }

  /** The tensors by name; changes to the map are written. */
  public Map<String, Tensor> tensors() {
    return tensors;
  }

  /** Adds or replaces a tensor of equal values. */
  public void put(String name, float value, Integer... shape) {
    int count = List.of(shape).stream().reduce(1, (a, b) -> a * b);
    float[] values = new float[count];
    java.util.Arrays.fill(values, value);
    tensors.put(name, new Tensor(List.of(shape), values));
  }

  /** Writes config.json and model.safetensors, float32. */
  public Path write(Path folder) throws IOException {
    writeConfig(folder);
    write(folder.resolve("model.safetensors"), DType.F32, tensors);
    return folder;
  }

  /** Writes config.json, an index and {@code parts} files of type {@code type}. */
  public Path writeSharded(Path folder, DType type, int parts) throws IOException {
    writeConfig(folder);
    List<Map<String, Tensor>> shards = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      shards.add(new LinkedHashMap<>());
    }
    ObjectNode index = MAPPER.createObjectNode();
    index.putObject("metadata");
    ObjectNode map = index.putObject("weight_map");
    int next = 0;
    for (Map.Entry<String, Tensor> tensor : tensors.entrySet()) {
      int shard = next++ % parts;
      shards.get(shard).put(tensor.getKey(), tensor.getValue());
      map.put(tensor.getKey(), shardName(shard, parts));
    }
    for (int i = 0; i < parts; i++) {
      write(folder.resolve(shardName(i, parts)), type, shards.get(i));
    }
    MAPPER.writeValue(folder.resolve("model.safetensors.index.json").toFile(), index);
    return folder;
  }

  public static String shardName(int shard, int parts) {
    return "model-%05d-of-%05d.safetensors".formatted(shard + 1, parts);
  }

  private void writeConfig(Path folder) throws IOException {
    Files.createDirectories(folder);
    MAPPER.writeValue(folder.resolve("config.json").toFile(), config);
  }

  private static void write(Path file, DType type, Map<String, Tensor> tensors) throws IOException {
    ObjectNode header = MAPPER.createObjectNode();
    long at = 0;
    for (Map.Entry<String, Tensor> tensor : tensors.entrySet()) {
      ObjectNode entry = header.putObject(tensor.getKey()).put("dtype", type.name());
      tensor.getValue().shape().forEach(entry.withArray("shape")::add);
      long end = at + (long) tensor.getValue().values().length * type.bytes();
      entry.withArray("data_offsets").add(at).add(end);
      at = end;
    }
    byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      out.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(json.length).array());
      out.write(json);
      for (Tensor tensor : tensors.values()) {
        for (float value : tensor.values()) {
          out.write(bytes(value, type));
        }
      }
    }
  }

  private static byte[] bytes(float value, DType type) {
    byte[] out = new byte[type.bytes()];
    ByteBuffer bytes = ByteBuffer.wrap(out).order(ByteOrder.LITTLE_ENDIAN);
    switch (type) {
      case F32 -> bytes.putFloat(value);
      case F16 -> bytes.putShort(Float.floatToFloat16(value));
      case BF16 -> bytes.putShort((short) (Float.floatToRawIntBits(value) >>> 16));
      default -> bytes.putDouble(value);
    }
    return out;
  }
}
