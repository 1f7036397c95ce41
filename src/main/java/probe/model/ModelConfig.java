package probe.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import probe.ProbeException;

/**
 * What {@code config.json} beside a model says, where it is there.
 *
 * @param modelType "gpt2", "llama", ...; "" where unknown
 * @param contextLimit longest context, or -1
 * @param keyValueHeads heads of a past key, or -1
 * @param headWidth width of one head, or -1
 */
public record ModelConfig(String modelType, int contextLimit, int keyValueHeads, int headWidth) {
  private static final ModelConfig NONE = new ModelConfig("", -1, -1, -1);

  /** Reads {@code config.json} in {@code folder}, or in the one above it (hub exports). */
  public static ModelConfig beside(Path folder) {
    Path file = find(folder, "config.json");
    if (file == null) {
      return NONE;
    }
    JsonNode json;
    try {
      json = new ObjectMapper().readTree(file.toFile());
    } catch (IOException e) {
      throw ProbeException.model(file + " is no JSON; mend it or move it away", e);
    }
    JsonNode text = json.path("text_config").isObject() ? json.get("text_config") : json;
    int heads = first(text, "num_attention_heads", "n_head", "num_heads");
    int width = first(text, "hidden_size", "n_embd", "d_model");
    int keyValueHeads = first(text, "num_key_value_heads");
    int headWidth = first(text, "head_dim");
    return new ModelConfig(
        json.path("model_type").asText(""),
        first(text, "n_positions", "max_position_embeddings", "n_ctx", "max_seq_len"),
        keyValueHeads > 0 ? keyValueHeads : heads,
        headWidth > 0 ? headWidth : heads > 0 && width > 0 ? width / heads : -1);
  }

  /** {@code name} in {@code folder} or, for a model in a folder "onnx", in the one above. */
  static @Nullable Path find(Path folder, String name) {
    Path beside = folder.resolve(name);
    if (Files.isRegularFile(beside)) {
      return beside;
    }
    Path parent = folder.getParent();
    if (parent != null && folder.endsWith("onnx") && Files.isRegularFile(parent.resolve(name))) {
      return parent.resolve(name);
    }
    return null;
  }

  private static int first(JsonNode json, String... names) {
    for (String name : names) {
      if (json.path(name).canConvertToInt()
          && json.get(name).isInt()
          && json.get(name).asInt() > 0) {
        return json.get(name).asInt();
      }
    }
    return -1;
  }
}
